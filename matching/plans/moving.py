"""Plans and prices carried from a whole into a piece of it, and back."""

from collections.abc import Iterator

import numpy as np

from matching.pairs import IntArray
from matching.plans.pieces import Piece
from matching.plans.pool import Plan, Pool
from matching.plans.prices import Prices


def fitting(whole: Piece, piece: Piece, *, pool: Pool) -> Iterator[Plan]:
    """Yield the known plans of a whole that fit into a piece of it."""
    pairs, demands = len(whole.part.pair), len(whole.part.least)
    place, room, own = np.full(pairs, -1), np.zeros(pairs, dtype=np.int64), np.full(demands, -1)
    place[piece.pairs] = np.arange(len(piece.pairs))
    room[piece.pairs] = piece.part.high
    is_open = np.array([each is not None for each in piece.pricings], dtype=bool)
    own[piece.demands[is_open]] = np.flatnonzero(is_open)
    fits = np.logical_and.reduceat(pool.bags <= room[pool.at], pool.start[:-1])
    for column in np.flatnonzero(fits & (own[pool.demand] >= 0)).tolist():
        at, bags = pool.plan(column)
        yield int(own[pool.demand[column]]), place[at], bags


def lifted(piece: Piece, pool: Pool, *, columns: IntArray) -> Iterator[Plan]:
    """Yield plans of a piece as plans of the whole."""
    for column in columns.tolist():
        at, bags = pool.plan(column)
        yield int(piece.demands[pool.demand[column]]), piece.pairs[at], bags


def prices_in(piece: Piece, prices: Prices) -> Prices:
    """Return a whole's prices for what a piece shares with it; its choices start without a price."""
    choices = np.zeros(len(piece.part.choices), dtype=np.int64)
    return Prices(prices.scale, prices.lot[piece.lots], prices.contract[piece.lots], prices.row[piece.rows], choices)
