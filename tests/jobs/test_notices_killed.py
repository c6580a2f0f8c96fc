"""Killed at every commit: nothing that was not sent is lost, and nothing that may have been sent is sent again."""

import signal
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from marketplace import clock
from marketplace.config import Config
from marketplace.domain.ids import AllocationId
from marketplace.domain.notices.letters import SETTLED_AFTER, LetterState
from marketplace.domain.notices.preferences import Preferences, Way
from marketplace.jobs import delivering, notices
from marketplace.models.base import db
from marketplace.models.rows.people.notices import Letter, Notice
from marketplace.models.rows.record.events import Event
from marketplace.services.allocations import accept_allocation
from marketplace.services.notices.delivery import Claim, note_handed
from marketplace.services.notices.preferences import keep_preferences
from tests.jobs.killing import Killers
from tests.jobs.mail_room import BOUNDARIES, MailRoom
from tests.jobs.post_office import PostOffice, a_post_office
from tests.market import NOW, Market

AWAKE = Preferences(zone="UTC", quiet_from=0, quiet_to=0, digest_hour=0)
DAYS_AGO = timedelta(days=2)
pytestmark = pytest.mark.slow


@pytest.fixture
def post_office() -> Iterator[PostOffice]:
    with a_post_office() as office:
        yield office


class Stage(MailRoom):
    """A group's answer that a maker is to be told of, and workers to tell it."""

    def answered(self, wishes: Preferences = AWAKE) -> int:
        """Let the group accept; gives the event."""
        producer, maker = self.market.a_producer(), self.market.a_maker()
        self.market.do(keep_preferences, wishes, by=maker)
        allocation_id = AllocationId(self.market.an_allocation(producer, maker))
        self.market.do(accept_allocation, allocation_id, by=producer, now=NOW)
        return self.market.do(lambda: int(db.session.scalars(select(Event.id)).one()))

    def told(self) -> list[Notice]:
        """List the notices."""
        return self.market.do(lambda: list(db.session.scalars(select(Notice))))

    def let_days_pass(self) -> None:
        """Make everything so far older."""

        def age() -> None:
            long_ago = clock.now() - DAYS_AGO - SETTLED_AFTER
            db.session.execute(update(Letter).where(Letter.handed_at.is_not(None)).values(handed_at=long_ago))
            db.session.execute(update(Notice).values(at=long_ago))
            db.session.commit()

        self.market.do(age)


@pytest.fixture
def stage(app: Flask, config: Config, market: Market, post_office: PostOffice, killers: Killers) -> Stage:
    app.extensions["mazorca"] = replace(config, smtp_url=post_office.url)
    return Stage(market, config, post_office, killers)


@pytest.mark.parametrize("moment", ["before:1", "after:1"])
def test_whoever_is_told_is_told_once(stage: Stage, moment: str) -> None:
    number = stage.answered()
    assert stage.run("tell", number, moment) == -signal.SIGKILL
    assert stage.run("tell", number) == 0
    assert (len(stage.told()), len(stage.letters())) == (1, 1)


@pytest.mark.parametrize("moment", BOUNDARIES)
def test_a_letter_arrives_once_or_stands_in_the_next_days_letter(stage: Stage, moment: str) -> None:
    arrives, state = BOUNDARIES[moment]
    stage.run("tell", stage.answered())
    [letter] = stage.letters()
    assert stage.run("deliver", letter.id, moment) == -signal.SIGKILL
    for _ in range(2):
        assert stage.run("deliver", letter.id) == 0
    assert (stage.office.arrived.total(), stage.letters()[0].state) == (arrives, state)
    assert len(letters_of_the_day(stage)) == (1 if state is LetterState.HANDED else 0)


def letters_of_the_day(stage: Stage) -> list[str]:
    """Let days pass, and give the letters of the day that then come."""
    stage.let_days_pass()
    before = len(stage.office.letters)
    stage.run("digest", 0)
    stage.run("digest", 0)
    for letter in stage.letters():
        stage.run("deliver", letter.id)
    return [each.get_content() for each in stage.office.letters[before:]]


def test_what_perhaps_did_not_arrive_is_said_to_be_so(stage: Stage) -> None:
    stage.run("tell", stage.answered())
    stage.run("deliver", stage.letters()[0].id, "after:2")
    [body] = letters_of_the_day(stage)
    assert "(perhaps not delivered before) One side accepted." in body


@pytest.mark.parametrize("moment", ["before:1", "after:1"])
def test_the_letter_of_the_day_is_gathered_once(stage: Stage, moment: str) -> None:
    stage.run("tell", stage.answered(replace(AWAKE, turn=Way.DIGEST)))
    stage.let_days_pass()
    assert stage.run("digest", 0, moment) == -signal.SIGKILL
    stage.run("digest", 0)
    [letter] = stage.letters()
    stage.run("deliver", letter.id)
    stage.run("digest", 0)
    assert (stage.office.arrived.total(), len(stage.letters())) == (1, 1)


def test_a_worker_that_only_slept_does_not_send_what_another_one_took_over(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.run("tell", stage.answered())
    [letter] = stage.letters()

    def sleep_first(claim: Claim, *, now: datetime) -> None:
        assert stage.run("deliver", letter.id) == 0
        note_handed(claim, now=now)

    monkeypatch.setattr(delivering, "note_handed", sleep_first)
    stage.market.do(notices.deliver, letter.id)
    assert (stage.office.arrived.total(), stage.letters()[0].state) == (1, LetterState.SENT)
