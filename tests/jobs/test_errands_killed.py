"""Killed at every commit: a letter about an account arrives once, or counts as perhaps arrived, and never twice."""

import signal
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from marketplace import clock
from marketplace.config import Config
from marketplace.domain.viewers import Level
from marketplace.services.invitations import invite
from tests.jobs.killing import Killers
from tests.jobs.mail_room import BOUNDARIES, MailRoom
from tests.jobs.post_office import a_post_office
from tests.market import Market

pytestmark = pytest.mark.slow


@pytest.fixture
def stage(app: Flask, config: Config, market: Market, killers: Killers) -> Iterator[MailRoom]:
    with a_post_office() as office:
        app.extensions["mazorca"] = replace(config, smtp_url=office.url)
        yield MailRoom(market, config, office, killers)


@pytest.mark.parametrize("moment", BOUNDARIES)
def test_an_invitation_never_arrives_twice(stage: MailRoom, moment: str) -> None:
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
def test_a_link_that_was_asked_for_once_is_set_out_once(stage: MailRoom, moment: str) -> None:
    stage.market.a_person(None)
    assert stage.run("send_reset", 1, moment) == -signal.SIGKILL
    for _ in range(2):
        assert stage.run("send_reset", 1) == 0
    assert len(stage.letters()) == 1
    stage.run("send_reset", 2)
    assert len(stage.letters()) == 2
