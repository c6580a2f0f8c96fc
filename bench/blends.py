"""Goal g: blends of at most four lots, thirteen attributes and cadmium, beside scipy's mixed-integer solver."""

import time
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from bench.blending import blend_market
from bench.records import Record
from matching.pairs import FloatArray, IntArray
from matching.parts.holding import is_feasible, value_of
from matching.parts.part import Part
from matching.plans.decide import Outcome, decide
from matching.plans.effort import Effort

Numbers = IntArray | FloatArray
PEER = "scipy.optimize.milp, 60 s"
PEER_SECONDS = 60.0
SMALL = Effort(rounds=60, visits=40, freed=50, nodes=60, gap=0.005)
LARGE = Effort(rounds=40, visits=2_000, freed=22, nodes=20, gap=0.02)


@dataclass(frozen=True, slots=True)
class Trial:
    """One market decided by both: seconds, gaps (bound over value - 1), values in cents (0: the peer had no plan)."""

    seconds: float
    gap: float
    value: int
    bound: int
    peer_gap: float
    peer_value: int


def goal_g() -> list[Record]:
    """Measure both sizes: five small markets (the worst counts) and one large one."""
    small = [
        trial(blend_market(lots=100, demands=50, seed=seed), seconds=10, effort=SMALL, peer=seed == 1)
        for seed in range(1, 6)
    ]
    large = trial(blend_market(lots=1_000, demands=1_000, seed=1), seconds=120, effort=LARGE, peer=True)
    return [
        _record("g 100x50", small, most_gap=0.01, most_seconds=10),
        _record("g 1000x1000", [large], most_gap=0.02, most_seconds=120),
    ]


def trial(part: Part, *, seconds: float, effort: Effort, peer: bool) -> Trial:
    """Decide one market within so many seconds, re-check the plan in whole numbers, and let the peer try."""
    decide(blend_market(lots=30, demands=10, seed=1), effort=SMALL)
    start = time.perf_counter()
    found = decide(part, effort=effort, watch=lambda *_: time.perf_counter() - start < seconds - 0.5)
    took = time.perf_counter() - start
    _check(part, found)
    peer_value, peer_bound = _peer(part) if peer else (0, 0)
    return Trial(
        took, _gap(found.value, found.bound), found.value, found.bound, _gap(peer_value, peer_bound), peer_value
    )


def _check(part: Part, found: Outcome) -> None:
    if found.bags is None or not is_feasible(part, found.bags) or value_of(part, found.bags) != found.value:
        message = "the plan breaks a rule"
        raise AssertionError(message)


def _gap(value: int, bound: float) -> float:
    return bound / value - 1 if value > 0 else float("inf")


def _record(goal: str, trials: list[Trial], *, most_gap: float, most_seconds: float) -> Record:
    gaps, seconds = [each.gap for each in trials], [each.seconds for each in trials]
    first = trials[0]
    return Record(
        goal=goal,
        what="certified gap and seconds; a blend of at most 4 lots, 13 attributes, cadmium, whole bags",
        measured={
            "gap, median": round(float(np.median(gaps)), 5),
            "gap, worst": round(max(gaps), 5),
            "seconds, median": round(float(np.median(seconds)), 2),
            "seconds, worst": round(max(seconds), 2),
            "value": first.value,
            "bound": first.bound,
            "peer gap": round(first.peer_gap, 5) if first.peer_value > 0 else "no plan",
            "peer value": first.peer_value,
        },
        peer=PEER,
        ratio=first.value / first.peer_value if first.peer_value > 0 else None,
        reached=max(gaps) <= most_gap and max(seconds) <= most_seconds,
    )


def _peer(part: Part) -> tuple[int, float]:
    """Ask scipy for the same plan: x continuous, y and z whole, as the fastest formulation; its plan may split bags."""
    pairs, demands = len(part.pair), len(part.least)
    x, y, z = (first + np.arange(count) for first, count in ((0, pairs), (pairs, pairs), (2 * pairs, demands)))
    width, one = 2 * pairs + demands, np.ones(pairs)
    rules = [
        _rule(width, part.supply, (part.lot, x, one)),
        _rule(width, part.most_contracts, (part.lot, y, one)),
        _rule(width, np.zeros(demands), (part.demand, x, part.grams), (np.arange(demands), z, -part.most)),
        _rule(width, np.zeros(demands), (part.demand, x, -part.grams), (np.arange(demands), z, part.least)),
        _rule(width, np.zeros(demands), (part.demand, y, one), (np.arange(demands), z, -part.max_lots)),
        _rule(width, np.zeros(pairs), (x, x, one), (x, y, -part.high)),
        _rule(width, np.zeros(pairs), (x, x, -one), (x, y, part.low)),
        _recipes(part, width),
    ]
    found = milp(
        np.concatenate([-part.value, part.fee, np.zeros(demands)]),
        integrality=np.repeat([0, 1, 1], [pairs, pairs, demands]),
        bounds=Bounds(np.zeros(width), np.concatenate([np.maximum(part.high, 0), np.ones(pairs + demands)])),
        constraints=rules,
        options={"time_limit": PEER_SECONDS},
    )
    bound = -float(found.mip_dual_bound) if found.mip_dual_bound is not None else float("inf")
    return (0 if found.x is None else int(-found.fun)), bound


def _recipes(part: Part, width: int) -> LinearConstraint:
    """Write the demands' own rows; each has no lower limit, and reads 0 <= upper when nothing is used."""
    pairs = len(part.pair)
    sizes = np.array([len(row.pair) for row in part.rows])
    at = np.repeat(np.arange(len(part.rows)), sizes)
    pair = np.concatenate([row.pair for row in part.rows])
    bag, once = (np.concatenate([getattr(row, name) for row in part.rows]) for name in ("per_bag", "per_contract"))
    upper = np.array([row.upper or 0 for row in part.rows])
    return _rule(width, upper, (at, pair, bag), (at, pairs + pair, once))


def _rule(width: int, upper: Numbers, *entries: tuple[IntArray, IntArray, Numbers]) -> LinearConstraint:
    row, column, amount = (np.concatenate(each) for each in zip(*entries, strict=True))
    matrix = coo_array((amount.astype(np.float64), (row, column)), shape=(len(upper), width)).tocsr()
    return LinearConstraint(matrix, -np.inf, upper)
