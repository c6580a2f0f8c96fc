"""A person signs in with another address: once it is confirmed there, never with somebody else's, with a way back."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from marketplace.domain.accounts import OrganizationKind
from marketplace.domain.addresses import CONFIRM_LIFE, UNDO_LIFE
from marketplace.domain.errors import Refused
from marketplace.domain.notices.letters import Errand
from marketplace.domain.organizations import OrganizationTerms
from marketplace.domain.people import PersonTerms
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.rows.people.accounts import Organization, User
from marketplace.models.rows.people.addresses import AddressChange
from marketplace.models.rows.people.notices import Letter
from marketplace.queries.accounts.addresses import find_to_confirm, find_to_undo, find_waiting
from marketplace.queries.accounts.faces import find_face, get_viewer
from marketplace.queries.letters import AddressLetter, find_errand, find_reset_letter
from marketplace.services import accounts, addresses, passwords
from tests.market import NOW, Market
from tests.races import race

PASSWORD = "four plain cacao words"
OLD, NEW = "ana@example.org", "ana.tello@example.org"
MINUTE = timedelta(minutes=1)


def registered(market: Market, email: str) -> Viewer:
    person = PersonTerms(name="Ana Tello", email=email, password=PASSWORD, locale="en")
    maker = OrganizationTerms(name="Atelier", country="FR")
    place = market.do(accounts.register, person, maker, kind=OrganizationKind.MAKER, now=NOW)
    return market.do(get_viewer, place.user_id, place.organization_id)


@pytest.fixture
def ana(market: Market) -> Viewer:
    return registered(market, OLD)


def ask(market: Market, by: Viewer, email: str = NEW, *, password: str = PASSWORD) -> dict[Errand, AddressLetter]:
    """Ask for an address; gives the letters about it."""
    market.do(addresses.ask_for_address, email, password, by=by, now=NOW)
    return letters(market)


def letters(market: Market) -> dict[Errand, AddressLetter]:
    def read() -> dict[Errand, AddressLetter]:
        found = [find_errand(each, now=NOW) for each in db.session.scalars(select(Letter.id).order_by(Letter.id))]
        return {each.errand: each for each in found if isinstance(each, AddressLetter)}

    return market.do(read)


def email_of(market: Market, viewer: Viewer) -> str:
    return market.do(lambda: db.session.get_one(User, viewer.user_id).email)


def signs_in(market: Market, email: str) -> bool:
    try:
        market.do(accounts.sign_in, email, PASSWORD, address=None, now=NOW)
    except Refused:
        return False
    return True


def test_nothing_changes_until_the_new_address_is_confirmed(market: Market, ana: Viewer) -> None:
    written = ask(market, ana)
    assert email_of(market, ana) == OLD
    market.do(addresses.confirm_address, written[Errand.CONFIRM_ADDRESS].token, now=NOW + MINUTE)
    assert (signs_in(market, OLD), signs_in(market, NEW)) == (False, True)


def test_the_new_address_is_asked_and_the_old_one_is_told(market: Market, ana: Viewer) -> None:
    written = ask(market, ana)
    assert {errand: each.to.email for errand, each in written.items()} == {
        Errand.CONFIRM_ADDRESS: NEW,
        Errand.ADDRESS_ASKED: OLD,
    }
    market.do(addresses.confirm_address, written[Errand.CONFIRM_ADDRESS].token, now=NOW)
    assert letters(market)[Errand.ADDRESS_CHANGED].to.email == OLD


@pytest.mark.parametrize(
    ("email", "password", "code"),
    [
        (NEW, "another password", "user.password_wrong"),
        ("ANA@example.org ", PASSWORD, "user.email_same"),
        ("ana at example", PASSWORD, "user.email_malformed"),
    ],
)
def test_what_is_wrong_is_refused_and_nobody_is_written_to(
    market: Market, ana: Viewer, email: str, password: str, code: str
) -> None:
    with pytest.raises(Refused, match=re.escape(code)):
        market.do(addresses.ask_for_address, email, password, by=ana, now=NOW)
    assert letters(market) == {}


def test_nobody_learns_whether_somebody_has_an_address(market: Market, ana: Viewer) -> None:
    registered(market, NEW)
    written = ask(market, ana)[Errand.CONFIRM_ADDRESS]
    assert (written.to.email, written.is_taken) == (NEW, True)
    with pytest.raises(Refused, match=r"user\.email_taken"):
        market.do(addresses.confirm_address, written.token, now=NOW)
    assert email_of(market, ana) == OLD


def test_passwords_are_guessed_no_quicker_than_at_the_door(market: Market, ana: Viewer) -> None:
    for _ in range(6):
        with pytest.raises(Refused):
            market.do(addresses.ask_for_address, NEW, "guess after guess", by=ana, now=NOW)
    with pytest.raises(Refused, match=r"sign_in\.too_often"):
        market.do(addresses.ask_for_address, NEW, PASSWORD, by=ana, now=NOW)


def test_strangers_are_not_flooded_with_letters(market: Market, ana: Viewer) -> None:
    for number in range(5):
        ask(market, ana, f"stranger{number}@example.org")
    with pytest.raises(Refused, match=r"sign_in\.too_often"):
        ask(market, ana)


def test_the_link_works_once_for_a_day_and_until_another_one_is_asked(market: Market, ana: Viewer) -> None:
    first = ask(market, ana)[Errand.CONFIRM_ADDRESS].token
    second = ask(market, ana, "third@example.org")[Errand.CONFIRM_ADDRESS].token
    assert market.do(find_to_confirm, second, now=NOW + CONFIRM_LIFE) is None
    for token, wanted in ((first, "link.expired"), (second, None), (second, "link.expired")):
        assert refusal(market, token) == wanted
    assert refusal(market, "no-such-token") == "link.unknown"


def refusal(market: Market, token: str) -> str | None:
    try:
        market.do(addresses.confirm_address, token, now=NOW)
    except Refused as no:
        return no.code
    return None


def test_a_wish_that_was_taken_back_is_confirmed_no_more(market: Market, ana: Viewer) -> None:
    token = ask(market, ana)[Errand.CONFIRM_ADDRESS].token
    assert market.do(find_waiting, ana, now=NOW) is not None
    market.do(addresses.withdraw_address, by=ana, now=NOW)
    assert (refusal(market, token), market.do(find_waiting, ana, now=NOW)) == ("link.expired", None)


def test_sessions_and_links_mailed_before_end_with_the_old_address(market: Market, ana: Viewer) -> None:
    reset = market.do(find_reset_letter, OLD, now=NOW)
    before = market.do(find_face, ana.user_id or 0)
    assert refusal(market, ask(market, ana)[Errand.CONFIRM_ADDRESS].token) is None
    after = market.do(find_face, ana.user_id or 0)
    assert before is not None
    assert after is not None
    assert after.session_epoch > before.session_epoch
    assert reset is not None
    with pytest.raises(Refused, match=r"link\.expired"):
        market.do(passwords.reset_password, reset.token, "five other plain cacao words", now=NOW)


def moved(market: Market, ana: Viewer) -> str:
    """Let the account move; gives the link that takes it back."""
    assert refusal(market, ask(market, ana)[Errand.CONFIRM_ADDRESS].token) is None
    return letters(market)[Errand.ADDRESS_CHANGED].token


def test_the_old_address_takes_the_account_back_and_the_password_with_it(market: Market, ana: Viewer) -> None:
    undo = moved(market, ana)
    refusal(market, ask(market, ana, "further@example.org")[Errand.CONFIRM_ADDRESS].token)
    market.do(addresses.undo_address, undo, now=NOW + UNDO_LIFE - MINUTE)
    assert (email_of(market, ana), signs_in(market, OLD)) == (OLD, False)
    with pytest.raises(Refused, match=r"link\.expired"):
        market.do(addresses.undo_address, undo, now=NOW)


def test_the_old_address_stops_a_change_before_it_is_confirmed(market: Market, ana: Viewer) -> None:
    written = ask(market, ana)
    market.do(addresses.undo_address, written[Errand.ADDRESS_ASKED].token, now=NOW)
    assert refusal(market, written[Errand.CONFIRM_ADDRESS].token) == "link.expired"
    assert (email_of(market, ana), signs_in(market, OLD)) == (OLD, False)


def let_a_week_pass() -> None:
    db.session.execute(update(AddressChange).values(confirmed_at=NOW - UNDO_LIFE))
    db.session.commit()


def test_after_a_week_the_change_is_final_and_the_old_address_free(market: Market, ana: Viewer) -> None:
    undo = moved(market, ana)
    assert market.do(find_to_undo, undo, now=NOW + UNDO_LIFE) is None
    with pytest.raises(Refused, match=r"user\.email_taken"):
        registered(market, OLD)
    market.do(let_a_week_pass)
    assert registered(market, OLD).user_id != ana.user_id


def test_whoever_moved_may_move_back(market: Market, ana: Viewer) -> None:
    moved(market, ana)
    assert refusal(market, ask(market, ana, OLD)[Errand.CONFIRM_ADDRESS].token) is None
    assert email_of(market, ana) == OLD


def at_once(market: Market, by: Viewer, *works: Callable[[], Any]) -> list[Any]:
    """Do all works at once: each waits first for a row that nobody else needs."""

    def held(work: Callable[[], Any]) -> Any:
        db.session.execute(select(Organization.id).where(Organization.id == by.organization_id).with_for_update())
        db.session.commit()
        return work()

    row = ("organizations", by.organization_id or 0)
    return race(market, row, *(lambda each=each: market.do(held, each) for each in works))


def test_of_two_who_want_one_address_one_gets_it(market: Market, ana: Viewer) -> None:
    ben = registered(market, "ben@example.org")
    tokens = [ask(market, each)[Errand.CONFIRM_ADDRESS].token for each in (ana, ben)]
    answers = at_once(market, ana, *(lambda each=each: addresses.confirm_address(each, now=NOW) for each in tokens))
    assert sorted(email_of(market, each) == NEW for each in (ana, ben)) == [False, True]
    assert [each.code for each in answers if isinstance(each, Refused)] == ["user.email_taken"]


def test_somebody_who_registers_meanwhile_or_the_one_who_moves_gets_it(market: Market, ana: Viewer) -> None:
    token = ask(market, ana)[Errand.CONFIRM_ADDRESS].token
    person = PersonTerms(name="Eva", email=NEW, password=PASSWORD, locale="en")
    maker = OrganizationTerms(name="Other", country="FR")
    works = [
        lambda: addresses.confirm_address(token, now=NOW),
        lambda: accounts.register(person, maker, kind=OrganizationKind.MAKER, now=NOW),
    ]
    answers = at_once(market, ana, *works)
    assert [each.code for each in answers if isinstance(each, Refused)] == ["user.email_taken"]
