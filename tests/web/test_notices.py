"""The inbox and the wishes about mail, as people see them."""

import re
from datetime import timedelta
from enum import StrEnum

import pytest
from flask import Flask
from sqlalchemy import select

from marketplace import clock
from marketplace.domain.events import EventKind, SubjectKind
from marketplace.domain.ids import AllocationId, UserId
from marketplace.domain.lots import LotState
from marketplace.domain.notices.preferences import Preferences, Way
from marketplace.domain.notices.telling import Category
from marketplace.domain.turns import Task
from marketplace.domain.viewers import Viewer
from marketplace.gateways.links import FEWER_MAILS, sign_link
from marketplace.models.base import db
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.people.notices import Notice
from marketplace.models.rows.record.events import Event
from marketplace.models.rows.record.turns import settle_turns
from marketplace.models.rows.rounds.rounds import Allocation
from marketplace.queries.notices.preferences import get_preferences
from marketplace.services.allocations import accept_allocation
from marketplace.services.messages import Words, post_message
from marketplace.services.notices.telling import tell
from marketplace.wordings import LABELS
from tests.market import Market
from tests.tasting import NO, Tasting

DEFAULT = {"turn": "at_once", "news": "at_once", "messages": "at_once", "zone": "Europe/Paris"}
HOURS = {"quiet_from": "22", "quiet_to": "6", "digest_hour": "8"}


class Sides:
    """A proposal between a group and a maker, and two days to answer it."""

    def __init__(self, market: Market) -> None:
        """Make both and the proposal."""
        self.market = market
        self.producer, self.maker = market.a_producer(name="Yanayacu"), market.a_maker(name="Lyon")
        self.allocation_id = AllocationId(market.an_allocation(self.producer, self.maker))
        self.due_in(timedelta(days=2, minutes=1))

    def due_in(self, left: timedelta) -> None:
        """Set how long there is to answer."""

        def write() -> None:
            allocation = db.session.get_one(Allocation, self.allocation_id)
            allocation.answer_by = clock.now() + left
            settle_turns(allocation, clock.now())
            db.session.commit()

        self.market.do(write)

    def accept(self) -> int:
        """Let the group accept and the maker be told; gives the maker's notice."""
        market = self.market
        market.do(accept_allocation, self.allocation_id, by=self.producer, now=clock.now())
        for event_id in market.do(lambda: list(db.session.scalars(select(Event.id)))):
            market.do(tell, event_id, now=clock.now())
        own = select(Notice.id).where(Notice.user_id == self.maker.user_id)
        return market.do(lambda: int(db.session.scalars(own).one()))

    def inbox(self, viewer: Viewer, locale: str = "en") -> str:
        """Open the inbox; gives its text without the marks of HTML."""
        page = self.market.browser(viewer, locale).get("/inbox").text
        return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.fixture
def sides(market: Market) -> Sides:
    return Sides(market)


def test_the_inbox_says_what_to_do_about_what_with_whom_and_until_when(sides: Sides) -> None:
    page = sides.inbox(sides.maker)
    assert re.search(r"Answer the proposed sale until \w+ \d+ \w+, in 2 days LOT-\d+ · with Yanayacu · since", page)


def test_what_one_does_waits_for_the_other(sides: Sides) -> None:
    sides.accept()
    assert "Waiting for others Answer the proposed sale" in sides.inbox(sides.producer)
    assert "Nothing waits for you just now." in sides.inbox(sides.producer)


def test_what_is_late_says_so(sides: Sides) -> None:
    sides.due_in(timedelta(days=-1))
    assert re.search(r"Answer the proposed sale late was due on \w+", sides.inbox(sides.maker))


def test_the_head_of_every_page_counts_what_waits(sides: Sides) -> None:
    page = sides.market.browser(sides.maker).get("/lots").text
    assert re.search(r'<a href="/inbox">\s*Inbox\s*<span class="count">1</span>', page)


