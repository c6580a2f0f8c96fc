"""What is said reaches all who have a part in the thing, once, and nobody else."""

import itertools
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from marketplace.domain.errors import NotAllowed, NotFound, Refused, Stale
from marketplace.domain.events import SubjectKind
from marketplace.domain.files import FileKind, KeptFile
from marketplace.domain.threads import MOST_IN_WINDOW
from marketplace.domain.viewers import Level, Viewer
from marketplace.models.base import db
from marketplace.models.rows.record.events import Event
from marketplace.models.rows.record.messages import Thread
from marketplace.queries.threads import MessageLine, get_thread, list_unread
from marketplace.services.messages import Words, post_message, read_thread
from marketplace.services.transaction import Ticket, hold_ticket
from tests.market import NOW, Market
from tests.races import race

CONTRACT = SubjectKind.CONTRACT


@dataclass
class Table:
    """Two parties and a facilitator around one contract."""

    market: Market
    producer: Viewer
    maker: Viewer
    facilitator: Viewer
    contract_id: int
    minutes: Any

    def say(self, who: Viewer, body: str, **more: Any) -> int:
        """Post a message a minute after the last one."""
        now = NOW + timedelta(minutes=next(self.minutes))
        return int(self.market.do(post_message, CONTRACT, self.contract_id, words=Words(body, **more), by=who, now=now))

    def heard(self, who: Viewer) -> list[MessageLine]:
        """Return the messages that somebody sees."""
        page = self.market.do(get_thread, CONTRACT, self.contract_id, viewer=who)
        return [each for each in page.entries if isinstance(each, MessageLine)]

    def read(self, who: Viewer, up_to: int) -> None:
        """Have somebody read up to a message."""
        self.market.do(read_thread, CONTRACT, self.contract_id, up_to=up_to, by=who)

    def unread(self, who: Viewer) -> list[tuple[int, str]]:
        """Return how many messages wait for somebody, and the last words."""
        return [(line.count, line.words) for line in self.market.do(list_unread, who)]


@pytest.fixture
def table(market: Market) -> Table:
    producer, maker = market.a_producer(), market.a_maker()
    contract_id = market.a_contract(producer, maker)
    return Table(market, producer, maker, market.a_facilitator(), contract_id, itertools.count())


def a_file(number: int = 1, **changes: Any) -> KeptFile:
    plain: dict[str, Any] = {
        "stored": f"{number:032x}-f.pdf",
        "thumb": None,
        "name": "weights.pdf",
        "kind": FileKind.PDF,
        "size": 1000,
        "sha256": "0" * 64,
    }
    return KeptFile(**(plain | changes))


def test_both_sides_and_the_facilitators_hear_what_is_said(table: Table) -> None:
    table.say(table.producer, "The bags are ready.")
    for who in (table.producer, table.maker, table.facilitator):
        assert [each.body for each in table.heard(who)] == ["The bags are ready."]


def test_a_stranger_neither_hears_nor_speaks(table: Table) -> None:
    stranger = table.market.a_maker()
    with pytest.raises(NotFound):
        table.heard(stranger)
    with pytest.raises(NotFound):
        table.say(stranger, "Hello")


def test_a_reader_hears_but_does_not_speak(table: Table) -> None:
    reader = table.market.a_person(table.maker.organization_id, Level.READER)
    table.say(table.producer, "Hello")
    assert len(table.heard(reader)) == 1
    with pytest.raises(NotAllowed):
        table.say(reader, "Hello")


def test_words_keep_their_signs_and_lose_what_cannot_be_seen(table: Table) -> None:
    table.say(table.maker, "  ¿Llegó? 🍫👩🏽‍🌾 <b>no</b>\r\n\u202egpj.exe\x07  ")
    assert table.heard(table.producer)[0].body == "¿Llegó? 🍫👩🏽‍🌾 <b>no</b>\ngpj.exe"


@pytest.mark.parametrize(
    ("body", "files", "code"),
    [
        ("  \n ", [], "message.empty"),
        ("x" * 4001, [], "message.too_long"),
        ("x", [a_file(number) for number in range(11)], "message.too_many_files"),
        ("x", [a_file(number, size=11_000_000) for number in range(3)], "message.too_heavy"),
    ],
)
def test_what_does_not_fit_is_refused(table: Table, body: str, files: list[KeptFile], code: str) -> None:
    with pytest.raises(Refused) as no:
        table.say(table.maker, body, files=files)
    assert no.value.code == code
    assert table.heard(table.maker) == []


def test_a_file_may_speak_for_itself(table: Table) -> None:
    table.say(table.maker, "", files=[a_file()])
    assert [file.name for file in table.heard(table.producer)[0].files] == ["weights.pdf"]


def test_a_message_is_told_of_as_an_event_of_its_own(table: Table) -> None:
    number = table.say(table.maker, "Hello")
    query = select(Event).where(Event.subject_kind == SubjectKind.MESSAGE, Event.subject_id == number)
    event = table.market.do(lambda: db.session.scalars(query).one())
    assert event.kind == "message.posted"
    assert set(event.party_ids) == {table.producer.organization_id, table.maker.organization_id}
    assert event.facts == {"about": "contract", "about_id": table.contract_id, "files": 0, "asks_alliance": False}


def test_what_others_wrote_is_unread_until_it_was_seen(table: Table) -> None:
    table.say(table.maker, "One")
    last = table.say(table.maker, "Two")
    assert table.unread(table.producer) == [(2, "Two")]
    assert table.unread(table.maker) == []
    assert [each.is_new for each in table.heard(table.producer)] == [True, True]
    table.read(table.producer, last)
    assert table.unread(table.producer) == []


