"""The door: who comes in, who is kept out, and what an attacker learns."""

from dataclasses import replace
from itertools import pairwise

import pytest
from flask import Flask

from marketplace.app import create_app
from marketplace.config import Config
from marketplace.domain.accounts import OrganizationKind
from marketplace.domain.organizations import OrganizationTerms
from marketplace.domain.people import PersonTerms
from marketplace.models.base import db
from marketplace.services import accounts
from tests.market import NOW, Browser, Market

PASSWORD = "four plain cacao words"
ANA = {"email": "ana@example.org", "password": PASSWORD}
REGISTRATION = {
    "kind": "producer_group",
    "organization_name": "Sacha Huallaga",
    "country": "PE",
    "region": "SAM",
    "name": "Ana Tello",
    **ANA,
}


@pytest.fixture
def ana(market: Market) -> accounts.NewPlace:
    person = PersonTerms(name="Ana Tello", email=ANA["email"], password=PASSWORD, locale="en")
    group = OrganizationTerms(name="Sacha Huallaga", country="PE", region="SAM")
    return market.do(accounts.register, person, group, kind=OrganizationKind.PRODUCER_GROUP, now=NOW)


def name_in_menu(browser: Browser) -> bool:
    return 'class="menu-person"' in browser.get("/sign-in", follow_redirects=True).text


def test_the_right_password_lets_in(market: Market, ana: accounts.NewPlace) -> None:
    browser = market.browser()
    answer = browser.post("/sign-in", ANA)
    assert (answer.status_code, answer.location) == (303, "/")
    assert name_in_menu(browser)


def test_case_and_blanks_in_an_address_do_not_matter(market: Market, ana: accounts.NewPlace) -> None:
    assert market.browser().post("/sign-in", {**ANA, "email": "  ANA@Example.org "}).status_code == 303


@pytest.mark.parametrize("form", [{**ANA, "password": "wrong"}, {**ANA, "email": "nobody@example.org"}])
def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(
    market: Market, ana: accounts.NewPlace, form: dict[str, str]
) -> None:
    answer = market.browser().post("/sign-in", form)
    assert answer.status_code == 422
    assert "do not belong together" in answer.text
    assert form["email"] in answer.text
    assert form["password"] not in answer.text


def test_the_sixth_wrong_try_is_told_to_wait(market: Market, ana: accounts.NewPlace) -> None:
    browser = market.browser()
    answers = [browser.post("/sign-in", {**ANA, "password": f"wrong {number}"}) for number in range(6)]
    assert [answer.status_code for answer in answers] == [422] * 5 + [429]
    assert "Please wait 30 seconds" in answers[-1].text
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 30


def test_while_one_waits_the_right_password_does_not_help(market: Market, ana: accounts.NewPlace) -> None:
    browser = market.browser()
    for number in range(6):
        browser.post("/sign-in", {**ANA, "password": f"wrong {number}"})
    assert browser.post("/sign-in", ANA).status_code == 429


def test_the_same_form_may_be_mended_after_a_wrong_password(market: Market, ana: accounts.NewPlace) -> None:
    browser = market.browser()
    form = {**ANA, "idempotency_key": "the same page"}
    browser.post("/sign-in", {**form, "password": "wrong"})
    assert browser.post("/sign-in", form).status_code == 303


@pytest.mark.parametrize(
    "onward",
    [
        "https://evil.example/",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "http:evil.example",
        "",
    ],
)
def test_nobody_is_led_to_another_site(market: Market, ana: accounts.NewPlace, onward: str) -> None:
    assert market.browser().post("/sign-in", {**ANA, "next": onward}).location == "/"


def test_one_is_led_on_to_where_one_wanted_to_go(market: Market, ana: accounts.NewPlace) -> None:
    assert market.browser().post("/sign-in", {**ANA, "next": "/contracts?page=2"}).location == "/contracts?page=2"


def test_signing_in_keeps_nothing_of_the_session_before(market: Market, ana: accounts.NewPlace) -> None:
    browser = market.browser()
    with browser.client.session_transaction() as session:
        session["planted"] = "by somebody else"
    browser.post("/sign-in", ANA)
    with browser.client.session_transaction() as session:
        assert "planted" not in session


def test_signing_out_needs_a_form_and_ends_the_session(market: Market, ana: accounts.NewPlace) -> None:
    browser = market.browser()
    browser.post("/sign-in", ANA)
    assert browser.get("/sign-out").status_code == 405
    browser.post("/sign-out")
    assert not name_in_menu(browser)


