"""Much money needs two people, and nobody approves what nobody signed."""

from datetime import date
from decimal import Decimal

import pytest

from marketplace.domain.contracts.approvals import (
    USUAL_THRESHOLD,
    check_both_signed,
    check_other_person,
    condition_faults,
    needs_second,
    second_review_from,
)
from marketplace.domain.errors import NotAllowed, Refused
from marketplace.domain.ids import OrganizationId, UserId
from marketplace.domain.money import Currency, Money
from marketplace.domain.prices import ReferenceFigure, ReferenceKind, References

ROSA, JULIAN = UserId(1), UserId(2)
GROUP, MAKER = OrganizationId(1), OrganizationId(2)
DAY = date(2026, 11, 23)


def test_the_alliance_sets_the_threshold() -> None:
    figure = ReferenceFigure(ReferenceKind.SECOND_REVIEW_FROM, Decimal(20_000), DAY)
    assert second_review_from(References(DAY, {figure.kind: figure})) == 20_000


def test_until_then_the_usual_one_holds() -> None:
    assert second_review_from(References(DAY)) == USUAL_THRESHOLD


@pytest.mark.parametrize(
    ("amount", "currency", "verdict"),
    [("49999.99", Currency.USD, False), ("50000", Currency.USD, True), ("1", Currency.EUR, True)],
)
def test_a_second_facilitator_is_needed_from_the_threshold_on(
    amount: str, currency: Currency, *, verdict: bool
) -> None:
    assert needs_second(Money(Decimal(amount), currency), USUAL_THRESHOLD) is verdict


def test_another_person_may_approve_second() -> None:
    check_other_person({ROSA}, JULIAN)


@pytest.mark.parametrize("deciding", [ROSA, None])
def test_the_same_person_may_not(deciding: UserId | None) -> None:
    with pytest.raises(NotAllowed, match=r"contract\.needs_another_facilitator"):
        check_other_person({ROSA}, deciding)


def test_what_both_signed_may_be_approved() -> None:
    check_both_signed({GROUP, MAKER}, {GROUP, MAKER})


@pytest.mark.parametrize("signed", [set(), {GROUP}, {MAKER}])
def test_what_a_side_has_not_signed_is_not_approved(signed: set[OrganizationId]) -> None:
    with pytest.raises(Refused, match=r"contract\.not_signed"):
        check_both_signed(signed, {GROUP, MAKER})


@pytest.mark.parametrize(
    ("note", "is_conditional", "codes"),
    [
        (None, False, []),
        ("  ", False, []),
        ("The certificate is renewed.", True, []),
        ("The certificate is renewed.", False, ["contract.condition_meant"]),
        ("soon", True, ["contract.condition_missing"]),
        (None, True, ["contract.condition_missing"]),
    ],
)
def test_a_condition_is_said_and_nothing_said_is_lost(
    note: str | None, *, is_conditional: bool, codes: list[str]
) -> None:
    assert [each.code for each in condition_faults(note, is_conditional=is_conditional)] == codes
