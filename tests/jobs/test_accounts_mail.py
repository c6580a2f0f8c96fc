"""Mail to people: written by a real worker, sent by SMTP to a server on this machine, in the reader's language."""

from collections.abc import Iterator
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from babel.dates import format_date
from flask import Flask
from sqlalchemy import text

from marketplace import clock
from marketplace.config import Config
from marketplace.domain.accounts import VerificationState, VerificationStep
from marketplace.domain.memberships import INVITATION_LIFE
from marketplace.domain.notices.preferences import Preferences
from marketplace.domain.viewers import Level, Viewer
from marketplace.jobs.worker import run_worker
from marketplace.models.base import db
from marketplace.models.rows.people.accounts import User
from marketplace.services import invitations, passwords
from marketplace.services.accounts import choose_language
from marketplace.services.notices.preferences import keep_preferences
from marketplace.services.verification import Judgement, judge_organization
from tests.jobs.leaves import buttons, html_words, plain_words
from tests.jobs.post_office import PostOffice, a_falling_server, a_post_office
from tests.market import NOW, Market

SITE = "https://mazorca.example"
AWAKE = Preferences(zone="UTC", quiet_from=0, quiet_to=0)
LIMA = ZoneInfo("America/Lima")


@pytest.fixture
def post_office() -> Iterator[PostOffice]:
    with a_post_office() as office:
        yield office


@pytest.fixture
def config(config: Config, post_office: PostOffice) -> Config:
    return replace(config, smtp_url=post_office.url, public_url=SITE)


@pytest.fixture
def owner(market: Market) -> Viewer:
    return market.a_producer(name="Asociación Ñahui 🍫")


def email_of(market: Market, viewer: Viewer) -> str:
    return market.do(lambda: db.session.get_one(User, viewer.user_id).email)


def jobs_left(market: Market) -> int:
    letters = text(
        "SELECT count(*) FROM procrastinate_jobs WHERE task_name IN ('accounts:send_reset', 'accounts:deliver')"
    )
    return int(market.do(lambda: db.session.scalar(letters)) or 0)


def wait_no_longer() -> None:
    db.session.execute(text("UPDATE procrastinate_jobs SET scheduled_at = NULL"))
    db.session.commit()


def test_an_invitation_is_mailed_with_its_link(
    app: Flask, market: Market, owner: Viewer, post_office: PostOffice
) -> None:
    home = owner.organization_id or 0
    market.do(invitations.invite, home, "new@example.org", level=Level.MEMBER, by=owner, now=clock.now())
    run_worker(app, wait=False)
    [letter] = post_office.letters
    body = letter.get_content()
    assert letter["To"].addresses[0].addr_spec == "new@example.org"
    assert "Asociación Ñahui 🍫" in str(letter["Subject"])
    link = next(line for line in body.splitlines() if line.startswith(f"{SITE}/invitations/"))
    assert market.browser().get(link.removeprefix(SITE)).status_code == 200


def test_a_withdrawn_invitation_is_not_mailed(
    app: Flask, market: Market, owner: Viewer, post_office: PostOffice
) -> None:
    home, now = owner.organization_id or 0, clock.now()
    number = market.do(invitations.invite, home, "new@example.org", level=Level.MEMBER, by=owner, now=now)
    market.do(invitations.revoke_invitation, home, number, by=owner, now=now)
    run_worker(app, wait=False)
    assert post_office.letters == []
    assert jobs_left(market) == 0


@pytest.mark.parametrize("locale", ["en", "es_PE"])
def test_an_invitation_speaks_the_language_of_whoever_invites(
    app: Flask, market: Market, owner: Viewer, post_office: PostOffice, locale: str
) -> None:
    home, now = owner.organization_id or 0, clock.now()
    market.do(choose_language, locale, by=owner)
    market.do(invitations.invite, home, "new@example.org", level=Level.READER, by=owner, now=now)
    run_worker(app, wait=False)
    until = format_date((now + INVITATION_LIFE).astimezone(LIMA), "d MMM y", locale=locale)
    assert until in post_office.letters[0].get_content()


