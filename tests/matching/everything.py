"""Small markets with every feature of the problem at once, and the truth about them by trying every deal."""

import math
from dataclasses import replace
from itertools import product

from hypothesis import strategies as st

from matching.audit import Fault, audit
from matching.fingerprint import fingerprint
from matching.pairs import Pairs
from matching.plan import Allocation, Plan, Status
from matching.policy import Aim, By, Floor, Measure, Policy, ShareCap, Who, Within
from matching.problem import Demand, Lane, Lot, MakerCap, Piece, Problem, Recipe, Settled, Tier

from .markets import KILO

SUMS = {
    Fault.WRONG_STATUS,
    Fault.WRONG_BOUND,
    Fault.WRONG_GAP,
    Fault.WRONG_TOTAL,
    Fault.WRONG_COSTS,
    Fault.BOUND_BELOW_VALUE,
}
MAYBE = st.sampled_from([False, False, True])


@st.composite
def lots(draw: st.DrawFn, at: int) -> Lot:
    return Lot(
        f"L{at}",
        bags=draw(st.integers(1, 4)),
        bag_grams=draw(st.sampled_from([50 * KILO, 60 * KILO, 62_500])),
        min_bags=draw(st.integers(1, 2)),
        ask=500_000,
        group=draw(st.sampled_from(["g", "h"])),
        region=draw(st.sampled_from(["SAM", "UCA"])),
        women_led=draw(st.booleans()),
        first_sale=draw(st.booleans()),
        origin=draw(st.sampled_from(["Tocache", "Pucallpa"])),
        profile=(draw(st.sampled_from([2.0, 3.0, 4.5, math.nan])),),
        cadmium=draw(st.sampled_from([None, 200, 400, 800])),
        most_contracts=draw(st.integers(1, 3)),
        opening_cost=draw(st.sampled_from([0, 0, 150])),
        tiers=(Tier(draw(st.integers(2, 4)), 2_000),) if draw(MAYBE) else (),
    )


@st.composite
def recipes(draw: st.DrawFn) -> Recipe:
    lower = draw(st.sampled_from([math.nan, 2.0, 3.0]))
    upper = draw(st.sampled_from([math.nan, 3.0, 4.0]))
    cap = draw(st.sampled_from([None, 300, 500]))
    return Recipe((lower,), (upper,), cadmium_cap=cap, least_share=draw(st.sampled_from([0, 2_500])))


@st.composite
def demands(draw: st.DrawFn, at: int, *, offered: tuple[Lot, ...]) -> Demand:
    least = draw(st.sampled_from([0, 50, 110, 180])) * KILO
    bundled = draw(st.lists(st.sampled_from(offered), unique_by=lambda lot: lot.key, max_size=2)) if draw(MAYBE) else []
    return Demand(
        f"D{at}",
        draw(st.sampled_from(["m", "n"])),
        min_grams=least,
        max_grams=least + draw(st.sampled_from([60, 120, 300])) * KILO,
        max_lots=draw(st.integers(1, 3)),
        ceiling=700_000,
        min_parcel_grams=draw(st.sampled_from([0, 0, 100])) * KILO,
        destination=draw(st.sampled_from(["Lyon", "Bath"])),
        recipe=draw(recipes()) if draw(MAYBE) else None,
        budget=draw(st.sampled_from([None, None, 65_000, 100_000])),
        choice=draw(st.sampled_from(["", "", "either"])),
        bundle=tuple(Piece(lot.key, draw(st.integers(1, 3))) for lot in bundled),
    )


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    offered = tuple(draw(lots(at)) for at in range(draw(st.integers(1, 3))))
    sought = tuple(draw(demands(at, offered=offered)) for at in range(draw(st.integers(1, 3))))
    ends = [(lot, demand) for lot in range(len(offered)) for demand in range(len(sought))]
    chosen = draw(st.lists(st.sampled_from(ends), min_size=1, max_size=4, unique=True))
    landed, fits = st.sampled_from([600_000, 650_000]), st.sampled_from([0.5, 0.9])
    rows = [(*each, draw(st.integers(-100, 600)), draw(landed), draw(fits)) for each in chosen]
    settled_lot, settled_demand = draw(st.sampled_from(chosen))
    limits = draw(st.sampled_from([(0, 0), (1, 2), (2, 2), (0, 1)]))
    settled = Settled(offered[settled_lot].key, sought[settled_demand].key, *limits)
    most = draw(st.sampled_from([(300 * KILO, None), (None, 150_000)]))
    held_while = draw(st.sampled_from(["", *(each.key for each in sought if each.bundle)]))
    cap = MakerCap("cap", tuple(each.key for each in sought), *most, held_while)
    return Problem(
        offered,
        sought,
        Pairs.of(rows),
        attributes=("cacao",),
        caps=(cap,) if draw(MAYBE) else (),
        lanes=(Lane("Tocache", "Lyon", 110 * KILO, 200),) if draw(MAYBE) else (),
        settled=(settled,) if draw(MAYBE) else (),
    )


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    floor = Floor(draw(st.sampled_from(list(Who))), *draw(st.sampled_from([(4_000, 0), (0, 60 * KILO), (10_000, 0)])))
    cap = draw(
        st.sampled_from(
            [ShareCap(By.GROUP, 6_000), ShareCap(By.MAKER, 5_000), ShareCap(By.REGION, 7_000, Within.MAKER)]
        )
    )
    return Policy(
        salt="s",
        contract_cost=draw(st.sampled_from([0, 30, 200])),
        floors=(floor,) if draw(MAYBE) else (),
        caps=(cap,) if draw(MAYBE) else (),
    )


def every_plan(problem: Problem, policy: Policy) -> list[Plan]:
    """List every plan that keeps all rules, as the audit understands them."""
    ends = list(zip(problem.pairs.lot.tolist(), problem.pairs.demand.tolist(), strict=True))
    numbers = [range(problem.lots[lot].bags + 1) for lot, _ in ends]
    plans = (_as_plan(problem, policy, bags) for bags in product(*numbers))
    return [plan for plan in plans if not {each.fault for each in audit(problem, plan)} - SUMS]


def _as_plan(problem: Problem, policy: Policy, bags: tuple[int, ...]) -> Plan:
    lines = tuple(_line(problem, policy, at, count=count) for at, count in enumerate(bags) if count)
    empty = Plan(Status.OPTIMAL, fingerprint(problem), policy, lines, 0, 0, 0, ())
    costs = next((each.right for each in audit(problem, empty) if each.fault is Fault.WRONG_COSTS), 0)
    assert isinstance(costs, int)
    return replace(empty, value=sum(line.value for line in lines) - costs)


def _line(problem: Problem, policy: Policy, at: int, *, count: int) -> Allocation:
    pairs = problem.pairs
    lot, demand = problem.lots[int(pairs.lot[at])], problem.demands[int(pairs.demand[at])]
    discount = max((tier.discount for tier in lot.tiers if count >= tier.from_bags), default=0)
    per_bag = int(pairs.value[at]) + (2 * discount * lot.bag_grams + 10**6) // (2 * 10**6)
    return Allocation(
        lot.key,
        demand.key,
        count,
        count * lot.bag_grams,
        value=count * per_bag - policy.contract_cost,
        fit=float(pairs.fit[at]),
        ask=lot.ask - discount,
        landed=int(pairs.landed[at]) - discount,
    )


def with_aims(policy: Policy, *aims: Aim) -> Policy:
    """Give a policy other aims."""
    return replace(policy, aims=aims)


__all__ = ["Aim", "Measure", "every_plan", "policies", "problems", "with_aims"]