def test_a_session_that_stays_outlives_the_browser(market: Market, ana: accounts.NewPlace) -> None:
    passing, staying = market.browser(), market.browser()
    cookies = [
        browser.post("/sign-in", form).headers["Set-Cookie"]
        for browser, form in ((passing, ANA), (staying, {**ANA, "stay": "y"}))
    ]
    assert ["Expires" in cookie for cookie in cookies] == [False, True]
    assert all("HttpOnly" in cookie and "SameSite=Lax" in cookie for cookie in cookies)


def test_registering_makes_a_person_and_an_unverified_organization(market: Market) -> None:
    browser = market.browser()
    assert browser.post("/register", REGISTRATION).status_code == 303
    assert "Sacha Huallaga" in browser.get("/", follow_redirects=True).text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"email": "ana"}, "complete e-mail address"),
        ({"email": f"{'a' * 300}@example.org"}, "At most 254"),
        ({"password": "short"}, "at least 10 characters"),
        ({"password": ANA["email"]}, "what others would try first"),
        ({"region": ""}, "choose the region"),
        ({"kind": "alliance"}, "Not a valid choice"),
        ({"country": "XX"}, "Not a valid choice"),
        ({"name": " \u200d "}, "write a name"),
        ({"name": "Ana\u202eolleT"}, "cannot be seen"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_the_rest_is_kept(
    market: Market, change: dict[str, str], words: str
) -> None:
    answer = market.browser().post("/register", {**REGISTRATION, **change})
    assert answer.status_code == 422
    assert words in answer.text
    assert 'value="Sacha Huallaga"' in answer.text


def test_a_taken_address_is_refused_whatever_its_case(market: Market, ana: accounts.NewPlace) -> None:
    answer = market.browser().post("/register", {**REGISTRATION, "email": "ANA@example.ORG"})
    assert answer.status_code == 422
    assert "registered with this address" in answer.text


@pytest.mark.parametrize(
    "name", ["Rosa 🍫👩\u200d🌾", "'; DROP TABLE users; --", "<script>alert(1)</script>", "Ñusta Ávila"]
)
def test_any_visible_name_is_a_name(market: Market, name: str) -> None:
    browser = market.browser()
    assert browser.post("/register", {**REGISTRATION, "name": name}).status_code == 303
    page = browser.get("/", follow_redirects=True).text
    assert "<script>alert" not in page
    assert name.split(maxsplit=1)[0].replace("<", "&lt;").replace(">", "&gt;").replace("'", "&#39;") in page


def test_a_nul_is_refused_plainly(market: Market) -> None:
    assert market.browser().post("/sign-in", {**ANA, "email": "ana\0@example.org"}).status_code == 400


def test_forms_without_the_token_against_forgery_do_nothing(app: Flask, market: Market, ana: accounts.NewPlace) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    browser = market.browser()
    answer = browser.post("/sign-in", ANA)
    assert answer.status_code in (303, 400)
    assert not name_in_menu(browser)


def test_one_acts_for_another_of_ones_organizations(market: Market) -> None:
    first, second = (market.an_organization(kind) for kind in (OrganizationKind.MAKER, OrganizationKind.PRODUCER_GROUP))
    viewer = market.a_person(first)
    market.a_place(viewer, second)
    browser = market.browser(viewer)
    pages = [browser.get("/sign-in", follow_redirects=True).text]
    browser.post("/organizations/switch", {"organization_id": str(second)})
    pages.append(browser.get("/sign-in", follow_redirects=True).text)
    assert all(before != after for before, after in pairwise(pages))
    assert "Demands" not in pages[1]


@pytest.mark.parametrize("wanted", ["0", "999999", "", "1 OR 1=1", "-1", "9" * 40, "²"])
def test_nobody_acts_for_an_organization_of_others(market: Market, wanted: str) -> None:
    browser = market.browser(market.a_maker())
    assert browser.post("/organizations/switch", {"organization_id": wanted}).status_code == 404


def test_what_a_client_says_of_its_own_address_is_not_believed(market: Market) -> None:
    browser, statuses = market.browser(), []
    for number in range(32):
        form = {"email": f"p{number}@example.org", "password": PASSWORD}
        statuses.append(browser.post("/sign-in", form, headers={"X-Forwarded-For": f"192.0.2.{number}"}).status_code)
    assert statuses == [422] * 30 + [429] * 2


def test_a_trusted_proxy_tells_clients_apart(config: Config) -> None:
    market = Market(create_app(replace(config, trusted_proxies=1)))
    market.app.config["WTF_CSRF_ENABLED"] = False
    browser, statuses = market.browser(), []
    for number in range(32):
        form = {"email": f"p{number}@example.org", "password": PASSWORD}
        told = {"X-Forwarded-For": f"203.0.113.9, 192.0.2.{number}"}
        statuses.append(browser.post("/sign-in", form, headers=told).status_code)
    assert statuses == [422] * 32
    with market.app.app_context():
        db.engine.dispose()
