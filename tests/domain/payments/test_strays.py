"""What is asked of whoever finds a place for money, or says that a group paid back."""

from datetime import date
from decimal import Decimal

import pytest

from marketplace.domain.errors import NotAllowed, Refused
from marketplace.domain.ids import UserId
from marketplace.domain.money import Currency, Money
from marketplace.domain.payments.strays import (
    PLACEMENT_MACHINE,
    PlacementKind,
    PlacementState,
    PlacementStep,
    Placing,
    Repaid,
    check_other_person,
    placing_faults,
    repaid_faults,
)
from marketplace.domain.viewers import Role

FREE = Money(Decimal(50), Currency.USD)
TODAY = date(2026, 11, 28)
WHY = "The maker wrote us the number."


@pytest.mark.parametrize("amount", [None, "0", "-1", "50.01", "1.005"])
def test_a_place_is_for_what_is_left_in_whole_coins(amount: str | None) -> None:
    wanted = Placing(PlacementKind.MATCH, None if amount is None else Decimal(amount), WHY)
    assert [each.code for each in placing_faults(wanted, FREE)] == ["placement.amount_out_of_range"]


def test_a_place_needs_a_reason() -> None:
    assert placing_faults(Placing(PlacementKind.SEND_BACK, Decimal(50), WHY), FREE) == []
    assert placing_faults(Placing(PlacementKind.SEND_BACK, Decimal(50), "no"), FREE)[0].field == "note"


@pytest.mark.parametrize("who", [None, UserId(1)])
def test_who_asked_does_not_agree(who: UserId | None) -> None:
    check_other_person(UserId(1), UserId(2))
    with pytest.raises(NotAllowed):
        check_other_person(UserId(1), who)


@pytest.mark.parametrize("step", PlacementStep)
def test_what_is_matched_stays_matched(step: PlacementStep) -> None:
    role = Role.FACILITATOR if Role.FACILITATOR in PLACEMENT_MACHINE.who[step] else Role.SYSTEM
    with pytest.raises(Refused):
        PLACEMENT_MACHINE.advance(PlacementState.MATCHED, step, role)


@pytest.mark.parametrize(
    ("told", "field"),
    [
        (Repaid(None, TODAY, "OP-1"), "amount"),
        (Repaid(Decimal("50.01"), TODAY, "OP-1"), "amount"),
        (Repaid(Decimal(50), date(2026, 11, 29), "OP-1"), "on"),
        (Repaid(Decimal(50), None, "OP-1"), "on"),
        (Repaid(Decimal(50), TODAY, " "), "reference"),
    ],
)
def test_what_a_group_paid_back_is_no_more_than_it_owes_and_has_a_day_and_a_number(told: Repaid, field: str) -> None:
    assert [each.field for each in repaid_faults(told, FREE, today=TODAY)] == [field]


def test_all_that_is_owed_may_be_paid_back() -> None:
    assert repaid_faults(Repaid(Decimal(50), TODAY, "OP-1"), FREE, today=TODAY) == []