def test_each_person_of_an_organization_reads_for_themselves(table: Table) -> None:
    colleague = table.market.a_person(table.producer.organization_id)
    table.read(table.producer, table.say(table.maker, "One"))
    assert table.unread(colleague) == [(1, "One")]


def test_an_answer_does_not_count_what_stands_unread_before_it_as_read(table: Table) -> None:
    table.read(table.producer, table.say(table.maker, "One"))
    table.say(table.producer, "Answer")
    assert table.unread(table.producer) == []
    table.say(table.maker, "Two")
    table.say(table.producer, "Three")
    assert table.unread(table.producer) == [(1, "Three")]


def test_reading_never_goes_back(table: Table) -> None:
    first, last = table.say(table.maker, "One"), table.say(table.maker, "Two")
    table.read(table.producer, last)
    table.read(table.producer, first)
    assert table.unread(table.producer) == []


def test_a_thread_in_which_only_own_words_follow_what_was_read_is_not_unread(table: Table) -> None:
    theirs = table.say(table.maker, "One")
    table.say(table.producer, "Answered before it was marked as read")
    table.read(table.producer, theirs)
    assert table.unread(table.producer) == []


def test_facilitators_are_told_of_what_they_were_asked_and_of_where_they_spoke(table: Table) -> None:
    table.say(table.maker, "Between us")
    assert table.unread(table.facilitator) == []
    table.say(table.maker, "What do you think?", asks_alliance=True)
    assert table.unread(table.facilitator) == [(2, "What do you think?")]


def test_nobody_can_change_or_delete_what_was_said(table: Table) -> None:
    table.say(table.maker, "One", files=[a_file()])
    for change in ("UPDATE messages SET body = 'Two'", "DELETE FROM files", "TRUNCATE messages CASCADE"):
        with pytest.raises(DBAPIError, match="append-only"):
            table.market.do(lambda sql=change: db.session.execute(text(sql)))


def test_thirty_messages_an_hour_are_enough_for_one_person(table: Table) -> None:
    for number in range(MOST_IN_WINDOW):
        table.say(table.maker, f"{number}")
    with pytest.raises(Refused) as no:
        table.say(table.maker, "One more")
    assert no.value.code == "message.too_often"
    assert table.say(table.producer, "Somebody else")


def test_the_same_form_speaks_once_however_often_it_comes_at_once(table: Table) -> None:
    works = [lambda: _speak_with_ticket(table, "one form") for _ in range(4)]
    outcomes = race(table.market, ("users", table.maker.user_id or 0), *works)
    assert sorted(type(each).__name__ for each in outcomes) == ["Stale", "Stale", "Stale", "int"]
    assert [each.body for each in table.heard(table.maker)] == ["Hello"]


def test_messages_of_many_at_once_are_all_heard_and_the_last_one_is_the_last(table: Table) -> None:
    first = table.say(table.producer, "First")
    people = [table.market.a_person(table.maker.organization_id) for _ in range(10)]
    works = [
        lambda who=who, number=number: table.say(who, "Hello", files=[a_file(number)])
        for number, who in enumerate(people)
    ]
    outcomes = race(table.market, ("organizations", table.maker.organization_id or 0), *works)
    assert [first, *sorted(outcomes)] == sorted(each.id for each in table.heard(table.producer))
    assert table.market.do(lambda: db.session.scalar(select(Thread.last_message_id))) == max(outcomes)
    assert len({file.id for each in table.heard(table.producer) for file in each.files}) == len(people)
    table.read(table.producer, max(outcomes))
    assert table.unread(table.producer) == []


def test_the_pace_is_kept_by_many_at_once_too(table: Table) -> None:
    for number in range(MOST_IN_WINDOW - 1):
        table.say(table.maker, f"{number}")
    works = [lambda: table.say(table.maker, "Hello") for _ in range(4)]
    outcomes = race(table.market, ("users", table.maker.user_id or 0), *works)
    assert sorted(type(each).__name__ for each in outcomes) == ["Refused", "Refused", "Refused", "int"]


@given(steps=st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from(["producer", "maker"])), max_size=12))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_message_is_lost_or_doubled_however_forms_are_sent_again(table: Table, steps: list[tuple[str, str]]) -> None:
    contract_id = table.market.a_contract(table.producer, table.maker)
    case = replace(table, contract_id=contract_id)
    sent: dict[str, str] = {}
    for key, side in steps:
        who = case.producer if side == "producer" else case.maker
        is_new = not isinstance(
            _speak_with_ticket(case, f"{contract_id}-{key}", who=who, body=f"{key} of {side}"), Stale
        )
        assert is_new == (key not in sent)
        sent.setdefault(key, f"{key} of {side}")
    assert [each.body for each in case.heard(case.facilitator)] == list(sent.values())


def _speak_with_ticket(table: Table, key: str, *, who: Viewer | None = None, body: str = "Hello") -> Any:
    with table.market.app.app_context():
        hold_ticket(Ticket(key, "the same", NOW))
        now = NOW + timedelta(hours=2 * next(table.minutes))
        try:
            words = Words(body)
            return int(post_message(CONTRACT, table.contract_id, words=words, by=who or table.maker, now=now))
        except Stale as no:
            return no
        finally:
            hold_ticket(None)
