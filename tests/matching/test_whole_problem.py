"""Every feature at once: what is answered is the best that trying everything finds, and keeps every rule."""

import math

from hypothesis import given, settings

from matching.audit import audit
from matching.pairs import Pairs
from matching.plan import Status
from matching.policy import Aim, By, Floor, Measure, Policy, ShareCap, Who, Within
from matching.problem import Lane, MakerCap, Piece, Problem, Recipe, Settled
from matching.solve import solve

from .everything import every_plan, policies, problems, with_aims
from .markets import BAG, a_demand, a_lot


@settings(max_examples=120, deadline=None)
@given(problem=problems(), policy=policies())
def test_the_best_plan_under_every_rule_is_found(problem: Problem, policy: Policy) -> None:
    truth = every_plan(problem, policy)
    plan = solve(problem, policy=policy, time_limit=60)

    assert audit(problem, plan) == ()
    if truth:
        assert plan.status in {Status.OPTIMAL, Status.EMPTY}
        assert (plan.value, plan.gap) == (max(each.value for each in truth), 0)
    else:
        assert plan.status is Status.INFEASIBLE


@settings(max_examples=40, deadline=None)
@given(problem=problems(), policy=policies())
def test_volume_comes_first_where_it_is_the_first_aim(problem: Problem, policy: Policy) -> None:
    aims = (Aim(Measure.VOLUME), Aim(Measure.GAINS))
    truth = every_plan(problem, policy)
    plan = solve(problem, policy=with_aims(policy, *aims), time_limit=60)

    assert audit(problem, plan) == ()
    if truth:
        best = max((sum(line.grams for line in each.allocations), each.value) for each in truth)
        assert (sum(line.grams for line in plan.allocations), plan.value) == best


def test_a_cap_that_holds_while_a_bundle_is_served_lets_go_without_it() -> None:
    lots = tuple(a_lot(key, bags=4) for key in "abc")
    bundles = tuple(a_demand(lot.key.upper(), bundle=(Piece(lot.key, 4),)) for lot in lots)
    keys = tuple(each.key for each in bundles)

    def served(worth: int) -> set[str]:
        pairs = Pairs.of([(0, 0, worth, 600_000, 1.0), (1, 1, 100, 600_000, 1.0), (2, 2, 100, 600_000, 1.0)])
        cap = MakerCap("m", keys, most_grams=4 * lots[0].bag_grams, while_served="A")
        plan = solve(Problem(lots, bundles, pairs, caps=(cap,)), policy=Policy("s", contract_cost=0), time_limit=60)
        return {line.demand for line in plan.allocations}

    assert (served(worth=199), served(worth=201)) == ({"B", "C"}, {"A"})


MEETING = ((0, 0), (1, 0), (1, 1), (0, 2), (1, 2))


def every_rule(**terms: object) -> Problem:
    """Build a market in which each kind of rule that a problem may hold is held once."""
    places = {"origin": "Tocache", "most_contracts": 2, "opening_cost": 10}
    lots = (
        a_lot("a", bags=3, group="g", profile=(2.0, math.nan), cadmium=300, women_led=True, **places),
        a_lot("b", bags=3, group="h", profile=(4.0, 1.0), cadmium=100, first_sale=True, region="s", **places),
    )
    blend = Recipe((2.5, math.nan), (3.5, math.nan), cadmium_cap=250, least_share=2_500)
    sought = (
        a_demand("x", most=4, recipe=blend, budget=4 * 30_000, destination="Lyon", choice="one"),
        a_demand("y", most=3, choice="one"),
        a_demand("z", bundle=(Piece("a", 1), Piece("b", 1)), destination="Lyon"),
    )
    caps = (MakerCap("m", ("x", "y", "z"), None, 6 * 30_000), MakerCap("n", ("x", "z"), 4 * BAG, None, "z"))
    pairs = Pairs.of([(lot, demand, 100 + 7 * lot - demand, 600_000, 0.9) for lot, demand in MEETING])
    lanes = (Lane("Tocache", "Lyon", 4 * BAG, 20), Lane("Pucallpa", "Lyon", 4 * BAG, 30))
    rules = {"caps": caps, "lanes": lanes, "settled": (Settled("a", "x", 1, 2),)}
    return Problem(lots, sought, pairs, ("cacao", "floral"), **(rules | terms))  # type: ignore[arg-type]


EVERY_FLOOR = (Floor(Who.WOMEN_LED, share=4_000, grams=BAG), Floor(Who.FIRST_SALE, share=1_000, grams=BAG))
EVERY_CAP = (
    ShareCap(By.GROUP, 7_000),
    ShareCap(By.REGION, 8_000, Within.MAKER),
    ShareCap(By.MAKER, 10_000),
)


def test_every_rule_at_once_is_kept_and_costs_no_more_than_it_must() -> None:
    problem, policy = every_rule(), Policy("s", 30, floors=EVERY_FLOOR, caps=EVERY_CAP)

    plan = solve(problem, policy=policy, time_limit=60)

    assert audit(problem, plan) == ()
    assert plan.allocations
    assert (plan.value, plan.gap) == (max(each.value for each in every_plan(problem, policy)), 0)


def test_rules_that_leave_no_plan_leave_none_to_any_aim() -> None:
    problem = every_rule(settled=(Settled("a", "x", 3, 3),))
    policy = Policy("s", 30, floors=EVERY_FLOOR, caps=EVERY_CAP, aims=(Aim(Measure.VOLUME), Aim(Measure.GAINS)))

    assert solve(problem, policy=policy, time_limit=60).status is Status.INFEASIBLE
