"""Each rule alone keeps a lot from a demand, and says with which numbers."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.domain.certificates import Scheme
from marketplace.domain.eligibility import CODES, DemandFacts, LotFacts, fit, ineligibilities, profile_fit
from marketplace.domain.flavours import AXES
from marketplace.domain.lots import EudrStatus
from marketplace.domain.money import Incoterm
from marketplace.domain.physical import Grade
from tests.domain import golden
from tests.domain.samples import mass, usd

D = Decimal
LOT = golden.lots()["YANA-26-01"]
DEMAND = golden.demand_facts(golden.world()["demands"][0])
SCORES = st.decimals(min_value=0, max_value=10, places=1)


def reasons(lot: LotFacts = LOT, demand: DemandFacts = DEMAND) -> list[tuple[str, dict[str, object]]]:
    return [(each.code, each.facts) for each in ineligibilities(lot, demand, freight=golden.freight())]


def test_a_fitting_lot_is_told_no_reason() -> None:
    assert reasons() == []


@pytest.mark.parametrize(
    ("lot", "code", "facts"),
    [
        ({"is_available": False, "status": "held"}, "status", {"value": "held"}),
        (
            {"certificates": frozenset({Scheme.NOP})},
            "certification",
            {"value": ["NOP"], "limit": ["EU_ORGANIC"]},
        ),
        ({"eudr_status": EudrStatus.IN_PROGRESS}, "eudr", {"value": "in_progress", "limit": "ready"}),
        ({"cadmium": D("0.51")}, "cadmium", {"value": D("0.51"), "limit": D("0.5")}),
        ({"cadmium": None}, "cadmium", {"value": None, "limit": D("0.5")}),
        ({"moisture": D("7.1")}, "moisture", {"value": D("7.1"), "limit": D("7.0")}),
        ({"fermentation_index": D(84)}, "fermentation", {"value": D(84), "limit": D(85)}),
        ({"grade": Grade.SUBSTANDARD}, "grade", {"value": "SS", "limit": "2"}),
        ({"grade": None}, "grade", {"value": None, "limit": "2"}),
        ({"off_total": D("1.1")}, "off_flavour", {"value": D("1.1"), "limit": D("1.0")}),
        ({"global_quality": D("7.7")}, "global_quality", {"value": D("7.7"), "limit": D("7.8")}),
        ({"minimum": mass(6001)}, "moq", {"value": D(6001), "limit": D(6000)}),
        ({"price": usd(6771)}, "price", {"value": D(7201), "limit": D(7200)}),
        (
            {"price": usd(1, Incoterm.FCA)},
            "no_freight",
            {"destination": "FR", "incoterm": "FCA", "basis": "DAP"},
        ),
    ],
)
def test_one_broken_rule_is_one_reason_with_its_numbers(
    lot: dict[str, Any], code: str, facts: dict[str, object]
) -> None:
    assert reasons(replace(LOT, **lot)) == [(f"eligibility.{code}", facts)]


def test_a_single_lot_must_reach_the_least_volume() -> None:
    lot = replace(LOT, remaining=mass(2999))
    alone = replace(DEMAND, accepts_blend=False)
    assert reasons(lot, alone) == [("eligibility.volume", {"value": D(2999), "limit": D(3000)})]
    assert reasons(lot) == []


NO_LIMITS: dict[str, Any] = dict.fromkeys(
    ("cadmium_max", "moisture_max", "fermentation_min", "off_max", "global_quality_min")
)


def test_a_limit_that_is_not_set_limits_nothing() -> None:
    unmeasured = replace(LOT, cadmium=None, moisture=None, fermentation_index=None, off_total=None, global_quality=None)
    assert reasons(unmeasured, replace(DEMAND, **NO_LIMITS)) == []


def test_reasons_come_in_the_order_of_the_codes() -> None:
    worst = golden.lots()["SALEJ-26-02"]
    impossible = golden.demand_facts(golden.world()["demands"][-1])
    found = [code for code, _ in reasons(worst, impossible)]
    assert found == [code for code in CODES if code in found]
    assert len(found) == 11


def test_every_code_can_be_told() -> None:
    told = {
        each.code.split(".")[1]
        for demand in golden.world()["demands"]
        for lot in golden.lots().values()
        for each in ineligibilities(lot, golden.demand_facts(demand), freight=golden.freight())
    }
    assert told | {"no_freight"} == {code.split(".")[1] for code in CODES}


PROFILES = st.fixed_dictionaries(dict.fromkeys(AXES, SCORES))
WEIGHTS = st.dictionaries(st.sampled_from(AXES), st.integers(1, 10).map(D), min_size=1)


@given(PROFILES, PROFILES, WEIGHTS)
def test_fit_lies_between_nil_and_one(profile: Any, target: Any, weights: Any) -> None:
    assert 0 <= profile_fit(profile, target, weights=weights, tolerances={}) <= 1


@given(PROFILES, WEIGHTS)
def test_the_target_itself_fits_wholly(target: Any, weights: Any) -> None:
    assert profile_fit(target, target, weights=weights, tolerances={}) == 1


def test_a_demand_without_weights_likes_everything() -> None:
    assert fit(LOT, replace(DEMAND, weights={})) == 1


def test_the_makers_tolerance_decides_how_near_is_near() -> None:
    near, far = (
        profile_fit({"cacao": D(5)}, {"cacao": D(6)}, weights={"cacao": D(1)}, tolerances={"cacao": D(tolerance)})
        for tolerance in (4, 1)
    )
    assert (near, far) == (D("0.75"), D(0))