def test_a_stranger_sees_nothing_of_it(sides: Sides) -> None:
    sides.accept()
    page = sides.inbox(sides.market.a_maker())
    assert "Answer the proposed sale" not in page
    assert "Yanayacu" not in page


def test_a_turn_leads_to_its_page(sides: Sides) -> None:
    page = sides.market.browser(sides.maker).get("/inbox").text
    assert f'<a href="/allocations/{sides.allocation_id}">Answer the proposed sale</a>' in page


def test_the_inbox_speaks_spanish(sides: Sides) -> None:
    sides.accept()
    page = sides.inbox(sides.maker, "es_PE")
    assert "Le toca a usted" in page
    assert "Una parte aceptó." in page


def test_a_notice_is_new_until_it_is_opened(sides: Sides) -> None:
    number = sides.accept()
    assert "new LOT-" in sides.inbox(sides.maker)
    answer = sides.market.browser(sides.maker).get(f"/notices/{number}")
    assert answer.location == f"/allocations/{sides.allocation_id}"
    assert "new LOT-" not in sides.inbox(sides.maker)


def test_all_notices_can_be_marked_as_read(sides: Sides) -> None:
    sides.accept()
    assert sides.market.browser(sides.maker).post("/inbox/seen").location == "/inbox"
    assert "new LOT-" not in sides.inbox(sides.maker)


def test_a_notice_is_nobody_elses_to_open(sides: Sides) -> None:
    number = sides.accept()
    assert sides.market.browser(sides.producer).get(f"/notices/{number}").status_code == 404


def test_a_notice_for_another_of_ones_organizations_offers_to_act_for_it(sides: Sides) -> None:
    market = sides.market
    double = market.a_maker(name="Other house")
    market.a_place(double, sides.maker.organization_id or 0)
    sides.accept()
    own = select(Notice.id).where(Notice.user_id == double.user_id)
    number = market.do(lambda: db.session.scalars(own).one())
    browser = market.browser(double)
    assert "Act for Lyon and open it" in browser.get(f"/notices/{number}").text
    form = {"organization_id": str(sides.maker.organization_id), "next": f"/notices/{number}"}
    assert browser.post("/organizations/switch", form).location == f"/notices/{number}"
    assert browser.get(f"/notices/{number}").location == f"/allocations/{sides.allocation_id}"


def test_wishes_are_kept(market: Market) -> None:
    maker = market.a_maker()
    form = DEFAULT | HOURS | {"news": "digest", "zone": "America/Lima"}
    assert market.browser(maker).post("/settings/notices", form).status_code == 303
    kept = market.do(get_preferences, maker)
    assert kept == Preferences(news=Way.DIGEST, zone="America/Lima", quiet_from=22, quiet_to=6, digest_hour=8)


@pytest.mark.parametrize("wrong", [{"turn": "never"}, {"zone": "Mars/Base"}, {"quiet_to": "24"}, {"digest_hour": ""}])
def test_what_cannot_be_is_not_kept(market: Market, wrong: dict[str, str]) -> None:
    maker = market.a_maker()
    assert market.browser(maker).post("/settings/notices", DEFAULT | HOURS | wrong).status_code == 422
    assert market.do(get_preferences, maker) == Preferences(zone="Europe/Paris")


def test_times_are_told_by_the_clock_of_the_viewers_country_or_choice(sides: Sides) -> None:
    sides.accept()
    assert "Paris time" in sides.inbox(sides.maker)
    form = DEFAULT | HOURS | {"zone": "Asia/Tokyo"}
    sides.market.browser(sides.maker).post("/settings/notices", form)
    assert "Tokyo time" in sides.inbox(sides.maker)


def test_a_lot_that_was_sent_waits_for_the_facilitators_at_their_desk(market: Market) -> None:
    lot_id = market.a_lot(market.a_producer(name="Yanayacu"), state=LotState.IN_REVIEW)

    def give_turns() -> None:
        settle_turns(db.session.get_one(Lot, lot_id), clock.now())
        db.session.commit()

    market.do(give_turns)
    page = market.browser(market.a_facilitator()).get("/inbox").text
    assert f'<a href="/reviews/lots/{market.code_of_lot(lot_id)}">Check the lot before it is published</a>' in page
    assert "with Yanayacu" in page


