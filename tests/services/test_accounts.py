"""People at the door: registering, the throttle under many hands, and what each may change about themselves."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from marketplace.domain.accounts import OrganizationKind, VerificationState
from marketplace.domain.errors import NotAllowed, NotFound, Refused
from marketplace.domain.organizations import OrganizationTerms
from marketplace.domain.people import PersonTerms
from marketplace.domain.viewers import ANYONE, Role
from marketplace.models.accounts.throttling import site_of
from marketplace.models.base import db
from marketplace.models.rows.people.accounts import Organization, SignInAttempt, User
from marketplace.queries.accounts.faces import find_face, get_viewer
from marketplace.services import accounts
from tests.market import NOW, Market

PASSWORD = "four plain cacao words"
ANA = PersonTerms(name="Ana Tello", email="ana@example.org", password=PASSWORD, locale="en")
GROUP = OrganizationTerms(name="Sacha Huallaga", country="PE", region="SAM")


@pytest.fixture
def ana(market: Market) -> accounts.NewPlace:
    return market.do(accounts.register, ANA, GROUP, kind=OrganizationKind.PRODUCER_GROUP, now=NOW)


def try_to_sign_in(market: Market, typed: str = "wrong", *, after: float = 0, address: str = "192.0.2.1") -> str:
    try:
        market.do(accounts.sign_in, ANA.email, typed, address=address, now=NOW + timedelta(seconds=after))
    except Refused as no:
        return no.code
    return "in"


def test_who_registers_owns_an_unverified_organization(market: Market, ana: accounts.NewPlace) -> None:
    viewer = market.do(get_viewer, ana.user_id, ana.organization_id)
    assert (viewer.role, viewer.is_verified, viewer.may_write) == (Role.PRODUCER, False, True)


def test_nobody_registers_an_alliance(market: Market) -> None:
    with pytest.raises(NotAllowed):
        market.do(accounts.register, ANA, GROUP, kind=OrganizationKind.ALLIANCE, now=NOW)


def test_a_founded_alliance_is_verified_at_birth(market: Market) -> None:
    place = market.do(accounts.found_alliance, ANA, OrganizationTerms(name="Alianza", country="PE"), now=NOW)
    assert market.do(get_viewer, place.user_id, place.organization_id).is_verified


def test_passwords_are_kept_as_argon2id_only(market: Market, ana: accounts.NewPlace) -> None:
    kept = market.do(lambda: db.session.get_one(User, ana.user_id).password_hash)
    assert kept.startswith("$argon2id$")
    assert PASSWORD not in kept


def test_of_two_people_who_register_one_address_at_once_one_is_told(app: Flask, market: Market) -> None:
    def register(email: str) -> str:
        person = PersonTerms(name="Ana", email=email, password=PASSWORD)
        try:
            market.do(accounts.register, person, GROUP, kind=OrganizationKind.PRODUCER_GROUP, now=NOW)
        except Refused as no:
            return no.code
        return "registered"

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(register, ["ana@example.org", "ANA@example.org"]))
    assert answers == ["registered", "user.email_taken"]
    assert market.do(lambda: db.session.scalar(select(func.count(Organization.id)))) == 1


def test_the_sixth_failure_within_the_window_must_wait(market: Market, ana: accounts.NewPlace) -> None:
    assert [try_to_sign_in(market, after=second) for second in range(6)] == ["sign_in.wrong"] * 5 + [
        "sign_in.too_often"
    ]


def test_who_has_waited_may_try_again(market: Market, ana: accounts.NewPlace) -> None:
    for second in range(6):
        try_to_sign_in(market, after=second)
    assert try_to_sign_in(market, PASSWORD, after=4 + 30) == "in"


def test_signing_in_forgets_earlier_failures(market: Market, ana: accounts.NewPlace) -> None:
    for second in range(4):
        try_to_sign_in(market, after=second)
    assert try_to_sign_in(market, PASSWORD, after=5) == "in"
    assert [try_to_sign_in(market, after=6 + second) for second in range(5)] == ["sign_in.wrong"] * 5


def test_an_unknown_address_is_slowed_down_like_a_known_one(market: Market) -> None:
    assert [try_to_sign_in(market, after=second) for second in range(6)][-2:] == ["sign_in.wrong", "sign_in.too_often"]


def test_one_place_cannot_try_one_password_on_very_many_addresses(market: Market) -> None:
    answers = []
    for number in range(32):
        try:
            market.do(accounts.sign_in, f"p{number}@example.org", PASSWORD, address="192.0.2.9", now=NOW)
        except Refused as no:
            answers.append(no.code)
    assert answers == ["sign_in.wrong"] * 30 + ["sign_in.too_often"] * 2


def test_many_processes_at_once_get_no_more_tries_than_one(app: Flask, market: Market, ana: accounts.NewPlace) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: try_to_sign_in(market), range(16)))
    assert (answers.count("sign_in.wrong"), answers.count("sign_in.too_often")) == (5, 11)


def test_attempts_name_nobody_and_are_dropped_in_time(market: Market, ana: accounts.NewPlace) -> None:
    try_to_sign_in(market)
    buckets = market.do(lambda: list(db.session.scalars(select(SignInAttempt.bucket))))
    assert buckets
    assert not any("ana" in each or "192" in each for each in buckets)
    market.do(accounts.forget_old_attempts, NOW + timedelta(days=2))
    assert market.do(lambda: db.session.scalar(select(func.count(SignInAttempt.id)))) == 0


def test_registering_is_limited_for_one_place(market: Market) -> None:
    for _ in range(20):
        market.do(accounts.count_registration, "192.0.2.1", now=NOW)
    with pytest.raises(Refused) as no:
        market.do(accounts.count_registration, "192.0.2.1", now=NOW)
    assert no.value.code == "sign_in.too_often"
    market.do(accounts.count_registration, "192.0.2.2", now=NOW)


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("2001:db8:0:1::5", "2001:db8:0:1:ffff::9", True),
        ("2001:db8:0:1::5", "2001:db8:0:2::5", False),
        (None, "not an address", True),
    ],
)
def test_a_place_is_an_address_or_an_ipv6_network(one: str | None, other: str, *, is_same: bool) -> None:
    assert (site_of(one) == site_of(other)) is is_same


def test_one_acts_only_for_organizations_of_ones_own(market: Market, ana: accounts.NewPlace) -> None:
    viewer = market.do(get_viewer, ana.user_id, ana.organization_id)
    foreign = market.an_organization(OrganizationKind.MAKER)
    with pytest.raises(NotFound):
        market.do(accounts.act_for, foreign, by=viewer)
    market.a_place(viewer, foreign)
    market.do(accounts.act_for, foreign, by=viewer)
    face = market.do(find_face, ana.user_id)
    assert face is not None
    assert (face.role, face.viewer.organization_id) == (Role.MAKER, foreign)


def test_ending_all_sessions_raises_the_epoch_and_is_recorded(market: Market, ana: accounts.NewPlace) -> None:
    viewer = market.do(get_viewer, ana.user_id, ana.organization_id)
    market.do(accounts.end_sessions, by=viewer, now=NOW)
    face = market.do(find_face, ana.user_id)
    assert face is not None
    assert face.session_epoch == 2


def test_name_and_language_are_kept_and_checked(market: Market, ana: accounts.NewPlace) -> None:
    viewer = market.do(get_viewer, ana.user_id, ana.organization_id)
    market.do(accounts.change_person, "  Ana   María ", "es_PE", by=viewer)
    face = market.do(find_face, ana.user_id)
    assert face is not None
    assert (face.name, face.locale) == ("Ana María", "es_PE")
    with pytest.raises(Refused):
        market.do(accounts.change_person, "Ana", "xx", by=viewer)


def test_nobody_changes_anything_without_signing_in(market: Market) -> None:
    with pytest.raises(NotAllowed):
        market.do(accounts.end_sessions, by=ANYONE, now=NOW)


def test_unverified_is_where_everybody_begins(market: Market, ana: accounts.NewPlace) -> None:
    state = market.do(lambda: db.session.get_one(Organization, ana.organization_id).state)
    assert state is VerificationState.UNVERIFIED
