"""The eligibility rules give the known answers for every demand of the fictional market."""

from decimal import Decimal
from typing import Any

import pytest

from marketplace.domain.eligibility import fit, ineligibilities, landed
from tests.domain import golden

DEMANDS = pytest.mark.parametrize("demand", golden.world()["demands"], ids=lambda demand: demand["title"])
LOTS = pytest.mark.parametrize("lot", golden.world()["lots"], ids=lambda lot: lot["lot_code"])


@DEMANDS
def test_the_right_lots_fit_in_the_right_order_at_the_right_price(demand: dict[str, Any]) -> None:
    facts, freight = golden.demand_facts(demand), golden.freight()
    found: list[tuple[str, Decimal | None, Decimal]] = [
        (code, landed(lot, facts, freight=freight), fit(lot, facts))
        for code, lot in golden.lots().items()
        if not ineligibilities(lot, facts, freight=freight)
    ]
    assert sorted(found, key=lambda each: -each[2]) == golden.answers(demand["id"]).feasible


@DEMANDS
def test_every_other_lot_is_told_all_reasons_in_order(demand: dict[str, Any]) -> None:
    facts, freight = golden.demand_facts(demand), golden.freight()
    reasons = {
        code: [reason.code.removeprefix("eligibility.") for reason in found]
        for code, lot in golden.lots().items()
        if (found := ineligibilities(lot, facts, freight=freight))
    }
    assert reasons == golden.answers(demand["id"]).reasons


@LOTS
def test_the_derived_grade_is_the_stated_one(lot: dict[str, Any]) -> None:
    assert golden.analysis(lot).grade is golden.grade(lot)


@LOTS
def test_the_derived_fermentation_index_is_the_stated_one(lot: dict[str, Any]) -> None:
    assert golden.analysis(lot).fermentation_index == lot["physical"]["fermentation_index_pct"]


@LOTS
def test_the_derived_bean_size_is_the_stated_one(lot: dict[str, Any]) -> None:
    assert golden.analysis(lot).bean_size == lot["physical"]["bean_size"]
