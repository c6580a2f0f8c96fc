"""Malformed input is refused by name, wherever it hides."""

import math
from collections.abc import Callable

import numpy as np
import pytest

from matching.pairs import Pairs
from matching.policy import Aim, By, Floor, Measure, Policy, ShareCap, Who, Within
from matching.problem import Lane, Lot, MakerCap, Piece, Problem, Recipe, Settled, Taste, Tier
from matching.reasons import explain
from matching.solve import solve

from .markets import NO_COST, a_demand, a_lot, a_market

TASTE = Taste(target=(5.0,), weights=(1.0,), tolerances=(2.0,))


def pairs(**columns: object) -> Pairs:
    good: dict[str, object] = {"lot": [0], "demand": [0], "value": [100], "landed": [600_000], "fit": [0.5]}
    return Pairs(**(good | columns))  # type: ignore[arg-type]


def problem(**parts: object) -> Problem:
    good: dict[str, object] = {"lots": (a_lot(),), "demands": (a_demand(),), "pairs": pairs()}
    return Problem(**(good | parts))  # type: ignore[arg-type]


MALFORMED: list[tuple[str, Callable[[], object]]] = [
    ("lot.key", lambda: a_lot("")),
    ("lot lot: bags", lambda: a_lot(bags=-1)),
    ("lot lot: bags", lambda: a_lot(bags=2.0)),  # type: ignore[arg-type]
    ("lot lot: bags", lambda: a_lot(bags=True)),
    ("lot lot: bags", lambda: a_lot(bags=10**8)),
    ("lot lot: bag_grams", lambda: a_lot(bag_grams=0)),
    ("lot lot: min_bags", lambda: a_lot(min_bags=0)),
    ("lot lot: ask", lambda: a_lot(ask=-1)),
    ("lot lot: group", lambda: a_lot(group=None)),
    ("lot lot: region", lambda: a_lot(region=7)),
    ("lot lot: women_led", lambda: a_lot(women_led="yes")),
    ("lot lot: profile", lambda: a_lot(profile=[5.0])),
    ("lot lot: profile", lambda: a_lot(profile=("5",))),
    ("lot lot: profile", lambda: a_lot(profile=(True,))),
    ("lot lot: profile", lambda: a_lot(profile=(math.inf,))),
    ("lot lot: profile", lambda: a_lot(profile=(-1.0,))),
    ("demand.key", lambda: a_demand("")),
    ("demand demand: max_grams", lambda: a_demand(max_grams=0)),
    ("demand demand: min_grams", lambda: a_demand(min_grams=600, max_grams=500)),
    ("demand demand: max_lots", lambda: a_demand(max_lots=0)),
    ("demand demand: ceiling", lambda: a_demand(ceiling=None)),
    ("demand demand: min_parcel_grams", lambda: a_demand(min_parcel_grams=-1)),
    ("demand demand: destination", lambda: a_demand(destination=None)),
    ("demand demand: taste", lambda: a_demand(taste=None)),
    ("taste", lambda: Taste(target=(5.0,), weights=(), tolerances=())),
    ("taste.target", lambda: Taste(target=(math.nan,), weights=(1.0,), tolerances=(2.0,))),
    ("taste.weights", lambda: Taste(target=(5.0,), weights=(math.nan,), tolerances=(2.0,))),
    ("taste.weights", lambda: Taste(target=(5.0,), weights=(-1.0,), tolerances=(2.0,))),
    ("taste.tolerances", lambda: Taste(target=(5.0,), weights=(1.0,), tolerances=(0.0,))),
    ("pairs", lambda: pairs(lot=[0, 0])),
    ("pairs", lambda: Pairs.of([(0, 0, 100, 600_000)])),  # type: ignore[list-item]
    ("pairs.lot", lambda: pairs(lot=[0.0])),
    ("pairs.lot", lambda: pairs(lot=[[0], [0, 1]])),
    ("pairs.lot", lambda: pairs(lot=[[0]])),
    ("pairs.value", lambda: pairs(value=[10**13])),
    ("pairs.value", lambda: pairs(value=np.array([-(2**63)]))),
    ("pairs.fit", lambda: pairs(fit=[1.1])),
    ("pairs.fit", lambda: pairs(fit=[math.nan])),
    ("pairs.fit", lambda: pairs(fit=["1"])),
    ("lots", lambda: problem(lots=[a_lot()])),
    ("lots", lambda: problem(lots=(a_demand(),))),
    ("lots", lambda: problem(lots=(a_lot(), a_lot()))),
    ("demands", lambda: problem(demands=(a_demand(), a_demand()))),
    ("pairs", lambda: problem(pairs=None)),
    ("pairs", lambda: problem(pairs=Pairs.of([(0, 0, 1, 1, 0.5), (0, 0, 2, 2, 0.5)]))),
    ("pairs.lot", lambda: problem(pairs=pairs(lot=[1]))),
    ("pairs.demand", lambda: problem(pairs=pairs(demand=[-1]))),
    ("pairs.landed", lambda: problem(pairs=pairs(landed=[-1]))),
    ("pairs.value", lambda: problem(lots=(a_lot(bags=10**6),), pairs=pairs(value=[10**12]))),
    ("attributes", lambda: problem(attributes=("cacao", "cacao"))),
    ("attributes", lambda: problem(attributes=(1,))),
    ("lot lot: profile", lambda: problem(lots=(a_lot(profile=(5.0,)),))),
    ("demand demand: taste", lambda: problem(demands=(a_demand(taste=TASTE),))),
    ("policy.salt", lambda: Policy(salt=None)),  # type: ignore[arg-type]
    ("policy.contract_cost", lambda: Policy(contract_cost=-1)),
    ("policy.aims", lambda: Policy(aims=())),
    ("policy.aims", lambda: Policy(aims=(Aim(Measure.GAINS), Aim(Measure.GAINS)))),
    ("floor.share", lambda: Floor(Who.WOMEN_LED, share=10_001)),
    ("floor.who", lambda: Floor("everybody", share=1)),  # type: ignore[arg-type]
    ("cap", lambda: ShareCap(By.MAKER, 5_000, Within.MAKER)),
    ("cap.share", lambda: ShareCap(By.GROUP, 0)),
    ("aim.give_up", lambda: Aim(Measure.GAINS, give_up=-1)),
    ("tier.from_bags", lambda: Tier(1, 5)),
    ("lot lot: tiers", lambda: a_lot(tiers=(Tier(3, 5), Tier(2, 9)))),
    ("lot lot: tiers", lambda: a_lot(ask=100, tiers=(Tier(3, 101),))),
    ("lot lot: cadmium", lambda: a_lot(cadmium=-1)),
    ("lot lot: bags", lambda: a_lot(bags=10**7)),
    ("recipe", lambda: Recipe((1.0,), ())),
    ("recipe", lambda: Recipe((2.0,), (1.0,))),
    ("piece.bags", lambda: Piece("lot", 0)),
    ("demand demand: bundle", lambda: a_demand(bundle=(Piece("lot", 1), Piece("lot", 2)))),
    ("demand demand: budget", lambda: a_demand(budget=-1)),
    ("demand demand: bundle", lambda: problem(demands=(a_demand(bundle=(Piece("x", 1),)),))),
    ("settled", lambda: Settled("lot", "demand", 3, 2)),
    ("settled", lambda: problem(settled=(Settled("x", "demand"),))),
    ("settled", lambda: problem(settled=(Settled("lot", "x"),))),
    ("cap m: demands", lambda: problem(caps=(MakerCap("m", ("x",)),))),
    ("cap m: while_served", lambda: MakerCap("m", ("x",), 1, None, "y")),
    ("cap m: while_served", lambda: problem(caps=(MakerCap("m", ("demand",), 1, None, "demand"),))),
    ("lane.step_grams", lambda: Lane("Tocache", "Lyon", 0, 1)),
    ("policy.misfit_cost", lambda: Policy(misfit_cost=10_001)),
    ("problem", lambda: solve(None, policy=NO_COST, time_limit=1)),  # type: ignore[arg-type]
    ("policy", lambda: solve(problem(), policy=None, time_limit=1)),  # type: ignore[arg-type]
    ("time_limit", lambda: solve(problem(), policy=NO_COST, time_limit=-1)),
    ("time_limit", lambda: solve(problem(), policy=NO_COST, time_limit=math.nan)),
    ("problem", lambda: explain(None, None, time_limit=1)),  # type: ignore[arg-type]
    ("plan", lambda: explain(problem(), None, time_limit=1)),  # type: ignore[arg-type]
    (
        "plan",
        lambda: explain(problem(), solve(a_market([], [], values={}), policy=NO_COST, time_limit=1), time_limit=1),
    ),
]


@pytest.mark.parametrize(("name", "make"), MALFORMED)
def test_a_malformed_argument_is_refused_by_its_name(name: str, make: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match=f"^{name}: "):
        make()


def test_a_problem_cannot_be_changed_through_its_arrays() -> None:
    with pytest.raises(ValueError, match="read-only"):
        problem().pairs.value[0] = 1


def test_a_change_of_the_callers_array_does_not_reach_the_problem() -> None:
    values = np.array([100])
    made = pairs(value=values)

    values[0] = 1

    assert made.value.tolist() == [100]


def test_pairs_know_how_many_they_are() -> None:
    assert (len(pairs()), len(Pairs.of([]))) == (1, 0)


def test_a_profile_may_leave_an_attribute_unmeasured() -> None:
    lot = Lot("lot", 1, 50_000, 1, 500_000, "g", "r", profile=(math.nan,))

    assert problem(lots=(lot,), attributes=("cacao",)).lots == (lot,)


def test_a_lot_may_have_several_rising_tiers() -> None:
    lot = a_lot(tiers=(Tier(2, 5), Tier(4, 9)))

    assert [tier.discount for tier in lot.tiers] == [5, 9]
