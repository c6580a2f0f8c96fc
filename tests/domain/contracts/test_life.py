"""Who judges says why, who amends does not confirm, and deposits are exact."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from marketplace.domain.contracts.life import (
    ContractStep,
    check_other_party,
    deposit_of,
    note_faults,
    review_due,
)
from marketplace.domain.errors import NotAllowed
from marketplace.domain.ids import OrganizationId
from marketplace.domain.money import Currency, Money
from tests.domain.samples import mass, usd

OURS, THEIRS = OrganizationId(1), OrganizationId(2)
WORDS = "The price is below the floor."


@pytest.mark.parametrize("step", [ContractStep.SEND_BACK, ContractStep.REJECT, ContractStep.CANCEL])
@pytest.mark.parametrize("note", [None, "", "too short", " " * 30])
def test_a_no_without_a_reason_is_no_answer(step: ContractStep, note: str | None) -> None:
    assert [(each.code, each.field) for each in note_faults(step, note)] == [("contract.note_missing", "note")]


@pytest.mark.parametrize(("step", "note"), [(ContractStep.APPROVE, None), (ContractStep.REJECT, WORDS)])
def test_a_yes_needs_no_reason_and_a_no_needs_one(step: ContractStep, note: str | None) -> None:
    assert note_faults(step, note) == []


def test_no_note_is_endless() -> None:
    assert [each.code for each in note_faults(ContractStep.APPROVE, "x" * 4001)] == ["contract.note_too_long"]


def test_the_other_side_confirms() -> None:
    check_other_party(OURS, THEIRS)


@pytest.mark.parametrize("confirming", [OURS, None])
def test_nobody_confirms_their_own_change(confirming: OrganizationId | None) -> None:
    with pytest.raises(NotAllowed, match=r"contract\.own_change"):
        check_other_party(OURS, confirming)


@pytest.mark.parametrize(
    ("since", "due"),
    [(23, 26), (26, 1), (27, 2), (28, 2), (29, 2)],
    ids=["monday", "thursday", "friday", "saturday", "sunday"],
)
def test_a_review_is_due_after_three_working_days(since: int, due: int) -> None:
    found = review_due(datetime(2026, 11, since, 15, tzinfo=UTC))
    assert (found.day, found.hour) == (due, 15)


def test_the_deposit_of_a_container_is_what_was_paid() -> None:
    assert deposit_of(mass(12500), usd(4650)) == Money(Decimal("17437.50"), Currency.USD)


def test_a_deposit_is_rounded_half_up_once() -> None:
    assert deposit_of(mass(1), usd("16.60"), percent=Decimal(30)).amount == Decimal("0.00")
    assert deposit_of(mass(1), usd("16.70"), percent=Decimal(30)).amount == Decimal("0.01")
