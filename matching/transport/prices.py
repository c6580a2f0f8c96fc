"""The prices of a market: the core of each lot, and who would rather trade with each other at given prices."""

import numpy as np

from matching.kernels.transport_columns import least_prices
from matching.kernels.transport_prices import ENDLESS, slack_of_prices
from matching.pairs import IntArray
from matching.transport.basis import Basis
from matching.transport.columns import Columns
from matching.transport.state import TransportState


def core_prices(state: TransportState) -> tuple[IntArray, IntArray]:
    """Return the least and the greatest price of each lot, in cents a bag beyond its ask, that optimal prices have.

    Any mixture of the two lists, the same for all lots, is in the core too. The market must be held to no floor. A lot
    without bags has the least price at which nobody wants it, while those of the others are least or greatest.
    """
    return core_of(state.basis, state.pairs)


def core_of(basis: Basis, pairs: Columns) -> tuple[IntArray, IntArray]:
    """Return the least and the greatest optimal prices of lots over all pairs given."""
    lots, price = len(basis.supply), basis.price[:-1]
    parts = pairs.start, pairs.lot, pairs.value, *pairs.by_lot(lots), basis.tree, basis.price
    fall, rise = (slack_of_prices(*parts, direction)[:-1] for direction in (-1, 1))
    held = rise[:lots] < ENDLESS
    wanted = np.zeros(lots, dtype=np.int64)
    least_prices(pairs.start, pairs.lot, pairs.value, -(price + rise)[lots:], wanted)
    greatest = np.where(held, price[:lots] + np.where(held, rise[:lots], 0), wanted)
    return price[:lots] - fall[:lots], greatest


def blocking_pairs(pairs: Columns, lot_prices: IntArray, *, demand_gains: IntArray) -> int:
    """Count the pairs that gain more by a bag between them than the price of the lot and the gain of the demand say."""
    gains = pairs.value - lot_prices[pairs.lot] - demand_gains[pairs.demand]
    return int((gains > 0).sum())
