"""The prices of a market: the core of each lot, and who would rather trade with each other at given prices."""

from matching.kernels.transport_prices import ENDLESS, slack_of_prices
from matching.pairs import IntArray
from matching.transport.basis import Basis
from matching.transport.columns import Columns
from matching.transport.state import TransportState


def core_prices(state: TransportState) -> tuple[IntArray, IntArray]:
    """Return the least and the greatest price of each lot, in cents a bag beyond its ask, that optimal prices have.

    Any mixture of the two lists, the same for all lots, is in the core too. The market must be held to no floor. A lot
    without bags has no greatest price: both are the least at which nobody wants it.
    """
    return core_of(state.basis, state.pairs)


def core_of(basis: Basis, pairs: Columns) -> tuple[IntArray, IntArray]:
    """Return the least and the greatest optimal prices of lots over all pairs given."""
    lots = len(basis.supply)
    parts = pairs.start, pairs.lot, pairs.value, *pairs.by_lot(lots), basis.tree, basis.price
    fall, rise = (slack_of_prices(*parts, direction)[:lots] for direction in (-1, 1))
    price = basis.lot_prices
    least = price - fall
    greatest = least.copy()
    held = rise < ENDLESS
    greatest[held] = price[held] + rise[held]
    return least, greatest


def blocking_pairs(pairs: Columns, lot_prices: IntArray, *, demand_gains: IntArray) -> int:
    """Count the pairs that gain more by a bag between them than the price of the lot and the gain of the demand say."""
    gains = pairs.value - lot_prices[pairs.lot] - demand_gains[pairs.demand]
    return int((gains > 0).sum())
