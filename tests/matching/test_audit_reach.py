"""The audit finds every broken rule that reaches over several lines."""

import math
from collections.abc import Callable
from dataclasses import replace

import pytest

from matching.audit import Fault, audit
from matching.fingerprint import fingerprint
from matching.plan import Allocation, PartResult, Plan, Reached, Status, Ties
from matching.policy import Aim, By, Floor, Measure, Policy, ShareCap, Who, Within
from matching.problem import Demand, Lane, Lot, MakerCap, Piece, Problem, Recipe, Settled

from .markets import BAG, a_demand, a_lot, a_market

Planted = tuple[Problem, Plan]


def lots() -> list[Lot]:
    return [a_lot("a", bags=9, profile=(2.0,), cadmium=300), a_lot("b", bags=9, profile=(4.0,), cadmium=100)]


def market(first: Demand | None = None, offered: list[Lot] | None = None, **more: object) -> Problem:
    """Build a market of two lots and two demands; what is planted takes 4 bags each of a and b for x, 4 of b for y."""
    sought = (first or a_demand("x", most=8, min_grams=8 * BAG), a_demand("y", most=4))
    values = {("a", "x"): 100, ("b", "x"): 90, ("b", "y"): 95}
    plain = a_market([a_lot("a"), a_lot("b")], [a_demand("x"), a_demand("y")], values=values)
    changed = replace(plain, attributes=("cacao",))
    return replace(changed, lots=tuple(offered or lots()), demands=sought, **more)  # type: ignore[arg-type]


def planted(problem: Problem, policy: Policy | None = None) -> Planted:
    """Claim the same three lines whatever the rules."""
    policy = policy or Policy(salt="a", contract_cost=0)
    deal = (("a", "x", 100), ("b", "x", 90), ("b", "y", 95))
    lines = tuple(Allocation(lot, demand, 4, 4 * BAG, 4 * value, 0.9, 500_000, 600_000) for lot, demand, value in deal)
    parts = (PartResult(2, 2, 3, 1_140, 1_140, Ties.BY_ORDER),)
    return problem, Plan(Status.OPTIMAL, fingerprint(problem), policy, lines, 1_140, 1_140, 0, parts)


def bundle() -> Demand:
    return replace(a_demand("x", most=8), bundle=(Piece("a", 3), Piece("b", 3)))


REACHING = {
    Fault.TOO_MANY_CONTRACTS,
    Fault.OVER_BUDGET,
    Fault.OFF_RECIPE,
    Fault.BROKEN_BUNDLE,
    Fault.SECOND_CHOICE,
    Fault.OVER_CAP,
    Fault.NOT_AS_SETTLED,
    Fault.BELOW_FLOOR,
    Fault.ABOVE_SHARE,
    Fault.WRONG_COSTS,
    Fault.WRONG_REACHED,
}

LIES: list[tuple[Fault, Callable[[], Planted]]] = [
    (Fault.TOO_MANY_CONTRACTS, lambda: planted(market(offered=[lots()[0], replace(lots()[1], most_contracts=1)]))),
    (Fault.OVER_BUDGET, lambda: planted(market(a_demand("x", most=8, budget=30_000 * 7)))),
    (Fault.OFF_RECIPE, lambda: planted(market(a_demand("x", most=8, recipe=Recipe((3.2,), (math.nan,)))))),
    (Fault.OFF_RECIPE, lambda: planted(market(a_demand("x", most=8, recipe=Recipe((math.nan,), (2.8,)))))),
    (Fault.OFF_RECIPE, lambda: planted(market(a_demand("x", most=8, recipe=Recipe(cadmium_cap=190))))),
    (Fault.OFF_RECIPE, lambda: planted(market(a_demand("x", most=8, recipe=Recipe((math.nan,), (math.nan,), 190))))),
    (Fault.OFF_RECIPE, lambda: planted(market(a_demand("x", most=8, recipe=Recipe(least_share=6_000))))),
    (Fault.BROKEN_BUNDLE, lambda: planted(market(bundle()))),
    (Fault.OVER_CAP, lambda: planted(market(caps=(MakerCap("m", ("x", "y"), most_grams=11 * BAG),)))),
    (Fault.OVER_CAP, lambda: planted(market(caps=(MakerCap("m", ("x", "y"), most_cents=11 * 30_000),)))),
    (Fault.OVER_CAP, lambda: planted(market(bundle(), caps=(MakerCap("m", ("x", "y"), 11 * BAG, None, "x"),)))),
    (Fault.NOT_AS_SETTLED, lambda: planted(market(settled=(Settled("a", "x", 0, 3),)))),
    (Fault.NOT_AS_SETTLED, lambda: planted(market(settled=(Settled("b", "y", 5, 6),)))),
    (Fault.WRONG_COSTS, lambda: planted(market(offered=[lots()[0], replace(lots()[1], opening_cost=7)]))),
    (Fault.BELOW_FLOOR, lambda: planted(market(), Policy("a", 0, floors=(Floor(Who.WOMEN_LED, share=1),)))),
    (Fault.BELOW_FLOOR, lambda: planted(market(), Policy("a", 0, floors=(Floor(Who.FIRST_SALE, grams=1),)))),
    (Fault.ABOVE_SHARE, lambda: planted(market(), Policy("a", 0, caps=(ShareCap(By.GROUP, 9_999),)))),
    (Fault.ABOVE_SHARE, lambda: planted(market(), Policy("a", 0, caps=(ShareCap(By.REGION, 9_999, Within.MAKER),)))),
]


