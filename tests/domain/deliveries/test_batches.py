"""What may be stated of a batch, when it may be closed and opened, and what may flow."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from marketplace.domain.deliveries.batches import (
    BatchTerms,
    Weighing,
    batch_faults,
    closing_faults,
    reopening_faults,
)
from marketplace.domain.deliveries.flows import Source, draw_faults, promise_faults, return_faults, room_faults
from marketplace.domain.errors import Reason
from marketplace.domain.mass import NO_MASS, Mass

TODAY = date(2026, 11, 23)
BEGAN = date(2026, 11, 10)


def kg(amount: int | str) -> Mass:
    return Mass(Decimal(amount))


def codes(found: list[Reason]) -> list[str]:
    return [each.code for each in found]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"fermentation_days": Decimal("5.5"), "drying_days": Decimal(7)}, []),
        ({"began_on": date(2026, 11, 24)}, ["batch.day_to_come"]),
        ({"drying_days": Decimal(61)}, ["batch.days_out_of_range"]),
        ({"fermentation_days": Decimal(-1)}, ["batch.days_out_of_range"]),
        ({"note": "x" * 401}, ["batch.note_too_long"]),
    ],
)
def test_what_is_stated_of_a_batch(changes: dict[str, Any], expected: list[str]) -> None:
    assert codes(batch_faults(BatchTerms(**({"began_on": BEGAN} | changes)), today=TODAY)) == expected


@pytest.mark.parametrize(
    ("weighing", "taken", "expected"),
    [
        (Weighing(kg(38), TODAY), kg(100), []),
        (Weighing(kg(38), TODAY), NO_MASS, ["batch.empty", "batch.heavier_than_taken"]),
        (Weighing(NO_MASS, TODAY), kg(100), ["batch.weight_missing"]),
        (Weighing(kg(101), TODAY), kg(100), ["batch.heavier_than_taken"]),
        (Weighing(kg(38), date(2026, 11, 24)), kg(100), ["batch.day_to_come"]),
        (Weighing(kg(38), date(2026, 11, 9)), kg(100), ["batch.ends_before_it_begins"]),
    ],
)
def test_a_batch_is_closed_with_what_it_weighs_dry(weighing: Weighing, taken: Mass, expected: list[str]) -> None:
    assert codes(closing_faults(weighing, taken=taken, began_on=BEGAN, today=TODAY)) == expected


def test_a_batch_opens_again_while_nothing_flowed_on() -> None:
    assert reopening_faults(drawn=NO_MASS) == []
    assert codes(reopening_faults(drawn=kg(1))) == ["batch.flowed_on"]


@pytest.mark.parametrize(
    ("source", "weight", "into_lot", "expected"),
    [
        (Source("E-1", kg(10)), kg(10), True, []),
        (Source("E-1", kg(10), is_dry=False), kg(10), False, []),
        (Source("E-1", kg(10), is_dry=False), kg(10), True, ["flow.wet_into_lot"]),
        (Source("E-1", kg(10), is_apart=True), kg(10), False, ["flow.kept_apart"]),
        (Source("E-1", kg(10)), kg("10.001"), False, ["flow.not_enough"]),
        (Source("E-1", kg(10)), NO_MASS, False, ["flow.weight_missing"]),
        (Source("E-1", kg(10), is_ready=False), kg(10), False, ["flow.source_not_ready"]),
    ],
)
def test_what_may_be_drawn(source: Source, weight: Mass, expected: list[str], *, into_lot: bool) -> None:
    assert codes(draw_faults(source, weight, into_lot=into_lot)) == expected


def test_a_lot_takes_what_it_has_room_for() -> None:
    assert room_faults(kg(10), kg(10)) == []
    assert codes(room_faults(kg(10), kg("10.001"))) == ["flow.lot_full"]


def test_no_more_goes_back_than_came() -> None:
    assert return_faults(kg(10), kg(10), about="B-1") == []
    assert codes(return_faults(kg(10), kg(11), about="B-1")) == ["flow.not_so_much"]
    assert codes(return_faults(kg(10), NO_MASS, about="B-1")) == ["flow.weight_missing"]


def test_promised_bags_stay_filled() -> None:
    assert promise_faults(left=kg(50), reserved=kg(50)) == []
    assert codes(promise_faults(left=kg(49), reserved=kg(50))) == ["flow.bags_promised"]
