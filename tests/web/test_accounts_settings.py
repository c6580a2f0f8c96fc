"""One's own account and the way back in: forms with their errors beside the fields, and sessions that end."""

import re

import pytest
from sqlalchemy import select, text

from marketplace import clock
from marketplace.domain.accounts import OrganizationKind
from marketplace.domain.organizations import OrganizationTerms
from marketplace.domain.people import PersonTerms
from marketplace.models.base import db
from marketplace.models.rows.people.accounts import User
from marketplace.queries.letters import find_reset_letter
from marketplace.services import accounts
from tests.market import NOW, Browser, Market

OLD, NEW = "four plain cacao words", "five other plain cacao words"
EMAIL = "ana@example.org"


@pytest.fixture
def browser(market: Market) -> Browser:
    """A browser in which Ana has signed in."""
    person = PersonTerms(name="Ana Tello", email=EMAIL, password=OLD, locale="en")
    maker = OrganizationTerms(name="Atelier", country="FR")
    market.do(accounts.register, person, maker, kind=OrganizationKind.MAKER, now=NOW)
    return signed_in(market, OLD)


def signed_in(market: Market, password: str) -> Browser:
    browser = market.browser()
    browser.post("/sign-in", {"email": EMAIL, "password": password})
    return browser


def is_in(browser: Browser) -> bool:
    return browser.get("/account").status_code == 200


def reset_link(market: Market) -> str:
    letter = market.do(find_reset_letter, EMAIL, now=clock.now())
    assert letter is not None
    return f"/password/{letter.token}"


def test_a_new_password_ends_the_other_sessions_and_not_this_one(market: Market, browser: Browser) -> None:
    other = signed_in(market, OLD)
    assert browser.post("/account/password", {"current": OLD, "password": NEW}).status_code == 303
    assert (is_in(browser), is_in(other)) == (True, False)


def test_a_wrong_present_password_is_said_beside_its_field(browser: Browser) -> None:
    answer = browser.post("/account/password", {"current": "wrong", "password": NEW})
    assert answer.status_code == 422
    assert re.search(r'id="current-error">.*not your present password', answer.text, re.DOTALL)


def test_signing_out_everywhere_ends_all_sessions(market: Market, browser: Browser) -> None:
    other = signed_in(market, OLD)
    assert browser.post("/account/sessions").location == "/sign-in"
    assert not is_in(browser)
    assert not is_in(other)


def test_an_old_cookie_is_worth_nothing_after_signing_out_everywhere(market: Market, browser: Browser) -> None:
    cookie = browser.client.get_cookie("mazorca")
    assert cookie is not None
    browser.post("/account/sessions")
    thief = market.browser()
    thief.client.set_cookie("mazorca", cookie.value)
    assert not is_in(thief)


def test_name_and_language_are_changed_in_one_form(market: Market, browser: Browser) -> None:
    answer = browser.post("/account/person", {"name": "Ana 🍫", "locale": "es_PE"})
    assert answer.status_code == 303
    assert "language=es_PE" in str(answer.headers.getlist("Set-Cookie"))
    assert 'lang="es-PE"' in browser.get("/account").text


def test_a_language_chosen_while_signed_in_is_kept_with_the_person(market: Market, browser: Browser) -> None:
    browser.get("/language/es?next=/account")
    locale = market.do(lambda: db.session.scalar(select(User.locale).where(User.email == EMAIL)))
    assert locale == "es_PE"


@pytest.mark.parametrize("onward", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_choosing_a_language_leads_to_no_other_site(market: Market, onward: str) -> None:
    assert market.browser().get("/language/es", query_string={"next": onward}).location == "/"


def test_who_is_not_signed_in_is_asked_to_and_led_back(market: Market) -> None:
    assert market.browser().get("/account").location == "/sign-in?next=/account"


@pytest.mark.parametrize("email", [EMAIL, "nobody@example.org"])
def test_asking_for_a_link_gets_one_answer_for_every_address(market: Market, browser: Browser, email: str) -> None:
    answer = market.browser().post("/password", {"email": email})
    assert (answer.status_code, answer.location) == (303, "/password/sent")


def test_asking_too_often_from_one_place_is_told_to_wait(market: Market) -> None:
    browser = market.browser()
    answers = [browser.post("/password", {"email": f"p{number}@example.org"}) for number in range(21)]
    assert [answer.status_code for answer in answers] == [303] * 20 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_the_mailed_link_lets_in_with_a_new_password(market: Market, browser: Browser) -> None:
    fresh, link = market.browser(), reset_link(market)
    assert fresh.post(link, {"password": NEW}).status_code == 303
    assert is_in(fresh)
    assert not is_in(browser)


def test_a_link_that_was_used_says_so(market: Market, browser: Browser) -> None:
    fresh, link = market.browser(), reset_link(market)
    fresh.post(link, {"password": NEW})
    assert fresh.get(link).status_code == 410
    answer = market.browser().post(link, {"password": "yet another password"})
    assert answer.status_code == 410
    assert "used already" in answer.text


def test_a_weak_new_password_keeps_the_link_good(market: Market, browser: Browser) -> None:
    fresh, link = market.browser(), reset_link(market)
    answer = fresh.post(link, {"password": "short"})
    assert answer.status_code == 422
    assert "at least 10 characters" in answer.text
    assert fresh.get(link).status_code == 200


def test_what_happened_names_its_subject_and_who_did_it(browser: Browser) -> None:
    page = browser.get("/events").text
    assert "The organization was registered." in page
    assert 'href="/organizations/' in page
    assert "Ana Tello" in page


@pytest.mark.parametrize("page", ["0", "-1", "x", "999999999999999999999"])
def test_any_page_number_is_answered(browser: Browser, page: str) -> None:
    assert browser.get(f"/events?page={page}").status_code == 200


def test_the_record_of_the_person_cannot_be_changed(market: Market, browser: Browser) -> None:
    browser.post("/account/sessions")
    kinds = text("SELECT kind FROM events WHERE subject_kind = 'user' ORDER BY id")
    assert market.do(lambda: list(db.session.scalars(kinds))) == ["user.registered", "user.sessions_ended"]
