"""An entry is undone by its mirror, with a reason, by two people, once."""

from datetime import date
from functools import partial

import pytest
from sqlalchemy import select

from marketplace.domain.books import entries
from marketplace.domain.books.chart import Account
from marketplace.domain.books.postings import CauseKind
from marketplace.domain.errors import NotAllowed, NotFound, Refused, Stale
from marketplace.domain.ids import EntryId
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.rows.money.books import Correction, Entry
from marketplace.services.books.correcting import ask_correction, book_correction, refuse_correction
from tests.books import Bookkeeper
from tests.domain.books.cases import parts, usd
from tests.market import NOW, Market
from tests.races import race

WHY = "The provider told it twice."


@pytest.fixture
def people(market: Market) -> tuple[Viewer, Viewer]:
    return market.a_facilitator(), market.a_facilitator()


@pytest.fixture
def keeper(market: Market) -> Bookkeeper:
    return Bookkeeper.in_market(market)


def entries_of(market: Market) -> list[Entry]:
    return market.do(lambda: list(db.session.scalars(select(Entry).order_by(Entry.id))))


def test_the_mirror_stands_beside_the_entry(keeper: Bookkeeper, people: tuple[Viewer, Viewer]) -> None:
    one, other = people
    number = keeper.write(entries.provider_cost(keeper.occasion(CauseKind.PROVIDER_COST), usd("5.00")))
    correction = keeper.market.do(ask_correction, number, f"  {WHY} ", by=one, now=NOW)
    keeper.market.do(book_correction, correction, seen=1, by=other, now=NOW)
    mirror = entries_of(keeper.market)[-1]
    assert (mirror.reverses_id, mirror.cause_kind, mirror.note) == (number, CauseKind.REVERSED, WHY)
    assert mirror.booked_on == date(2026, 11, 23)
    assert keeper.of(Account.PROVIDER_COSTS) == usd("0")


def test_who_asked_may_only_take_it_back(keeper: Bookkeeper, people: tuple[Viewer, Viewer]) -> None:
    number = keeper.write(entries.swept(keeper.apart(CauseKind.SWEPT), usd("5.00")))
    correction = keeper.market.do(ask_correction, number, WHY, by=people[0], now=NOW)
    with pytest.raises(Refused, match=r"correction\.second_person"):
        keeper.market.do(book_correction, correction, seen=1, by=people[0], now=NOW)
    keeper.market.do(refuse_correction, correction, seen=1, by=people[0], now=NOW)
    assert len(entries_of(keeper.market)) == 1


def test_an_entry_is_undone_once(keeper: Bookkeeper, people: tuple[Viewer, Viewer]) -> None:
    one, other = people
    number = keeper.write(entries.swept(keeper.apart(CauseKind.SWEPT), usd("5.00")))
    correction = keeper.market.do(ask_correction, number, WHY, by=one, now=NOW)
    with pytest.raises(Refused, match=r"correction\.standing_already"):
        keeper.market.do(ask_correction, number, WHY, by=other, now=NOW)
    work = partial(keeper.market.do, book_correction, correction, seen=1, by=other, now=NOW)
    outcomes = race(keeper.market, ("corrections", correction), work, work)
    assert sorted(isinstance(each, Stale) for each in outcomes) == [False, True]
    assert len(entries_of(keeper.market)) == 2


def test_what_was_refused_may_be_asked_again(keeper: Bookkeeper, people: tuple[Viewer, Viewer]) -> None:
    one, other = people
    number = keeper.write(entries.swept(keeper.apart(CauseKind.SWEPT), usd("5.00")))
    first = keeper.market.do(ask_correction, number, WHY, by=one, now=NOW)
    keeper.market.do(refuse_correction, first, seen=1, by=other, now=NOW)
    assert keeper.market.do(ask_correction, number, WHY, by=one, now=NOW) != first
    with pytest.raises(Refused, match=r"correction\.wrong_state"):
        keeper.market.do(book_correction, first, seen=2, by=other, now=NOW)


def test_what_follows_from_an_instalment_is_not_undone_by_hand(
    keeper: Bookkeeper, people: tuple[Viewer, Viewer]
) -> None:
    number = keeper.write(entries.raised(keeper.occasion(CauseKind.RAISED), parts("5.00")))
    with pytest.raises(Refused, match=r"correction\.not_by_hand"):
        keeper.market.do(ask_correction, number, WHY, by=people[0], now=NOW)


def test_only_facilitators_undo_entries_and_only_such_as_there_are(
    keeper: Bookkeeper, people: tuple[Viewer, Viewer]
) -> None:
    with pytest.raises(NotAllowed):
        keeper.market.do(ask_correction, EntryId(1), WHY, by=keeper.maker, now=NOW)
    with pytest.raises(NotFound):
        keeper.market.do(ask_correction, EntryId(1), WHY, by=people[0], now=NOW)
    with pytest.raises(NotFound):
        keeper.market.do(book_correction, 1, seen=1, by=people[0], now=NOW)
    assert keeper.market.do(lambda: db.session.scalar(select(Correction))) is None
