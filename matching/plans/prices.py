"""Prices in whole units, what they leave of every pair's value, and the bound they prove."""

from dataclasses import dataclass

import numpy as np

from matching.pairs import FloatArray, IntArray
from matching.parts.part import Part
from matching.plans.coupling import FAR, Coupling

FINEST = 2**20
ROOM = 2**58


@dataclass(frozen=True, slots=True, eq=False)
class Prices:
    """What a bag of a lot, a contract of a lot, a unit of a row and a place in a choice cost, in 1/scale cents.

    Prices of lots, contracts and choices are 0 or more; a row's price has the sign its limits allow.
    """

    scale: int
    lot: IntArray
    contract: IntArray
    row: IntArray
    choice: IntArray


def scale_of(part: Part) -> int:
    """Return how many units a cent has: as many as exact sums over the largest plan leave room for."""
    bags = int(part.high.max(initial=1)) * (int(part.max_lots.max(initial=1)) + 1)
    cents = int(np.abs(part.value).max(initial=1)) * bags + int(part.fee.max(initial=0))
    scale = FINEST
    while scale > 1 and scale * cents * 16 > ROOM:
        scale //= 2
    return scale


def no_prices(part: Part, coupling: Coupling) -> Prices:
    """Return prices of zero."""
    lots, rows = len(part.supply), len(coupling.keys)
    zeros = (np.zeros(size, dtype=np.int64) for size in (lots, lots, rows, len(part.choices)))
    return Prices(scale_of(part), *zeros)


def rounded(coupling: Coupling, duals: tuple[FloatArray, ...], *, scale: int) -> Prices:
    """Round prices in cents (lot, contract, row, choice) to whole units of the right sign."""
    lot, contract, row, choice = (np.rint(each * scale).astype(np.int64) for each in duals)
    low = np.where(coupling.lower > -FAR, -FAR, 0)
    high = np.where(coupling.upper < FAR, FAR, 0)
    high = np.where(coupling.step > 0, coupling.step_cost * scale // np.maximum(coupling.step, 1), high)
    return Prices(
        scale=scale,
        lot=np.maximum(lot, 0),
        contract=np.maximum(contract, 0),
        row=np.clip(row, low, high),
        choice=np.maximum(choice, 0),
    )


def left_of_pairs(part: Part, coupling: Coupling, *, prices: Prices) -> tuple[IntArray, IntArray]:
    """Return what a bag of each pair is still worth, and what using the pair costs, in units, once prices are paid."""
    worth = part.value * prices.scale - prices.lot[part.lot]
    paid = part.fee * prices.scale + prices.contract[part.lot]
    np.subtract.at(worth, coupling.pair, prices.row[coupling.row] * coupling.per_bag)
    np.add.at(paid, coupling.pair, prices.row[coupling.row] * coupling.per_contract)
    return worth, paid


def entrance(part: Part, coupling: Coupling, *, prices: Prices) -> IntArray:
    """Return what each demand pays to be served at all: the prices of the choices it belongs to."""
    paid = np.zeros(len(part.least), dtype=np.int64)
    np.add.at(paid, coupling.demand, prices.choice[coupling.choice])
    return paid


def bound_of(part: Part, coupling: Coupling, *, prices: Prices, best: IntArray) -> int:
    """Return a bound in whole cents on every plan of the part (weak duality, in exact integers).

    `best` bounds what each demand's plans are worth once all prices but its entrance are paid.
    """
    lots = prices.lot.astype(object) * part.supply + prices.contract.astype(object) * part.most_contracts
    total = int(sum(np.maximum(lots - part.opening.astype(object) * prices.scale, 0).tolist()))
    sides = np.where(prices.row > 0, coupling.upper, np.where(prices.row < 0, coupling.lower, 0))
    total += sum(price * side for price, side in zip(prices.row.tolist(), sides.tolist(), strict=True))
    total += sum(prices.choice.tolist())
    total += sum(np.maximum(best - entrance(part, coupling, prices=prices), 0).tolist())
    return int(total // prices.scale)
