"""Who takes part, with which address, password and number, and how patient signing in is."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.domain.accounts import (
    VERIFY_TIME,
    Asking,
    OrganizationKind,
    VerificationState,
    email_faults,
    normalised_email,
    password_faults,
    ruc_faults,
    verification_turns,
    wait_seconds,
)
from marketplace.domain.ids import OrganizationId
from marketplace.domain.turns import Task, Turn
from marketplace.domain.viewers import SYSTEM, Role, Viewer

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def ago(seconds: int) -> datetime:
    return NOW - timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("kind", "role"),
    [
        (OrganizationKind.PRODUCER_GROUP, Role.PRODUCER),
        (OrganizationKind.MAKER, Role.MAKER),
        (OrganizationKind.ALLIANCE, Role.FACILITATOR),
    ],
)
def test_the_kind_of_organization_gives_the_role(kind: OrganizationKind, role: Role) -> None:
    assert kind.role is role


@pytest.mark.parametrize(
    ("state", "turns"),
    [
        (
            VerificationState.UNVERIFIED,
            [Turn(None, Task.ORGANIZATION_VERIFY, "Sacha", NOW + VERIFY_TIME, OrganizationId(7))],
        ),
        (VerificationState.REFUSED, [Turn(OrganizationId(7), Task.ORGANIZATION_MEND, "Sacha")]),
        (VerificationState.VERIFIED, []),
        (VerificationState.SUSPENDED, []),
    ],
)
def test_who_asks_to_be_verified_waits_for_facilitators_and_mends_what_was_refused(
    state: VerificationState, turns: list[Turn]
) -> None:
    assert verification_turns(Asking(OrganizationId(7), "Sacha", OrganizationKind.MAKER, NOW), state) == turns


def test_nobody_is_asked_to_verify_an_alliance() -> None:
    asking = Asking(OrganizationId(7), "Alianza", OrganizationKind.ALLIANCE, NOW)
    assert verification_turns(asking, VerificationState.UNVERIFIED) == []


def test_the_system_is_no_person() -> None:
    assert not SYSTEM.is_signed_in
    assert not Viewer().may_write


def test_an_address_is_kept_in_one_form() -> None:
    assert normalised_email("  Rosa.PINEDO@Example.PE ") == "rosa.pinedo@example.pe"


@given(st.emails())
def test_real_addresses_are_accepted(email: str) -> None:
    assert email_faults(email) == [] or ".." in email


@pytest.mark.parametrize(
    "text", ["", "rosa", "@example.pe", "rosa@", "rosa@example", "a b@example.pe", "a@b@example.pe", "a@.pe", "a@b..pe"]
)
def test_what_is_no_address_is_told_so(text: str) -> None:
    assert [(each.code, each.field) for each in email_faults(text)] == [("user.email_malformed", "email")]


def test_no_address_is_endless() -> None:
    assert [each.code for each in email_faults("a" * 250 + "@b.pe")] == ["user.email_too_long"]


@pytest.mark.parametrize(
    ("password", "codes"),
    [
        ("cacao fino", []),
        ("cacao fin", ["user.password_too_short"]),
        ("x" * 199 + "yz", ["user.password_too_long"]),
        ("Rosa@Example.pe", ["user.password_is_email"]),
        ("aaaaaaaaaaaa", ["user.password_too_plain"]),
        ("", ["user.password_too_short"]),
    ],
)
def test_a_password_is_long_and_not_the_address(password: str, codes: list[str]) -> None:
    assert [each.code for each in password_faults(password, email="rosa@example.pe")] == codes


@pytest.mark.parametrize("ruc", ["20131312955", "20100070970", "10000000000"])
def test_a_ruc_checks_itself(ruc: str) -> None:
    wrong = ruc[:-1] + str((int(ruc[-1]) + 1) % 10)
    checks = [[each.code for each in ruc_faults(each)] for each in (ruc, wrong)]
    assert checks[1] == ["organization.ruc_wrong"]


@pytest.mark.parametrize("ruc", ["20131312955", "20100070970"])
def test_known_rucs_are_right(ruc: str) -> None:
    assert ruc_faults(ruc) == []


@pytest.mark.parametrize("text", ["", "2013131295", "2013131295X", "201313129555", "٢٠١٣١٣١٢٩٥٥"])
def test_a_ruc_has_eleven_digits(text: str) -> None:
    assert [each.code for each in ruc_faults(text)] == ["organization.ruc_malformed"]


def test_a_ruc_begins_as_rucs_do() -> None:
    assert [each.code for each in ruc_faults("99131312955")] == ["organization.ruc_wrong"]


@pytest.mark.parametrize(
    ("failures", "seconds"),
    [
        ([], 0),
        ([0, 1, 2, 3], 0),
        ([0, 1, 2, 3, 4], 30),
        ([10, 11, 12, 13, 14], 20),
        ([40, 41, 42, 43, 44], 0),
        ([0, 1, 2, 3, 4, 5], 60),
        ([0] * 40, 900),
        ([0] * 4 + [901] * 40, 0),
    ],
)
def test_each_failure_beyond_the_free_ones_doubles_the_wait(failures: list[int], seconds: int) -> None:
    assert wait_seconds(map(ago, failures), now=NOW) == seconds


def test_a_part_of_a_second_is_waited_wholly() -> None:
    failures = [NOW - timedelta(milliseconds=500)] * 5
    assert wait_seconds(failures, now=NOW) == 30


@given(st.lists(st.integers(0, 2000), max_size=60))
def test_nobody_waits_longer_than_the_longest_wait(failures: list[int]) -> None:
    assert 0 <= wait_seconds(map(ago, failures), now=NOW) <= 900
