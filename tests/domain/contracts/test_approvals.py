"""Much money needs two people, and nobody approves what nobody signed."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from marketplace.domain.contracts.approvals import (
    USUAL_THRESHOLD,
    check_both_signed,
    check_condition_read,
    check_has_to_note,
    check_other_person,
    condition_faults,
    joint_condition,
    needs_second,
    second_review_from,
    unread_by,
)
from marketplace.domain.errors import NotAllowed, Refused
from marketplace.domain.ids import OrganizationId, UserId
from marketplace.domain.money import Currency, Money
from marketplace.domain.prices import ReferenceFigure, ReferenceKind, References

ROSA, JULIAN = UserId(1), UserId(2)
GROUP, MAKER = OrganizationId(1), OrganizationId(2)
DAY = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 15, tzinfo=UTC)


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


def test_conditions_of_both_facilitators_stand_together() -> None:
    assert joint_condition(["The lab repeats cadmium.", None, "The certificate is renewed."]) == (
        "The lab repeats cadmium.\n\nThe certificate is renewed."
    )
    assert joint_condition([None]) is None


def test_a_condition_is_unread_until_each_side_took_note() -> None:
    assert unread_by("Renew it.", {GROUP: None, MAKER: AT}) == (GROUP,)
    assert unread_by(None, {GROUP: None, MAKER: None}) == ()


def test_an_unread_condition_keeps_the_cacao_at_home() -> None:
    check_condition_read(())
    with pytest.raises(Refused, match=r"contract\.condition_unread"):
        check_condition_read((GROUP,))


def test_only_a_side_that_has_not_taken_note_may_do_so() -> None:
    check_has_to_note((GROUP,), GROUP)
    with pytest.raises(Refused, match=r"contract\.no_condition"):
        check_has_to_note((GROUP,), MAKER)