def test_the_planted_plan_breaks_no_rule_of_the_free_market() -> None:
    assert audit(*planted(market())) == ()


@pytest.mark.parametrize(("fault", "lie"), LIES)
def test_a_broken_rule_is_found(fault: Fault, lie: Callable[[], Planted]) -> None:
    assert fault in {violation.fault for violation in audit(*lie())}


def test_two_demands_of_one_choice_are_found() -> None:
    problem = market(a_demand("x", most=8, choice="one"))
    problem = replace(problem, demands=(problem.demands[0], replace(problem.demands[1], choice="one")))

    assert Fault.SECOND_CHOICE in {violation.fault for violation in audit(*planted(problem))}


def test_what_is_not_measured_cannot_be_blended() -> None:
    recipe = Recipe((1.0,), (5.0,), cadmium_cap=999)
    unknown = [replace(lots()[0], profile=(math.nan,), cadmium=None), replace(lots()[1], profile=())]

    found = audit(*planted(market(a_demand("x", most=8, recipe=recipe), offered=unknown)))

    assert [violation.fault for violation in found] == [Fault.OFF_RECIPE, Fault.OFF_RECIPE]


@pytest.mark.parametrize("measure", [Measure.GAINS, Measure.VOLUME, Measure.FIT])
def test_an_aim_that_the_lines_do_not_reach_is_found(measure: Measure) -> None:
    problem, plan = planted(market(), Policy("a", 0, aims=(Aim(measure, give_up=100),)))
    claimed = replace(plan, reached=(Reached(measure, 10**12, 10**12),))

    assert Fault.WRONG_REACHED in {violation.fault for violation in audit(problem, claimed)}


def test_containers_are_paid_for_each_begun_one() -> None:
    offered = [replace(lot, origin="Tocache") for lot in lots()]
    lane = Lane("Tocache", "Lyon", 5 * BAG, 30)
    problem = market(a_demand("x", most=8, destination="Lyon"), offered=offered, lanes=(lane,))

    (wrong, *_) = [each for each in audit(*planted(problem)) if each.fault is Fault.WRONG_COSTS]

    assert wrong.right == 60


def test_a_plan_that_says_nothing_is_possible_is_not_held_to_rules() -> None:
    problem = market(settled=(Settled("a", "x", 9, 9),))
    policy = Policy("a", 0)
    empty = Plan(Status.INFEASIBLE, fingerprint(problem), policy, (), 0, 0, 0, ())

    assert audit(problem, empty) == ()
    assert (
        audit(
            problem,
            replace(empty, status=Status.STOPPED, bound=5, gap=5, parts=(PartResult(2, 2, 3, 0, 5, Ties.BY_ORDER),)),
        )
        == ()
    )


def test_every_fault_of_reach_is_planted_above() -> None:
    others = {Fault.SECOND_CHOICE, Fault.WRONG_REACHED}
    assert {fault for fault, _ in LIES} | others == REACHING
