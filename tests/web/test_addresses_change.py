"""The pages of another address: asked for in the account, confirmed by a link that a look alone does not use up."""

import re

import pytest
from sqlalchemy import select

from marketplace import clock
from marketplace.domain.accounts import OrganizationKind
from marketplace.domain.notices.letters import Errand
from marketplace.domain.organizations import OrganizationTerms
from marketplace.domain.people import PersonTerms
from marketplace.models.base import db
from marketplace.models.rows.people.notices import Letter
from marketplace.queries.letters import AddressLetter, find_errand
from marketplace.services import accounts
from tests.market import Browser, Market

PASSWORD, OLD, NEW = "four plain cacao words", "ana@example.org", "ana.tello@example.org"


@pytest.fixture
def browser(market: Market) -> Browser:
    person = PersonTerms(name="Ana Tello", email=OLD, password=PASSWORD, locale="en")
    maker = OrganizationTerms(name="Atelier", country="FR")
    market.do(accounts.register, person, maker, kind=OrganizationKind.MAKER, now=clock.now())
    return signed_in(market, OLD)


def signed_in(market: Market, email: str) -> Browser:
    browser = market.browser()
    browser.post("/sign-in", {"email": email, "password": PASSWORD})
    return browser


def link(market: Market, errand: Errand) -> str:
    def read() -> str:
        letter = find_errand(
            db.session.scalars(select(Letter.id).where(Letter.errand == errand)).one(), now=clock.now()
        )
        assert isinstance(letter, AddressLetter)
        return letter.token

    place = "/address/" if errand is Errand.CONFIRM_ADDRESS else "/address/undo/"
    return place + market.do(read)


def ask(browser: Browser) -> None:
    assert browser.post("/account/address", {"email": NEW, "password": PASSWORD}).status_code == 303


def test_a_wrong_password_is_said_beside_its_field(browser: Browser) -> None:
    answer = browser.post("/account/address", {"email": NEW, "password": "wrong"})
    assert answer.status_code == 422
    assert re.search(r'id="address-password-error">.*not your present password', answer.text, re.DOTALL)


def test_no_two_fields_of_the_account_share_a_name_for_their_label(browser: Browser) -> None:
    named = re.findall(r'<input[^>]* id="([^"]+)"', browser.get("/account").text)
    assert sorted(set(named)) == sorted(named)


def test_the_account_says_what_waits_until_it_is_taken_back(browser: Browser) -> None:
    ask(browser)
    assert f"We wrote to {NEW}." in browser.get("/account").text
    browser.post("/account/address/withdraw")
    assert f"We wrote to {NEW}." not in browser.get("/account").text


def test_a_look_confirms_nothing_and_the_button_ends_other_sessions(market: Market, browser: Browser) -> None:
    other = signed_in(market, OLD)
    ask(browser)
    mailed = link(market, Errand.CONFIRM_ADDRESS)
    assert NEW in market.browser().get(mailed).text
    assert other.get("/account").status_code == 200
    assert browser.post(mailed).location == "/account"
    assert (browser.get("/account").status_code, other.get("/account").status_code) == (200, 303)
    assert market.browser().get(mailed).status_code == 410


def test_the_old_address_takes_the_account_back_and_chooses_a_password(market: Market, browser: Browser) -> None:
    ask(browser)
    browser.post(link(market, Errand.CONFIRM_ADDRESS))
    undo, owner = link(market, Errand.ADDRESS_CHANGED), market.browser()
    assert owner.get(undo).status_code == 200
    answer = owner.post(undo)
    assert answer.location.startswith("/password/")
    assert OLD in owner.get(answer.location).text
    assert owner.post(undo).status_code == 410
