"""What one would otherwise use for goal i: linear programs over all pairs, handed to `scipy.optimize.linprog`."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array, hstack, vstack

from matching.fairness.exchange import Exchange
from matching.fairness.shares import Measure
from matching.pairs import BoolArray, FloatArray

DOLLAR = 100.0
LEAST_UTILITY = 1e-3


@dataclass(frozen=True, slots=True)
class Peer:
    """The seconds a peer took and what it found: a level (and its gap, after some rounds) or a value for each point."""

    seconds: float
    found: tuple[float, ...]
    gap: float = 0.0
    rounds: int = 1


def nash_by_tangents(exchange: Exchange, *, gap: float, patience: float) -> Peer:
    """Maximise the mean of log U (in dollars) by tangents t <= log U, until proven to `gap` or out of patience."""
    started, groups = time.perf_counter(), exchange.groups
    rows, limits, top = _program(exchange)
    gains = _gains(exchange)
    utility = gains @ _solve(-exchange.value / DOLLAR, rows, limits, box=top)
    wide, free = hstack([rows, csr_array((rows.shape[0], groups))]), np.full(groups, np.inf)
    box = (np.concatenate([0 * top, -free]), np.concatenate([top, free]))
    reached, rounds, level = np.inf, 0, 0.0
    while reached > gap and time.perf_counter() - started < patience:
        utility = np.maximum(utility, LEAST_UTILITY * utility.mean())
        slopes = csr_array(gains.multiply(-1 / utility[:, np.newaxis]))
        wide = vstack([wide, hstack([slopes, csr_array(np.eye(groups))])], format="csr")
        limits = np.concatenate([limits, np.log(utility) - 1])
        aim = np.concatenate([np.zeros(len(top)), -np.ones(groups)])
        point = _solve(aim, wide, limits, box=box)
        utility = gains @ point[: len(top)]
        level = float(np.log(np.maximum(utility, LEAST_UTILITY)).mean())
        reached, rounds = 1 - float(np.exp(level - point[len(top) :].mean())), rounds + 1
    return Peer(time.perf_counter() - started, (float(np.exp(level)),), gap=reached, rounds=rounds)


def maxmin_by_program(exchange: Exchange, measure: Measure) -> Peer:
    """Maximise the smallest share in one program, from the inside (the simplex takes minutes)."""
    started = time.perf_counter()
    rows, limits, top = _program(exchange)
    shares = _sums(exchange, measure.per_bag / np.maximum(measure.whole, 1)[exchange.pair_group])
    counted = shares[measure.counted]
    level = csr_array(np.ones((counted.shape[0], 1)))
    wide = vstack([hstack([rows, csr_array((rows.shape[0], 1))]), hstack([-counted, level])], format="csr")
    aim = np.append(np.zeros(len(top)), -1.0)
    limits = np.concatenate([limits, np.zeros(counted.shape[0])])
    point = _solve(aim, wide, limits, box=np.append(top, np.inf), method="highs-ipm")
    return Peer(time.perf_counter() - started, (float(point[-1]),))


def floors_by_program(exchange: Exchange, is_meant: BoolArray, *, floors: Sequence[Fraction]) -> Peer:
    """Maximise the value under each floor, one program after the other."""
    started = time.perf_counter()
    rows, limits, top = _program(exchange)
    values = []
    for floor in floors:
        short = csr_array((float(floor) - is_meant[exchange.lot])[np.newaxis])
        held = vstack([rows, short], format="csr")
        bags = _solve(-exchange.value / DOLLAR, held, np.append(limits, 0.0), box=top)
        values.append(float(exchange.value @ bags))
    return Peer(time.perf_counter() - started, tuple(values))


def _program(exchange: Exchange) -> tuple[csr_array, FloatArray, FloatArray]:
    """Return the rows of lots and demands, their limits, and what each pair can carry (a help to the simplex)."""
    each, one = np.arange(len(exchange.lot)), np.ones(len(exchange.lot))
    lots = csr_array((one, (exchange.lot, each)), shape=(len(exchange.supply), len(each)))
    demands = csr_array((one, (exchange.demand, each)), shape=(len(exchange.room), len(each)))
    limits = np.concatenate([exchange.supply, exchange.room]).astype(np.float64)
    top = np.minimum(exchange.supply[exchange.lot], exchange.room[exchange.demand]).astype(np.float64)
    return vstack([lots, demands], format="csr"), limits, top


def _gains(exchange: Exchange) -> csr_array:
    return _sums(exchange, exchange.value / DOLLAR)


def _sums(exchange: Exchange, amounts: FloatArray) -> csr_array:
    each = np.arange(len(exchange.lot))
    return csr_array((amounts, (exchange.pair_group, each)), shape=(exchange.groups, len(each)))


def _solve(
    aim: FloatArray, rows: csr_array, limits: FloatArray, *, box: tuple[FloatArray, FloatArray] | FloatArray,
    method: str = "highs-ds",
) -> FloatArray:  # fmt: skip
    """Minimise between two limits of each column (given one: from 0)."""
    bottom, top = box if isinstance(box, tuple) else (np.zeros(len(box)), box)
    solve: Any = linprog  # its types do not know sparse rows
    return np.asarray(solve(aim, A_ub=rows, b_ub=limits, bounds=np.stack([bottom, top], axis=1), method=method).x)
