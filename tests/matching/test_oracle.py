"""Random small markets, solved and compared with the truth found by trying everything."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from matching.audit import audit
from matching.pairs import Pairs
from matching.plan import Status
from matching.policy import Policy
from matching.problem import Demand, Lot, Problem
from matching.reasons import Code, Side, explain
from matching.solve import solve

from .markets import KILO, a_demand, a_lot
from .oracle import best_value

WEIGHTS = st.sampled_from([50 * KILO, 60 * KILO, 62_500])


@st.composite
def lots(draw: st.DrawFn, key: str) -> Lot:
    return a_lot(key, draw(st.integers(0, 4)), bag_grams=draw(WEIGHTS), min_bags=draw(st.integers(1, 3)))


@st.composite
def demands(draw: st.DrawFn, key: str) -> Demand:
    least, width = draw(st.integers(0, 500)), draw(st.sampled_from([0, 10, 50, 100, 300]))
    most = max(1, least + width)
    parcel, max_lots = draw(st.sampled_from([0, 0, 60, 120])), draw(st.integers(1, 3))
    terms = {"min_grams": least * KILO, "max_grams": most * KILO, "min_parcel_grams": parcel * KILO}
    return a_demand(key, max_lots=max_lots, **terms)


@st.composite
def markets(draw: st.DrawFn) -> Problem:
    offered = tuple(draw(lots(f"L{at}")) for at in range(draw(st.integers(1, 3))))
    sought = tuple(draw(demands(f"D{at}")) for at in range(draw(st.integers(1, 3))))
    ends = [(lot, demand) for lot in range(len(offered)) for demand in range(len(sought))]
    chosen = draw(st.lists(st.sampled_from(ends), max_size=5, unique=True))
    worth = st.one_of(st.integers(-300, 1000), st.sampled_from([100, 200]))
    return Problem(offered, sought, Pairs.of([(*ends, draw(worth), 600_000, 0.5) for ends in chosen]))


POLICIES = st.builds(Policy, salt=st.sampled_from(["a", "b"]), contract_cost=st.sampled_from([0, 30, 300]))


@settings(max_examples=120, deadline=None)
@given(problem=markets(), policy=POLICIES)
def test_the_plan_is_worth_exactly_what_trying_everything_finds(problem: Problem, policy: Policy) -> None:
    plan = solve(problem, policy=policy, time_limit=60)

    assert audit(problem, plan) == ()
    assert (plan.value, plan.gap) == (best_value(problem, policy.contract_cost), 0)
    assert plan.status is not Status.STOPPED


@settings(max_examples=40, deadline=None)
@given(problem=markets(), policy=POLICIES, chance=st.randoms(use_true_random=False))
def test_the_order_of_listing_changes_nothing(problem: Problem, policy: Policy, chance: random.Random) -> None:
    plan = solve(problem, policy=policy, time_limit=60)

    assert solve(shuffled(problem, chance), policy=policy, time_limit=60) == plan


@settings(max_examples=40, deadline=None)
@given(problem=markets(), policy=POLICIES)
def test_forcing_in_what_was_outbid_costs_exactly_what_is_said(problem: Problem, policy: Policy) -> None:
    plan = solve(problem, policy=policy, time_limit=60)

    for reason in explain(problem, plan, time_limit=60):
        if reason.side is Side.DEMAND and reason.code in {Code.OUTBID, Code.TIED}:
            cost = plan.value - best_value(problem, policy.contract_cost, serving=reason.key)
            assert dict(reason.facts)["cost_cents"] == cost


def shuffled(problem: Problem, chance: random.Random) -> Problem:
    """List the same market in another order."""
    lot_order, demand_order = list(range(len(problem.lots))), list(range(len(problem.demands)))
    chance.shuffle(lot_order)
    chance.shuffle(demand_order)
    columns = problem.pairs
    rows = [
        (lot_order.index(lot), demand_order.index(demand), value, landed, fit)
        for lot, demand, value, landed, fit in zip(
            columns.lot.tolist(),
            columns.demand.tolist(),
            columns.value.tolist(),
            columns.landed.tolist(),
            columns.fit.tolist(),
            strict=True,
        )
    ]
    chance.shuffle(rows)
    offered = tuple(problem.lots[at] for at in lot_order)
    return Problem(offered, tuple(problem.demands[at] for at in demand_order), Pairs.of(rows))
