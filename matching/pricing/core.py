"""Prices in the core of a market without parcels: no lot and demand would rather trade with each other at others."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from matching.checks import malformed
from matching.fairness.exchange import Exchange
from matching.fairness.flows import Flows
from matching.pairs import IntArray

MIDDLE = Fraction(1, 2)


@dataclass(frozen=True, slots=True, eq=False)
class CorePrices:
    """The most valuable plan, and what a bag of each lot is paid above its ask, in cents.

    Every core price of a lot lies from `least` to `greatest`; `price` is the one chosen, `gain` what a bag then brings
    each demand. `value` is the plan's, and by duality Σ supply · price + Σ room · gain.
    """

    bags: IntArray
    value: int
    least: IntArray
    greatest: IntArray
    price: IntArray
    gain: IntArray


def core_prices(exchange: Exchange, *, share: Fraction = MIDDLE) -> CorePrices:
    """Price every lot inside the core, `share` of the way from the best for all makers to the best for all groups.

    Optimal duals are a lattice of whole numbers with a least and a greatest element, and a mixture of the two is
    optimal too. With q = -v they are u_i - q_j >= w_ij (equal where bags flow), u >= 0, q <= 0 (equal where bags
    remain): differences bounded by whole numbers, which rounding all of them down keeps.
    """
    if not 0 <= share <= 1:
        raise malformed("share", "a share from 0 to 1 is expected")
    flows = Flows(exchange)
    found = flows.most(exchange.value)
    least, greatest = flows.core()
    price = least + (greatest - least) * share.numerator // share.denominator
    gain = np.zeros(len(exchange.room), dtype=np.int64)
    np.maximum.at(gain, exchange.demand, exchange.value - price[exchange.lot])
    return CorePrices(found.bags, int(exchange.value @ found.bags), least, greatest, price, gain)


def blocking_pairs(exchange: Exchange, lot_gain: IntArray, *, demand_gain: IntArray, unit: int = 1) -> int:
    """Count the pairs whose bag is worth more than its lot and its demand have from their worst bag, over all pairs.

    Gains are whole numbers, `unit` of them a cent.
    """
    has = lot_gain[exchange.lot] + demand_gain[exchange.demand]
    return int((unit * exchange.value > has).sum())


def gains_by_halves(exchange: Exchange, bags: IntArray) -> tuple[IntArray, IntArray]:
    """Return what lots and demands have from their worst bag, in half cents, when every contract splits its value.

    Whoever has a bag left, or room for one, has nothing from it.
    """
    supply, room = exchange.left(bags)
    used = np.flatnonzero(bags)
    far = np.int64(2**61)
    lot_gain, demand_gain = np.where(supply > 0, 0, far), np.where(room > 0, 0, far)
    np.minimum.at(lot_gain, exchange.lot[used], exchange.value[used])
    np.minimum.at(demand_gain, exchange.demand[used], exchange.value[used])
    return lot_gain, demand_gain
