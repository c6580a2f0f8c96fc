"""How many bags a contract in force may be changed to: as its lot, its way, its maker and its money allow."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from marketplace.domain.contracts.bags import BagRoom, may_resize, paid_faults, resize_faults
from marketplace.domain.contracts.frames import FrameTerms, Quarter, QuarterPlan
from marketplace.domain.contracts.milestones import Milestone
from marketplace.domain.money import Currency, Money
from tests.domain.samples import mass, some_terms

BEFORE = replace(some_terms(), bags=20)
FRAME = FrameTerms(1, (QuarterPlan(Quarter(2027, 1), 5, 20),))
HOME = Milestone.PREPARING


def codes(bags: int, **parts: Any) -> list[str]:
    usual: dict[str, Any] = {"free": 5, "minimum": 10, "is_on_sale": True, "milestone": HOME}
    old = replace(BEFORE, frame=parts.pop("frame", None))
    return [each.code for each in resize_faults(old, replace(old, bags=bags), room=BagRoom(**usual | parts))]


@pytest.mark.parametrize("bags", [10, 19, 20, 21, 25])
def test_bags_may_go_as_far_as_the_lot_gives_and_no_lower_than_its_smallest_parcel(bags: int) -> None:
    assert codes(bags) == []


@pytest.mark.parametrize(
    ("bags", "parts", "code"),
    [
        (26, {}, "amendment.not_enough_free"),
        (9, {}, "amendment.below_minimum"),
        (0, {"minimum": 1}, "amendment.below_minimum"),
        (21, {"is_on_sale": False}, "amendment.lot_not_for_sale"),
        (21, {"milestone": Milestone.READY_TO_SHIP}, "amendment.bags_made_ready"),
        (19, {"milestone": Milestone.SHIPPED}, "amendment.bags_made_ready"),
        (21, {"frame": FRAME}, "amendment.bags_of_frame"),
        (21, {"cap_left": mass(21) * 0}, "amendment.above_cap"),
    ],
)
def test_what_keeps_a_contract_from_other_bags_is_said(bags: int, parts: dict[str, Any], code: str) -> None:
    assert codes(bags, **parts) == [code]


def test_fewer_bags_need_no_lot_on_sale_and_no_room_under_a_cap() -> None:
    assert codes(15, is_on_sale=False, cap_left=mass(1), free=0) == []


def test_a_maker_that_said_at_most_so_much_may_grow_up_to_it() -> None:
    assert codes(21, cap_left=BEFORE.bag_weight * 21) == []


def test_a_contract_below_the_smallest_parcel_may_grow() -> None:
    assert codes(21, minimum=30) == []


def test_where_bags_stay_nothing_is_asked() -> None:
    assert codes(20, milestone=Milestone.CLOSED, free=-20) == []


def test_bags_are_open_until_something_is_made_ready_and_never_of_a_frame() -> None:
    frame = replace(BEFORE, frame=FRAME)
    asked = [may_resize(BEFORE, HOME), may_resize(BEFORE, Milestone.SHIPPED), may_resize(frame, HOME)]
    assert asked == [True, False, False]


def test_fewer_bags_never_cost_less_than_was_paid_and_it_is_said_how_much_is_too_much() -> None:
    def usd(amount: str) -> Money:
        return Money(Decimal(amount), Currency.USD)

    assert paid_faults(usd("100.00"), usd("100.00")) == []
    (fault,) = paid_faults(usd("1680.00"), usd("1400.00"))
    assert fault.facts == {"paid": "1,680.00 USD", "total": "1,400.00 USD", "more": "280.00 USD"}
