"""Passwords: the link works once, for two hours, for one password; a change ends every other session."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from marketplace.domain.accounts import OrganizationKind
from marketplace.domain.errors import Refused
from marketplace.domain.organizations import OrganizationTerms
from marketplace.domain.people import PersonTerms
from marketplace.domain.viewers import Viewer
from marketplace.gateways.links import sign_link
from marketplace.models.base import db
from marketplace.queries.accounts.faces import find_face, get_viewer
from marketplace.queries.letters import find_reset_email, find_reset_letter
from marketplace.services import accounts, passwords
from tests.market import NOW, Market

OLD, NEW = "four plain cacao words", "five other plain cacao words"
EMAIL = "ana@example.org"


@pytest.fixture
def ana(market: Market) -> Viewer:
    person = PersonTerms(name="Ana Tello", email=EMAIL, password=OLD, locale="en")
    maker = OrganizationTerms(name="Atelier", country="FR")
    place = market.do(accounts.register, person, maker, kind=OrganizationKind.MAKER, now=NOW)
    return market.do(get_viewer, place.user_id, place.organization_id)


def token_of(market: Market) -> str:
    letter = market.do(find_reset_letter, EMAIL, now=NOW)
    assert letter is not None
    return letter.token


def refusal(market: Market, token: str, *, password: str = NEW, after: timedelta = timedelta(0)) -> str | None:
    try:
        market.do(passwords.reset_password, token, password, now=NOW + after)
    except Refused as no:
        return no.code
    return None


def signs_in(market: Market, password: str) -> bool:
    try:
        market.do(accounts.sign_in, EMAIL, password, address=None, now=NOW)
    except Refused:
        return False
    return True


def waiting_jobs(market: Market) -> int:
    count = text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'accounts:send_reset'")
    return int(market.do(lambda: db.session.scalar(count)) or 0)


def test_the_link_sets_a_new_password(market: Market, ana: Viewer) -> None:
    assert refusal(market, token_of(market)) is None
    assert (signs_in(market, OLD), signs_in(market, NEW)) == (False, True)


def test_the_link_works_once(market: Market, ana: Viewer) -> None:
    token = token_of(market)
    assert [refusal(market, token), refusal(market, token)] == [None, "link.expired"]


def test_the_link_works_for_two_hours(market: Market, ana: Viewer) -> None:
    token = token_of(market)
    assert refusal(market, token, after=timedelta(hours=2)) == "link.expired"
    assert refusal(market, token, after=timedelta(hours=1, minutes=59)) is None


def test_the_link_dies_when_the_password_is_changed_otherwise(market: Market, ana: Viewer) -> None:
    token = token_of(market)
    market.do(passwords.change_password, OLD, NEW, by=ana, now=NOW)
    assert refusal(market, token) == "link.expired"


def test_the_link_dies_when_all_sessions_are_ended(market: Market, ana: Viewer) -> None:
    token = token_of(market)
    market.do(accounts.end_sessions, by=ana, now=NOW)
    assert refusal(market, token) == "link.expired"


def test_a_refused_password_does_not_use_up_the_link(market: Market, ana: Viewer) -> None:
    token = token_of(market)
    assert [refusal(market, token, password="short"), refusal(market, token)] == ["user.password_too_short", None]


@pytest.mark.parametrize("change", ["", "x", "."])
def test_a_link_that_was_touched_is_none(market: Market, ana: Viewer, change: str) -> None:
    token = token_of(market)
    assert refusal(market, change + token[1:]) == "link.unknown"


def test_a_link_for_one_purpose_serves_no_other(market: Market, ana: Viewer) -> None:
    token = market.do(sign_link, "invitation", {"user": ana.user_id or 0, "mark": "x", "until": 9_999_999_999})
    assert refusal(market, token) == "link.unknown"


def test_the_page_of_a_link_knows_whether_it_is_good(market: Market, ana: Viewer) -> None:
    token = token_of(market)
    assert market.do(find_reset_email, token, now=NOW) == EMAIL
    assert market.do(find_reset_email, token, now=NOW + timedelta(hours=3)) is None
    assert market.do(find_reset_email, "nonsense", now=NOW) is None


def test_a_new_password_ends_all_sessions_and_opens_a_locked_door(market: Market, ana: Viewer) -> None:
    for _ in range(6):
        signs_in(market, "wrong")
    assert not signs_in(market, OLD)
    refusal(market, token_of(market))
    face = market.do(find_face, ana.user_id or 0)
    assert face is not None
    assert face.session_epoch == 2
    assert signs_in(market, NEW)


def test_asking_does_the_same_work_for_every_address(market: Market, ana: Viewer) -> None:
    for email in (EMAIL, "nobody@example.org"):
        market.do(passwords.ask_for_reset, email, address="192.0.2.1", now=NOW)
    assert waiting_jobs(market) == 2


def test_nobody_is_flooded_with_links(market: Market, ana: Viewer) -> None:
    for number in range(6):
        market.do(passwords.ask_for_reset, EMAIL, address=f"192.0.2.{number}", now=NOW)
    assert waiting_jobs(market) == 3


def test_one_place_asks_for_few_links(market: Market) -> None:
    for number in range(20):
        market.do(passwords.ask_for_reset, f"p{number}@example.org", address="192.0.2.1", now=NOW)
    with pytest.raises(Refused) as no:
        market.do(passwords.ask_for_reset, "p99@example.org", address="192.0.2.1", now=NOW)
    assert no.value.code == "sign_in.too_often"


def test_changing_the_password_asks_for_the_present_one(market: Market, ana: Viewer) -> None:
    with pytest.raises(Refused) as no:
        market.do(passwords.change_password, "wrong", NEW, by=ana, now=NOW)
    assert (no.value.code, no.value.reasons[0].field) == ("user.password_wrong", "current")
    assert signs_in(market, OLD)


def test_guessing_the_present_password_is_slowed_down_too(market: Market, ana: Viewer) -> None:
    codes = []
    for _ in range(6):
        with pytest.raises(Refused) as no:
            market.do(passwords.change_password, "wrong", NEW, by=ana, now=NOW)
        codes.append(no.value.code)
    assert codes == ["user.password_wrong"] * 5 + ["sign_in.too_often"]
