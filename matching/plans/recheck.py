"""The bound of a certificate, computed anew: prices in exact integers, each demand by a solver's proof."""

import math

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from matching.pairs import FloatArray, IntArray
from matching.parts.part import Part
from matching.parts.sides import NOBODY, Row
from matching.plans.prices import Prices

ALLOWANCE = 1e-6
INFEASIBLE = 2


def recheck_bound(part: Part, certificate: Prices) -> int:
    """Return a bound in cents on every plan of a part that follows from a certificate's prices alone.

    Prices of the wrong sign raise a ValueError. What a demand's plans can be worth is bounded by HiGHS, and an
    allowance of a millionth of it is added for that solver's tolerances.
    """
    scale = certificate.scale
    rows = [_divided(row) for row in part.rows if row.demand == NOBODY or row.step > 0]
    if min([0, *certificate.lot.tolist(), *certificate.contract.tolist(), *certificate.choice.tolist()]) < 0:
        raise ValueError("certificate: a price is below 0")
    worth = [
        value * scale - int(certificate.lot[lot]) for value, lot in zip(part.value.tolist(), part.lot, strict=True)
    ]
    paid = [fee * scale + int(certificate.contract[lot]) for fee, lot in zip(part.fee.tolist(), part.lot, strict=True)]
    total = sum(certificate.choice.tolist())
    for row, price in zip(rows, certificate.row.tolist(), strict=True):
        total += _side(row, price, scale=scale)
        entries = zip(row.pair.tolist(), row.per_bag.tolist(), row.per_contract.tolist(), strict=True)
        for pair, per_bag, per_contract in entries:
            worth[pair] -= price * per_bag
            paid[pair] += price * per_contract
    for lot in range(len(part.supply)):
        rent = int(part.supply[lot]) * int(certificate.lot[lot])
        rent += int(part.most_contracts[lot]) * int(certificate.contract[lot])
        total += max(rent - int(part.opening[lot]) * scale, 0)
    for demand in range(len(part.least)):
        chosen = [int(price) for price, who in zip(certificate.choice, part.choices, strict=True) if demand in who]
        best = _best(part, demand, worth=np.array(worth, dtype=np.float64), paid=np.array(paid, dtype=np.float64))
        total += max(best - sum(chosen), 0)
    return int(total // scale)


def _divided(row: Row) -> Row:
    common = max(1, math.gcd(*row.per_bag.tolist(), *row.per_contract.tolist(), row.step))
    return Row(
        key=row.key,
        pair=row.pair,
        per_bag=row.per_bag // common,
        per_contract=row.per_contract // common,
        lower=None if row.lower is None else math.ceil(row.lower / common),
        upper=None if row.upper is None else math.floor(row.upper / common),
        step=row.step // common,
        step_cost=row.step_cost,
    )


def _side(row: Row, price: int, *, scale: int) -> int:
    """Return what a row's limit contributes at its price; a price that the row's limits do not allow is an error."""
    if row.step:
        is_allowed, side = 0 <= price * row.step <= row.step_cost * scale, 0
    else:
        limit = row.upper if price > 0 else row.lower
        is_allowed, side = price == 0 or limit is not None, limit or 0
    if not is_allowed:
        raise ValueError(f"certificate: the price of row {row.key} has the wrong sign or is too high")
    return price * side


def _best(part: Part, demand: int, *, worth: FloatArray, paid: FloatArray) -> int:
    """Bound what one demand's plans are worth, in units (0: nothing pays)."""
    at = np.flatnonzero((part.demand == demand) & (np.maximum(part.low, 1) <= part.high))
    if len(at) == 0:
        return 0
    size = max(float(np.abs(worth[at]).max()), float(np.abs(paid[at]).max()), 1.0)
    found = milp(
        np.concatenate([-worth[at], paid[at]]) / size,
        integrality=np.ones(2 * len(at), dtype=np.int64),
        bounds=Bounds(0, np.concatenate([part.high[at], np.ones(len(at))])),
        constraints=_rules(part, demand, at),
        options={"mip_rel_gap": 0.0},
    )
    if found.status == INFEASIBLE:
        return 0
    bound = -float(found.mip_dual_bound or 0.0)
    return max(math.ceil((bound + ALLOWANCE * (1 + abs(bound))) * size), 0)


def _rules(part: Part, demand: int, at: IntArray) -> list[LinearConstraint]:
    eye, none, grams = np.eye(len(at)), np.zeros((1, len(at))), part.grams[at][np.newaxis]
    twins = (np.unique(part.twin[at])[:, np.newaxis] == part.twin[at]).astype(np.float64)
    one = np.ones((1, len(at)))
    rules = [
        LinearConstraint(np.hstack([grams, none]), part.least[demand], part.most[demand]),
        LinearConstraint(np.hstack([none, one]), 1, part.max_lots[demand]),
        LinearConstraint(np.hstack([0 * twins, twins]), -np.inf, 1),
        LinearConstraint(np.hstack([eye, -np.diag(part.high[at])]), -np.inf, 0),
        LinearConstraint(np.hstack([eye, -np.diag(np.maximum(part.low[at], 1))]), 0, np.inf),
    ]
    rules.extend(_rule(row, at) for row in part.rows if row.demand == demand and not row.step)
    return rules


def _rule(row: Row, at: IntArray) -> LinearConstraint:
    line, place = np.zeros((1, 2 * len(at))), {pair: where for where, pair in enumerate(at.tolist())}
    for pair, per_bag, per_contract in zip(row.pair.tolist(), row.per_bag, row.per_contract, strict=True):
        if pair in place:
            line[0, place[pair]] += per_bag
            line[0, len(at) + place[pair]] += per_contract
    lower, upper = (limit * np.inf if side is None else side for side, limit in ((row.lower, -1), (row.upper, 1)))
    return LinearConstraint(line, lower, upper)
