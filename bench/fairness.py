"""Goal i: fair divisions, the price of a floor and core prices at 1,000 x 1,000, beside linear programs of scipy."""

import statistics
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from bench import fairness_peers as peers
from bench.records import Record
from matching.catalogues.generate import generate
from matching.fairness.curve import FloorCurve
from matching.fairness.exchange import Exchange, exchange_of
from matching.fairness.maxmin import maxmin_division
from matching.fairness.nash import nash_division
from matching.fairness.policies import Policies
from matching.fairness.shares import share_of_gains_alone
from matching.pairs import BoolArray
from matching.pricing.core import blocking_pairs, core_prices, gains_by_halves

SIDE, WARM_UP = 1_000, 60
SEEDS = range(1, 11)
POINTS = 20
MOST_SECONDS, MOST_CURVE_SECONDS = 3.0, 5.0
GAP = 1e-3
PATIENCE = 90.0
AGREEMENT = 1e-6
Answer = TypeVar("Answer")


def goal_i() -> list[Record]:
    """Measure ten seeds, the peers on the first of them only."""
    _Run(*_market(WARM_UP, 1))
    runs = [_Run(*_market(SIDE, seed)) for seed in SEEDS]
    exchange, is_meant = _market(SIDE, 1)
    return [_nash(runs, exchange), _maxmin(runs, exchange), _curve(runs, exchange, is_meant=is_meant), _core(runs)]


class _Run:
    """Everything asked of one market, each with the seconds it took."""

    def __init__(self, exchange: Exchange, is_meant: BoolArray) -> None:
        self.nash, self.nash_seconds = _timed(lambda: nash_division(exchange, share_of_gains_alone(exchange)))
        self.maxmin, self.maxmin_seconds = _timed(
            lambda: maxmin_division(Policies(exchange), share_of_gains_alone(exchange))
        )
        self.points, self.curve_seconds = _timed(lambda: FloorCurve(exchange, is_meant).evenly(POINTS))
        self.core, self.core_seconds = _timed(lambda: core_prices(exchange))
        self.pairs = len(exchange.lot)
        self.blocking = blocking_pairs(exchange, self.core.price, demand_gain=self.core.gain)
        lot_gain, demand_gain = gains_by_halves(exchange, self.core.bags)
        self.blocking_halves = blocking_pairs(exchange, lot_gain, demand_gain=demand_gain, unit=2)


def _nash(runs: Sequence[_Run], exchange: Exchange) -> Record:
    peer = peers.nash_by_tangents(exchange, gap=GAP, patience=PATIENCE)
    seconds, worst = _median_and_worst([run.nash_seconds for run in runs])
    gap = max(run.nash.gap for run in runs)
    measured: dict[str, float | int | str] = {
        "seconds": seconds, "worst_seconds": worst, "worst_gap": gap, "level_usd": runs[0].nash.level / 100,
        "peer_seconds": peer.seconds, "peer_gap": peer.gap, "peer_rounds": peer.rounds, "peer_level_usd": peer.found[0],
    }  # fmt: skip
    reached = worst <= MOST_SECONDS and gap <= GAP
    what = "Nash over 50 groups, 1,000 x 1,000, what each could gain alone included; geometric mean, seeds 1-10"
    return Record("i", what, measured, "scipy.linprog, tangents", peer.seconds / runs[0].nash_seconds, reached)


def _maxmin(runs: Sequence[_Run], exchange: Exchange) -> Record:
    peer = peers.maxmin_by_program(exchange, share_of_gains_alone(exchange))
    seconds, worst = _median_and_worst([run.maxmin_seconds for run in runs])
    gap = max(run.maxmin.gap for run in runs)
    measured: dict[str, float | int | str] = {
        "seconds": seconds, "worst_seconds": worst, "worst_gap": gap, "level": runs[0].maxmin.level,
        "peer_seconds": peer.seconds, "peer_level": peer.found[0],
    }  # fmt: skip
    reached = worst <= MOST_SECONDS and gap <= GAP
    what = "Max-min over 50 groups, 1,000 x 1,000, share of the gains each could have alone; seeds 1-10"
    return Record("i", what, measured, "scipy.linprog, highs-ipm", peer.seconds / runs[0].maxmin_seconds, reached)


def _curve(runs: Sequence[_Run], exchange: Exchange, *, is_meant: BoolArray) -> Record:
    asked = runs[0].points[5::7]
    peer = peers.floors_by_program(exchange, is_meant, floors=[point.floor for point in asked])
    off = max(abs(float(p.value) / value - 1) for p, value in zip(asked, peer.found, strict=True))
    exact = sum(point.value == point.bound for run in runs for point in run.points)
    seconds, worst = _median_and_worst([run.curve_seconds for run in runs])
    middle = runs[0].points[POINTS // 2]
    measured: dict[str, float | int | str] = {
        "seconds": seconds, "worst_seconds": worst, "points": POINTS * len(runs), "proven_to_the_cent": exact,
        "floor": float(middle.floor), "cost": 1 - float(middle.value / runs[0].points[0].value),
        "usd_a_bag": float(middle.price) / 100, "peer_seconds_a_point": peer.seconds / len(asked), "off_peer": off,
    }  # fmt: skip
    ratio = peer.seconds / len(asked) / (runs[0].curve_seconds / POINTS)
    reached = worst <= MOST_CURVE_SECONDS and exact == POINTS * len(runs) and off <= AGREEMENT
    what = "Price of a women-led floor: 20 points with shadow prices, 1,000 x 1,000; seeds 1-10"
    return Record("i", what, measured, "scipy.linprog, point by point", ratio, reached)


def _core(runs: Sequence[_Run]) -> Record:
    seconds, worst = _median_and_worst([run.core_seconds for run in runs])
    measured: dict[str, float | int | str] = {
        "seconds": seconds, "worst_seconds": worst, "pairs": sum(run.pairs for run in runs),
        "blocking": sum(run.blocking for run in runs), "blocking_of_halves": runs[0].blocking_halves,
        "pairs_of_the_first": runs[0].pairs,
    }  # fmt: skip
    what = "Core prices half way, blocking pairs counted over all pairs in whole cents; seeds 1-10"
    return Record("i", what, measured, "every contract split in halves", None, measured["blocking"] == 0)


def _market(side: int, seed: int) -> tuple[Exchange, BoolArray]:
    catalogue = generate(lots=side, demands=side, seed=seed)
    return exchange_of(catalogue), catalogue.offered.is_women_led


def _timed(answer: Callable[[], Answer]) -> tuple[Answer, float]:
    started = time.perf_counter()
    found = answer()
    return found, time.perf_counter() - started


def _median_and_worst(values: Sequence[float]) -> tuple[float, float]:
    return statistics.median(values), max(values)
