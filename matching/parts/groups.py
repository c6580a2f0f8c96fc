"""The producer groups of a part, among which a plan may be fair: their pairs, what they offer, what they would gain."""

import math
from dataclasses import dataclass

import numpy as np

from matching.pairs import IntArray
from matching.parts.market import Market
from matching.parts.part import Part

SCALE = 10_000
"""A share of 1, and what a group must gain (cents) for its worth in the balance to rise to log 2."""
MILLIONTHS = 10**6


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """One producer group in a part: positions of its pairs, and the grams it offers in lots that somebody may take."""

    key: str
    pair: IntArray
    grams: int


def groups_of(market: Market, part: Part) -> tuple[Group, ...]:
    """List the groups of which at least one lot may be sold, by name."""
    lots = market.problem.lots
    names = np.array([lots[lot].group for lot in market.at.lot[part.pair].tolist()], dtype=object)
    found = []
    for name in sorted(set(names.tolist())):
        pair = np.flatnonzero(names == name)
        places, first = np.unique(part.lot[pair], return_index=True)
        found.append(Group(name, pair, int(part.supply[places] @ part.grams[pair[first]])))
    return tuple(found)


def smallest_share(part: Part, groups: tuple[Group, ...], *, bags: IntArray) -> int:
    """Return the smallest share of its offer that any group sells, in whole parts of 10,000, rounded down."""
    return min((SCALE * int(part.grams[each.pair] @ bags[each.pair]) // each.grams for each in groups), default=SCALE)


def balance(part: Part, groups: tuple[Group, ...], *, bags: IntArray) -> int:
    """Return the sum over groups of log(1 + gains / 100 USD), in millionths; losses count as no gains."""
    worth = part.value * bags - part.fee * (bags > 0)
    gains = [max(0, int(worth[group.pair].sum())) for group in groups]
    return round(MILLIONTHS * math.fsum(math.log1p(gain / SCALE) for gain in gains))
