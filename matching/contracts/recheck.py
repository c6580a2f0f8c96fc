"""Checking a certificate from first principles, in code of its own: plain arrays, nothing shared with the engine.

For any split of every parcel's worth between its demand and its lot, what the demands and the lots could each earn
alone, added up, is at least what any plan is worth: in a plan each owner has one choice it is allowed, and the shares
of every parcel add up to its worth. So a bound needs no trust in how the split was found.
"""

from collections.abc import Iterable

import numpy as np

from matching.contracts.certificate import Certificate
from matching.pairs import IntArray
from matching.parts.part import Part

CENT = 64
NEVER = -(1 << 60)
FINEST = 4_000
Item = tuple[IntArray, IntArray]


def recheck_bound(part: Part, certificate: Certificate) -> int:
    """Return the bound in whole cents that a certificate proves for a part."""
    worth = _shares(part, certificate)
    total = 0
    for demand, rows in enumerate(_grouped(part.demand, len(part.least))):
        most, least = int(part.most[demand]), int(part.least[demand])
        unit = _unit(part.grams[rows], most)
        items = [(np.arange(part.low[p], part.high[p] + 1) * part.grams[p] // unit, worth[p][0]) for p in rows]
        slack = 0 if _is_exact(part.grams[rows], unit) else min(int(part.max_lots[demand]), len(items))
        total += _best(
            items, most=int(part.max_lots[demand]), room=most // unit, least=max(0, -(-least // unit) - slack)
        )
    for lot, rows in enumerate(_grouped(part.lot, len(part.supply))):
        items = [(np.arange(part.low[p], part.high[p] + 1), worth[p][1]) for p in rows]
        total += _best(items, most=int(part.most_contracts[lot]), room=int(part.supply[lot]), least=0)
    return total // CENT


def _shares(part: Part, certificate: Certificate) -> list[Item]:
    """Return for every pair what its parcels bring the demand and the lot, in 64ths of a cent."""
    shares: list[Item] = []
    place = dict(zip(certificate.listed.tolist(), _starts(part, certificate.listed), strict=True))
    for p in range(len(part.pair)):
        bags = np.arange(part.low[p], part.high[p] + 1)
        whole = (part.value[p] * bags - part.fee[p]) * CENT
        start = place.get(p)
        to_lot = certificate.price[part.lot[p]] * bags
        to_demand = whole - to_lot if start is None else certificate.table[start : start + len(bags)]
        shares.append((to_demand, whole - to_demand))
    return shares


def _starts(part: Part, listed: IntArray) -> list[int]:
    width = part.high[listed] - part.low[listed] + 1
    starts: list[int] = (np.cumsum(width) - width).tolist()
    return starts


def _grouped(owner: IntArray, owners: int) -> Iterable[IntArray]:
    order = np.argsort(owner, kind="stable")
    return np.split(order, np.searchsorted(owner[order], np.arange(1, owners)))


def _unit(grams: IntArray, most: int) -> int:
    """Choose a unit of mass; parcels are rounded down to it, so no plan that is allowed is lost."""
    return max(1, int(np.gcd.reduce(grams)), most // FINEST)


def _is_exact(grams: IntArray, unit: int) -> bool:
    return bool((grams % unit == 0).all())


def _best(items: list[Item], *, most: int, room: int, least: int) -> int:
    """Return the best sum of at most one parcel from each of at most `most` items, of `least` to `room`, or 0."""
    useful = [(mass, worth) for mass, worth in items if least > 0 or (len(worth) and worth.max() > 0)]
    count = min(most, len(useful))
    best = np.full((count + 1, room + 1), NEVER)
    best[0, 0] = 0
    for mass, worth in useful:
        before = best.copy()
        for shift, gain in zip(mass.tolist(), worth.tolist(), strict=True):
            if shift <= room and (least > 0 or gain > 0):
                np.maximum(best[1:, shift:], before[:-1, : room + 1 - shift] + gain, out=best[1:, shift:])
    return max(0, int(best[:, least:].max(initial=0)))
