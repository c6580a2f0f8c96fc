"""Killed at every commit: a letter about an account arrives once, or counts as perhaps arrived, and never twice."""

import signal
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from flask import Flask
from sqlalchemy import select

from marketplace import clock
from marketplace.config import Config
from marketplace.domain.notices.letters import LetterState
from marketplace.domain.viewers import Level
from marketplace.models.base import db
from marketplace.models.rows.people.notices import Letter
from marketplace.services.invitations import invite
from tests.jobs.killing import Killers, Order
from tests.jobs.post_office import PostOffice, a_post_office
from tests.market import Market

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def killers() -> Iterator[Killers]:
    killers = Killers()
    yield killers
    killers.stop()


@dataclass
class Stage:
    """Workers that mail about accounts, and a mail server."""

    market: Market
    config: Config
    office: PostOffice
    killers: Killers

    def run(self, job: str, argument: int, moment: str = "never") -> int:
        """Have a worker do a job; gives how it ended."""
        return self.killers.run(Order(self.config.database_url, self.office.url, job, argument, moment))

    def letters(self) -> list[Letter]:
        """List the letters that were set out."""
        return self.market.do(lambda: list(db.session.scalars(select(Letter).order_by(Letter.id))))


@pytest.fixture
def stage(app: Flask, config: Config, market: Market, killers: Killers) -> Iterator[Stage]:
    with a_post_office() as office:
        app.extensions["mazorca"] = replace(config, smtp_url=office.url)
        yield Stage(market, config, office, killers)


# Commits of a delivery: 1 the claim, 2 that it is handed over, 3 that it was sent; the dot stands between 2 and 3.
BOUNDARIES = {
    "before:1": (1, LetterState.SENT),
    "after:1": (1, LetterState.SENT),
    "before:2": (1, LetterState.SENT),
    "after:2": (0, LetterState.HANDED),
    "before:3": (1, LetterState.HANDED),
    "after:3": (1, LetterState.SENT),
}


@pytest.mark.parametrize("moment", BOUNDARIES)
def test_an_invitation_never_arrives_twice(stage: Stage, moment: str) -> None:
    owner = stage.market.a_producer()
    stage.market.do(
        invite, owner.organization_id or 0, "new@example.org", level=Level.MEMBER, by=owner, now=clock.now()
    )
    [letter] = stage.letters()
    assert stage.run("deliver_errand", letter.id, moment) == -signal.SIGKILL
    for _ in range(2):
        assert stage.run("deliver_errand", letter.id) == 0
    assert (stage.office.arrived.total(), stage.letters()[0].state) == BOUNDARIES[moment]


@pytest.mark.parametrize("moment", ["before:1", "after:1"])
def test_a_link_that_was_asked_for_once_is_set_out_once(stage: Stage, moment: str) -> None:
    stage.market.a_person(None)
    assert stage.run("send_reset", 1, moment) == -signal.SIGKILL
    for _ in range(2):
        assert stage.run("send_reset", 1) == 0
    assert len(stage.letters()) == 1
    stage.run("send_reset", 2)
    assert len(stage.letters()) == 2
