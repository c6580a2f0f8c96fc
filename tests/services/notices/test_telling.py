"""Who has which notice after something happened, and who is reminded."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from marketplace.domain.events import EventKind, SubjectKind
from marketplace.domain.ids import AllocationId
from marketplace.domain.notices.preferences import Preferences, Way
from marketplace.domain.notices.telling import Category
from marketplace.domain.viewers import Level, Viewer
from marketplace.models.base import db
from marketplace.models.rows.people.notices import Letter, Notice
from marketplace.models.rows.record.events import Event
from marketplace.models.rows.record.turns import Turn, settle_turns
from marketplace.models.rows.rounds.rounds import Allocation
from marketplace.queries.notices.due import list_turns_to_remind
from marketplace.services.allocations import accept_allocation, decline_allocation
from marketplace.services.notices.digests import gather_digest
from marketplace.services.notices.preferences import keep_preferences
from marketplace.services.notices.telling import remind, tell
from tests.market import NOW, Market
from tests.races import race

AWAKE = Preferences(zone="UTC", quiet_from=0, quiet_to=0, digest_hour=15)
DAY = timedelta(days=1)


class Sides:
    """A proposal between a group and a maker, who has seven days to answer."""

    def __init__(self, market: Market) -> None:
        """Make both and the proposal."""
        self.market = market
        self.producer, self.maker = market.a_producer(), market.a_maker()
        self.allocation_id = AllocationId(market.an_allocation(self.producer, self.maker))
        self.answer_by = NOW + timedelta(days=7)
        market.do(self._give_turns)

    def _give_turns(self) -> None:
        settle_turns(db.session.get_one(Allocation, self.allocation_id), NOW)
        db.session.commit()

    def tell_all(self) -> None:
        """Tell of everything that happened."""
        for event_id in self.market.do(lambda: list(db.session.scalars(select(Event.id).order_by(Event.id)))):
            self.market.do(tell, event_id, now=NOW)

    def accept(self, by: Viewer) -> None:
        """Let a side accept, and tell of it."""
        self.market.do(accept_allocation, self.allocation_id, by=by, now=NOW)
        self.tell_all()

    def notices(self) -> dict[int | None, tuple[Category, str | None]]:
        """Say who has been told as what, and what they must do."""

        def read() -> dict[int | None, tuple[Category, str | None]]:
            return {each.user_id: (each.category, each.task) for each in db.session.scalars(select(Notice))}

        return self.market.do(read)

    def letters(self) -> list[Letter]:
        """List the letters."""
        return self.market.do(lambda: list(db.session.scalars(select(Letter).order_by(Letter.id))))

    def remind(self, hours_before: int) -> list[int]:
        """Remind of what is due so long before the answer is; gives the turns that came up."""
        now = self.answer_by - timedelta(hours=hours_before)
        turns = self.market.do(list_turns_to_remind, now)
        for turn_id in turns:
            self.market.do(remind, turn_id, now=now)
        return turns


@pytest.fixture
def sides(market: Market) -> Sides:
    return Sides(market)


def test_the_other_side_has_the_turn_and_colleagues_the_news(market: Market, sides: Sides) -> None:
    colleague = market.a_person(sides.producer.organization_id, Level.MEMBER)
    reader = market.a_person(sides.maker.organization_id, Level.READER)
    market.a_maker()
    sides.accept(sides.producer)
    assert sides.notices() == {
        sides.maker.user_id: (Category.TURN, "allocation.answer"),
        colleague.user_id: (Category.NEWS, None),
        reader.user_id: (Category.NEWS, None),
    }
    assert {letter.user_id for letter in sides.letters()} == {sides.maker.user_id, reader.user_id}


def test_an_event_is_told_of_in_its_own_transaction_or_not_at_all(sides: Sides) -> None:
    sides.market.do(decline_allocation, sides.allocation_id, "sold already", by=sides.producer, now=NOW)
    jobs = text("SELECT args FROM procrastinate_jobs WHERE task_name = 'notices:tell'")
    declined = select(Event.id).where(Event.kind == EventKind.ALLOCATION_DECLINED)
    event_id = sides.market.do(lambda: db.session.scalar(declined))
    assert sides.market.do(lambda: db.session.scalar(jobs)) == {"event_ids": [event_id]}


def test_workers_that_tell_at_the_same_time_tell_once(sides: Sides) -> None:
    sides.market.do(accept_allocation, sides.allocation_id, by=sides.producer, now=NOW)
    event_id = sides.market.do(lambda: db.session.scalars(select(Event.id)).one())
    users = ("users", sides.maker.user_id or 0)

    def tell_it() -> None:
        sides.market.do(tell, event_id, now=NOW)

    race(sides.market, users, tell_it, tell_it, tell_it)
    assert len(sides.letters()) == 1


def test_whoever_must_answer_is_reminded_once_a_day_before(sides: Sides) -> None:
    assert sides.remind(25) == []
    assert len(sides.remind(24)) == 2
    assert sides.remind(23) == []
    assert sides.notices()[sides.maker.user_id] == (Category.TURN, "allocation.answer")
    assert len(sides.letters()) == 2


def test_what_is_late_is_brought_up_once_more(sides: Sides) -> None:
    sides.remind(24)
    assert len(sides.remind(-1)) == 2
    assert sides.remind(-2) == []


def test_nobody_is_reminded_of_what_is_done(sides: Sides) -> None:
    market = sides.market
    turns = market.do(list_turns_to_remind, sides.answer_by - DAY)
    market.do(accept_allocation, sides.allocation_id, by=sides.producer, now=NOW)
    for turn_id in turns:
        market.do(remind, turn_id, now=sides.answer_by - DAY)
    assert set(sides.notices()) == {sides.maker.user_id}


def test_facilitators_are_reminded_but_for_who_belongs_to_a_party(market: Market, sides: Sides) -> None:
    facilitator, torn = market.a_facilitator(), market.a_facilitator()
    market.a_place(torn, sides.maker.organization_id or 0)
    sides.accept(sides.producer)

    def let_facilitators_judge() -> int:
        turn = db.session.scalars(select(Turn)).one()
        turn.organization_id = None
        db.session.commit()
        return turn.id

    turn_id = market.do(let_facilitators_judge)
    market.do(remind, turn_id, now=sides.answer_by - DAY)
    told = market.do(lambda: set(db.session.scalars(select(Notice.user_id).where(Notice.reminder.is_not(None)))))
    assert told == {facilitator.user_id}


def test_readers_are_not_reminded(market: Market, sides: Sides) -> None:
    market.a_person(sides.maker.organization_id, Level.READER)
    sides.remind(24)
    assert set(sides.notices()) == {sides.producer.user_id, sides.maker.user_id}


def test_the_letter_of_the_day_has_what_came_up_until_its_hour(market: Market, sides: Sides) -> None:
    market.do(keep_preferences, replace(AWAKE, turn=Way.DIGEST), by=sides.maker)
    sides.accept(sides.producer)
    reader = sides.maker.user_id
    assert market.do(gather_digest, reader, now=NOW - timedelta(minutes=1)) is None
    letter_id = market.do(gather_digest, reader, now=NOW)
    assert letter_id is not None
    assert market.do(gather_digest, reader, now=NOW + timedelta(hours=1)) is None
    assert market.do(gather_digest, reader, now=NOW + DAY) is None
    assert [letter.day for letter in sides.letters()] == [NOW.date()]


def test_two_workers_gather_one_letter_of_the_day(market: Market, sides: Sides) -> None:
    market.do(keep_preferences, replace(AWAKE, turn=Way.DIGEST), by=sides.maker)
    sides.accept(sides.producer)

    def gather() -> int | None:
        return market.do(gather_digest, sides.maker.user_id, now=NOW)

    gathered = race(market, ("users", sides.maker.user_id or 0), gather, gather)
    assert len([each for each in gathered if each]) == 1
    assert len(sides.letters()) == 1


def test_a_message_is_told_as_one_about_what_it_is_about(market: Market, sides: Sides) -> None:
    def write() -> None:
        facts = {"about": "allocation", "about_id": sides.allocation_id}
        event = Event(
            at=NOW,
            subject_kind=SubjectKind.MESSAGE,
            subject_id=1,
            version=1,
            kind="message.posted",
            role=sides.maker.role,
            user_id=sides.maker.user_id,
            organization_id=sides.maker.organization_id,
            party_ids=sorted([sides.producer.organization_id, sides.maker.organization_id]),
            facts=facts,
        )
        db.session.add(event)
        db.session.commit()

    market.do(write)
    sides.tell_all()
    notice = market.do(lambda: db.session.scalars(select(Notice)).one())
    assert (notice.category, notice.subject_kind) == (Category.MESSAGES, SubjectKind.ALLOCATION)
