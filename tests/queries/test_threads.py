"""Who a maker is that is not named yet is not told by what it says, nor by what is told of it."""

from dataclasses import dataclass

import pytest

from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import LotId
from marketplace.domain.viewers import Viewer
from marketplace.queries.events import list_happenings
from marketplace.queries.threads import get_thread, list_unread
from marketplace.services.bids.placing import Choices, place_bid
from marketplace.services.messages import Words, post_message
from tests.domain import samples
from tests.market import NOW, Market


@dataclass
class Secret:
    """An anonymous bid about which its maker has said something."""

    market: Market
    producer: Viewer
    maker: Viewer
    bid_id: int

    def names(self, who: Viewer) -> list[str | None]:
        """Return the organizations that the thread names to somebody."""
        page = self.market.do(get_thread, SubjectKind.BID, self.bid_id, viewer=who)
        return [each.organization for each in page.entries]


@pytest.fixture
def secret(market: Market) -> Secret:
    market.set_references()
    market.set_freight()
    producer, maker = market.a_producer(name="Group"), market.a_maker(name="Secret Maker")
    terms, unnamed = samples.some_bid_terms(), Choices(is_anonymous=True)
    bid_id = market.do(place_bid, LotId(market.a_lot(producer)), terms, choices=unnamed, by=maker, now=NOW)
    market.do(post_message, SubjectKind.BID, bid_id, words=Words("Hello"), by=maker, now=NOW)
    return Secret(market, producer, maker, bid_id)


def test_the_group_reads_the_words_without_the_name(secret: Secret) -> None:
    (line,) = secret.market.do(list_unread, secret.producer)
    assert (line.words, line.organization) == ("Hello", None)
    assert set(secret.names(secret.producer)) == {None}
    told = secret.market.do(list_happenings, secret.producer)
    assert [each.organization for each in told if each.kind == "message.posted"] == [None]


def test_the_maker_and_the_facilitators_know_who_spoke(secret: Secret) -> None:
    facilitator = secret.market.a_facilitator()
    for who in (secret.maker, facilitator):
        assert set(secret.names(who)) == {"Secret Maker"}


def test_the_group_is_never_hidden(secret: Secret) -> None:
    answer = Words("Who are you?")
    secret.market.do(post_message, SubjectKind.BID, secret.bid_id, words=answer, by=secret.producer, now=NOW)
    (line,) = secret.market.do(list_unread, secret.maker)
    assert line.organization == "Group"


def test_a_rival_reads_nothing_about_the_bid(secret: Secret) -> None:
    assert secret.market.do(list_unread, secret.market.a_maker()) == []


def test_the_maker_is_warned_of_papers_that_tell_who_wrote_them(secret: Secret) -> None:
    warning = "The group does not know yet who you are."
    pages = [secret.market.browser(who).get(f"/bids/{secret.bid_id}").text for who in (secret.maker, secret.producer)]
    assert [warning in page for page in pages] == [True, False]
