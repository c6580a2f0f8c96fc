"""Every feature at once: what is answered is the best that trying everything finds, and keeps every rule."""

from hypothesis import given, settings

from matching.audit import audit
from matching.pairs import Pairs
from matching.plan import Status
from matching.policy import Aim, Measure, Policy
from matching.problem import MakerCap, Piece, Problem
from matching.solve import solve

from .everything import every_plan, policies, problems, with_aims
from .markets import a_demand, a_lot


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