def test_a_mailed_link_opens_the_page_for_a_new_password(
    app: Flask, market: Market, owner: Viewer, post_office: PostOffice
) -> None:
    market.do(passwords.ask_for_reset, email_of(market, owner), address=None, now=NOW)
    run_worker(app, wait=False)
    [letter] = post_office.letters
    link = next(line for line in letter.get_content().splitlines() if "/password/" in line)
    page = market.browser().get(link.removeprefix(SITE))
    assert page.status_code == 200
    assert email_of(market, owner) in page.text
    assert (html_words(letter), buttons(letter)) == (plain_words(letter), [link])


def test_nobody_is_mailed_for_an_address_nobody_has(app: Flask, market: Market, post_office: PostOffice) -> None:
    market.do(passwords.ask_for_reset, "nobody@example.org", address=None, now=NOW)
    run_worker(app, wait=False)
    assert (post_office.letters, jobs_left(market)) == ([], 0)


def test_owners_read_why_they_were_refused(app: Flask, market: Market, post_office: PostOffice) -> None:
    owner = market.a_maker(state=VerificationState.UNVERIFIED)
    market.do(keep_preferences, AWAKE, by=owner)
    judgement = Judgement(VerificationStep.REFUSE, "The tax number is missing.\nPlease add it.")
    market.do(judge_organization, owner.organization_id, judgement, by=market.a_facilitator(), now=NOW)
    run_worker(app, wait=False)
    [letter] = post_office.letters
    assert "The tax number is missing." in letter.get_content()
    assert letter["To"].addresses[0].addr_spec == email_of(market, owner)


def test_a_letter_waits_while_the_mail_server_is_away(
    app: Flask, market: Market, owner: Viewer, post_office: PostOffice
) -> None:
    away = replace(app.extensions["mazorca"], smtp_url="smtp://127.0.0.1:1")
    app.extensions["mazorca"] = away
    market.do(passwords.ask_for_reset, email_of(market, owner), address=None, now=NOW)
    run_worker(app, wait=False)
    assert jobs_left(market) == 1
    app.extensions["mazorca"] = replace(away, smtp_url=post_office.url)
    market.do(wait_no_longer)
    run_worker(app, wait=False)
    assert len(post_office.letters) == 1


@pytest.mark.parametrize("when", ["to_recipients", "answers"])
def test_a_letter_that_is_never_taken_is_not_tried_again(
    app: Flask, market: Market, owner: Viewer, post_office: PostOffice, when: str
) -> None:
    setattr(post_office, when, ["550 nobody here"])
    home = owner.organization_id or 0
    market.do(invitations.invite, home, "new@example.org", level=Level.MEMBER, by=owner, now=clock.now())
    run_worker(app, wait=False)
    assert (post_office.letters, jobs_left(market)) == ([], 0)


def test_a_letter_that_may_have_arrived_is_not_sent_again(
    app: Flask, market: Market, owner: Viewer, post_office: PostOffice
) -> None:
    del post_office
    home = owner.organization_id or 0
    market.do(invitations.invite, home, "new@example.org", level=Level.MEMBER, by=owner, now=clock.now())
    with a_falling_server() as url:
        app.extensions["mazorca"] = replace(app.extensions["mazorca"], smtp_url=url)
        run_worker(app, wait=False)
    assert jobs_left(market) == 0


def test_without_a_mail_server_nothing_fails(app: Flask, market: Market, owner: Viewer) -> None:
    app.extensions["mazorca"] = replace(app.extensions["mazorca"], smtp_url="")
    market.do(passwords.ask_for_reset, email_of(market, owner), address=None, now=NOW)
    run_worker(app, wait=False)
    assert jobs_left(market) == 0
