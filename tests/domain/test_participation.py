"""Who takes part in a round, with how much, and why the others do not."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from marketplace.domain.participation import (
    Commitment,
    Need,
    demand_absence,
    facts_of_need,
    lot_absence,
    open_need,
)
from tests.domain import golden
from tests.domain.samples import TODAY, mass

LOT = golden.lots()["YANA-26-01"]
DEMAND = golden.demand_facts(golden.world()["demands"][0])
NEED = Need(mass(3000), mass(6000), 2)


@pytest.mark.parametrize(
    ("committed", "left"),
    [
        (Commitment(), NEED),
        (Commitment(mass(1000), 1), Need(mass(2000), mass(5000), 1)),
        (Commitment(mass(4000), 1), Need(mass(0), mass(2000), 1)),
        (Commitment(mass(7000), 3), Need(mass(0), mass(0), 0)),
    ],
)
def test_what_is_promised_is_taken_off_the_need(committed: Commitment, left: Need) -> None:
    assert open_need(NEED, committed) == left


@pytest.mark.parametrize(("max_lots", "blends"), [(1, False), (2, True)])
def test_the_rest_of_a_demand_is_judged_by_what_is_left(max_lots: int, *, blends: bool) -> None:
    facts = facts_of_need(DEMAND, replace(NEED, max_lots=max_lots))
    assert (facts.volume_min, facts.volume_max, facts.accepts_blend) == (mass(3000), mass(6000), blends)


@pytest.mark.parametrize(
    ("changes", "may_trade", "code"),
    [
        ({}, True, None),
        ({"is_available": False}, True, "round.lot_not_for_sale"),
        ({}, False, "round.organization_not_verified"),
        ({"remaining": mass(499)}, True, "round.rest_too_small"),
        ({"remaining": mass(500)}, True, None),
    ],
)
def test_a_lot_stays_away_for_one_reason(changes: dict[str, Any], code: str | None, *, may_trade: bool) -> None:
    found = lot_absence(replace(LOT, **changes), may_trade=may_trade)
    assert (found.code if found else None) == code


@pytest.mark.parametrize(
    ("need", "may_trade", "delivery_end", "code"),
    [
        (NEED, True, TODAY, None),
        (NEED, False, TODAY, "round.organization_not_verified"),
        (NEED, True, date(2026, 11, 22), "round.delivery_over"),
        (replace(NEED, volume_max=mass(0)), True, TODAY, "round.demand_served"),
        (replace(NEED, max_lots=0), True, TODAY, "round.lots_used_up"),
    ],
)
def test_a_demand_stays_away_for_one_reason(
    need: Need, delivery_end: date, code: str | None, *, may_trade: bool
) -> None:
    found = demand_absence(need, may_trade=may_trade, delivery_end=delivery_end, today=TODAY)
    assert (found.code if found else None) == code