@pytest.mark.parametrize(("kind", "words"), [("Task", Task), ("EventKind", EventKind), ("Way", Way)])
def test_everything_that_a_letter_may_say_has_words(kind: str, words: type[StrEnum]) -> None:
    assert set(words) - set(LABELS[kind]) == set()


def token_for(market: Market, viewer: Viewer, category: str) -> str:
    return market.do(sign_link, FEWER_MAILS, {"user": viewer.user_id or 0, "category": category})


def test_opening_the_link_of_a_letter_changes_nothing(market: Market) -> None:
    maker = market.a_maker()
    assert market.browser().get(f"/notices/less/{token_for(market, maker, 'news')}").status_code == 200
    assert market.do(get_preferences, maker).news is Way.AT_ONCE


def test_pressing_its_button_makes_that_kind_come_once_a_day(market: Market) -> None:
    maker = market.a_maker()
    market.browser().post(f"/notices/less/{token_for(market, maker, 'news')}")
    kept = market.do(get_preferences, maker)
    assert [kept.way(each) for each in Category] == [Way.AT_ONCE, Way.DIGEST, Way.AT_ONCE]


def test_the_letter_of_the_day_can_be_stopped_too(market: Market) -> None:
    maker = market.a_maker()
    market.browser().post(f"/notices/less/{token_for(market, maker, 'news')}")
    market.browser().post(f"/notices/less/{token_for(market, maker, '')}")
    assert market.do(get_preferences, maker).news is Way.INBOX


def test_a_link_made_for_another_purpose_changes_nothing(market: Market) -> None:
    maker = market.a_maker()
    token = market.do(sign_link, "reset", {"user": UserId(maker.user_id or 0), "category": "news"})
    assert market.browser().post(f"/notices/less/{token}").status_code == 404


def test_a_mail_program_asks_for_fewer_in_its_readers_name(app: Flask, market: Market) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    maker, pressed = market.a_maker(), {"List-Unsubscribe": "One-Click"}
    answer = app.test_client().post(f"/notices/less/{token_for(market, maker, 'news')}", data=pressed)
    assert answer.status_code == 200
    assert market.do(get_preferences, maker).news is Way.DIGEST


def test_what_a_maker_tasted_is_the_first_thing_in_the_groups_inbox_until_it_is_opened(market: Market) -> None:
    tasting = Tasting.of(market)
    sample_id = tasting.judged(NO)
    for event_id in market.do(lambda: list(db.session.scalars(select(Event.id)))):
        market.do(tell, event_id, now=clock.now())
    group = market.browser(tasting.producer)
    page = group.get("/inbox").text
    assert page.index("Smoky in every cup.") < page.index('id="turns"')
    link = re.search(r'id="tasted".*?href="(/notices/\d+)"', page, re.DOTALL)
    assert link
    assert group.get(link[1]).location == f"/samples/{sample_id}"
    assert 'id="tasted"' not in group.get("/inbox").text


def test_unread_words_lead_to_the_conversation(market: Market) -> None:
    producer, maker = market.a_producer(), market.a_maker()
    contract_id = market.a_contract(producer, maker)
    market.do(post_message, SubjectKind.CONTRACT, contract_id, words=Words("Ready?"), by=maker, now=clock.now())
    group = market.browser(producer)
    assert f'href="/contracts/{contract_id}#thread"' in group.get("/inbox").text
    assert 'id="thread"' in group.get(f"/contracts/{contract_id}").text


def test_a_deadline_that_was_moved_is_told_as_it_is_now(sides: Sides) -> None:
    sides.accept()
    sides.due_in(timedelta(days=9, minutes=1))
    assert "in 9 days" in sides.inbox(sides.maker).partition("What happened")[2]
