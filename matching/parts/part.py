"""A piece of the market as every engine sees it: columns of pairs, lots and demands, and rules that reach further."""

from dataclasses import dataclass, replace

import numpy as np

from matching.pairs import BoolArray, IntArray
from matching.parts.sides import Row

PAIR_COLUMNS = ("pair", "lot", "demand", "value", "fee", "grams", "low", "high", "luck", "twin")


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Lots and demands that trade with nobody else; columns run over pairs, over its lots, or over its demands.

    `pair` says where each pair stands in the market. `low` and `high` bound a parcel in bags, if there is one. `fee`
    (cents) is paid once for each pair used; of the pairs with one `twin` at most one is used (they are the price tiers
    of one meeting). `luck` is the pair's weight in the tie rule. A lot is split over at most `most_contracts` pairs and
    costs `opening` cents once any of it is sold. `rows` and `choices` are rules that reach further (`parts.sides`).
    """

    pair: IntArray
    lot: IntArray
    demand: IntArray
    value: IntArray
    fee: IntArray
    grams: IntArray
    low: IntArray
    high: IntArray
    luck: IntArray
    twin: IntArray
    supply: IntArray
    most_contracts: IntArray
    opening: IntArray
    least: IntArray
    most: IntArray
    max_lots: IntArray
    rows: tuple[Row, ...] = ()
    choices: tuple[IntArray, ...] = ()


def kept(part: Part, is_kept: BoolArray) -> Part:
    """Keep some pairs of a part; its lots, demands and rules stay."""
    columns = {name: getattr(part, name)[is_kept] for name in PAIR_COLUMNS}
    rows = tuple(restricted(row, np.where(is_kept, np.cumsum(is_kept) - 1, -1)) for row in part.rows)
    return replace(part, rows=rows, **columns)


def restricted(row: Row, place: IntArray) -> Row:
    """Write a row over the pairs that remain: `place` gives each pair's new position, or -1 when it is gone."""
    remains = place[row.pair] >= 0
    return replace(
        row,
        pair=place[row.pair][remains],
        per_bag=row.per_bag[remains],
        per_contract=row.per_contract[remains],
    )


def trimmed(part: Part) -> Part:
    """Raise each parcel's lower limit to what the demand's minimum forces, and drop the pairs this makes impossible.

    A demand's other lots bring at most the sum of its `max_lots - 1` heaviest other parcels; the rest must come from
    this one.
    """
    order = np.argsort(part.demand, kind="stable")
    ends = np.searchsorted(part.demand[order], np.arange(len(part.least) + 1))
    low = part.low.copy()
    for demand in np.flatnonzero((ends[1:] > ends[:-1]) & (part.least > 0)).tolist():
        rows = order[ends[demand] : ends[demand + 1]]
        forced = int(part.least[demand]) - _others(part.high[rows] * part.grams[rows], int(part.max_lots[demand]))
        low[rows] = np.maximum(low[rows], -(-forced // part.grams[rows]))
    return kept(replace(part, low=low), low <= part.high)


def _others(mass: IntArray, most: int) -> IntArray:
    """Return what the heaviest `most - 1` other parcels weigh, for each parcel."""
    rank = np.argsort(-mass, kind="stable")
    others = np.empty(len(mass), dtype=np.int64)
    others[rank[: most - 1]] = mass[rank[:most]].sum() - mass[rank[: most - 1]]
    others[rank[most - 1 :]] = mass[rank[: most - 1]].sum()
    return others
