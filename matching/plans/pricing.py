"""The plans of one demand at given prices: the best of all that obey its own rules, and a bound on every one."""

from dataclasses import dataclass

import numpy as np

from matching.kernels import blends
from matching.kernels.plans import NONE, best_parcels
from matching.pairs import FloatArray, IntArray
from matching.parts.part import Part
from matching.parts.sides import Row
from matching.plans.coupling import is_shared
from matching.plans.program import best_program

MOST_CELLS = 4_096
MOST_SETS = 120_000


@dataclass(frozen=True, slots=True, eq=False)
class Recipe:
    """A demand's rules as matrix · bags + once <= limit over the pairs used (pairs x rows), its volume included."""

    matrix: IntArray
    once: IntArray
    limit: IntArray
    plain: int


Learnt = tuple[FloatArray, IntArray]


@dataclass(frozen=True, slots=True, eq=False)
class Priced:
    """A bound on every plan of a demand, in units (NONE: it has no plan), and plans found: positions and bags."""

    bound: int
    plans: tuple[tuple[IntArray, IntArray], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """What a demand's plans are priced at, for each pair: a bag's worth, the cost of use, and the parcel's limits.

    Only plans worth more than `floor` are wanted, `want` at most; a bound up to `slack` above the best will do.
    """

    worth: IntArray
    paid: IntArray
    low: IntArray
    high: IntArray
    floor: int
    slack: int
    want: int


class Pricing:
    """One demand's own rules, and the plans that obey them."""

    def __init__(self, part: Part, demand: int, *, at: IntArray, rows: list[Row]) -> None:
        self.at = at[np.argsort(part.twin[at], kind="stable")]
        self.grams, self.twin = part.grams[self.at], part.twin[self.at]
        self.least, self.most = int(part.least[demand]), int(part.most[demand])
        self.most_lots = int(min(part.max_lots[demand], len(np.unique(self.twin))))
        self.low, self.high = np.maximum(part.low[self.at], 1), part.high[self.at]
        self.recipe = _recipe(self, rows)
        self.unit = _unit(self)
        self.weights = np.zeros((2 * blends.CUTS, len(self.recipe.limit)))
        self.turns = np.zeros(2, dtype=np.int64)
        self.has_recipe = bool(rows)

    def best(self, asked: Asked) -> Priced:
        """Find the best plans at given prices; the bound holds for every plan within the parcels' limits."""
        if not self.has_recipe:
            return self._parcels(asked)
        is_blend = self.most_lots <= blends.MOST_LOTS
        return self._blend(asked) if is_blend else self._program(asked)

    @property
    def learnt(self) -> Learnt:
        """What earlier searches taught: weights of rows, and whose turn it is."""
        return self.weights, self.turns

    def learn(self, learnt: Learnt) -> None:
        """Take over what a search elsewhere taught."""
        self.weights, self.turns = learnt

    def accepts(self, place: IntArray, bags: IntArray) -> bool:
        """Check a plan, given as places among the demand's pairs, against every rule of the demand in whole numbers."""
        used = self.recipe.matrix[place] * bags[:, np.newaxis] + self.recipe.once[place]
        return bool(
            0 < len(place) <= self.most_lots
            and len(np.unique(self.twin[place])) == len(place)
            and (self.low[place] <= bags).all()
            and (bags <= self.high[place]).all()
            and (used.sum(axis=0) <= self.recipe.limit).all()
        )

    def _blend(self, asked: Asked) -> Priced:
        recipe = self.recipe
        bound, count, lots, bags = blends.best_blend(
            (recipe.matrix, recipe.once, recipe.limit),
            recipe.plain,
            (asked.low, asked.high),
            self.twin,
            self.most_lots,
            (asked.worth, asked.paid),
            self.weights,
            self.turns,
            (asked.floor, asked.slack, asked.want),
        )
        plans = []
        for chosen, taken in zip(lots[:count], bags[:count], strict=True):
            used = chosen >= 0
            plans.append((self.at[chosen[used]], taken[used]))
        return Priced(int(bound), tuple(plans))

    def _parcels(self, asked: Asked) -> Priced:
        unit = self.unit
        mass = self.grams // unit
        least = -(-self.least // unit)
        is_exact = not (self.grams % unit).any()
        if not is_exact:
            # Lots weigh a little less than they do, and the least is lowered as much: no plan is lost, some are gained.
            least = min((self.least * int(light) // int(grams)) for light, grams in zip(mass, self.grams, strict=True))
        value, bags = self._knapsack(asked, mass, least=least)
        if value == NONE:
            return Priced(NONE, ())
        found = self._plan(bags)
        if not is_exact and not self.accepts(np.flatnonzero(bags), bags[bags > 0]):
            _, bags = self._knapsack(asked, -(-self.grams // unit), least=-(-self.least // unit))
            is_sound = bool(bags.any()) and self.accepts(np.flatnonzero(bags), bags[bags > 0])
            found = self._plan(bags) if is_sound else ()
        return Priced(int(value), found)

    def _knapsack(self, asked: Asked, mass: IntArray, *, least: int) -> tuple[int, IntArray]:
        return best_parcels(
            asked.worth,
            asked.paid,
            mass,
            asked.low,
            asked.high,
            self.twin,
            least,
            self.most // self.unit,
            self.most_lots,
        )

    def _plan(self, bags: IntArray) -> tuple[tuple[IntArray, IntArray], ...]:
        used = np.flatnonzero(bags)
        return ((self.at[used], bags[used]),)

    def _program(self, asked: Asked) -> Priced:
        bound, bags = best_program(
            (self.recipe.matrix, self.recipe.once, self.recipe.limit),
            (asked.worth, asked.paid),
            box=(asked.low, asked.high),
            twin=self.twin,
            most_lots=self.most_lots,
        )
        if bags is None or not self.accepts(np.flatnonzero(bags), bags[bags > 0]):
            return Priced(bound, ())
        return Priced(bound, self._plan(bags))


def _recipe(pricing: Pricing, rows: list[Row]) -> Recipe:
    pairs, grams = len(pricing.at), pricing.grams
    matrix, once, limit = [grams, -grams], [np.zeros(pairs, dtype=np.int64)] * 2, [pricing.most, -pricing.least]
    for row in rows:
        per_bag, per_contract = (
            _placed(pricing.at, row.pair, row.per_bag),
            _placed(pricing.at, row.pair, row.per_contract),
        )
        for sign, side in ((1, row.upper), (-1, row.lower)):
            if side is not None:
                matrix.append(sign * per_bag)
                once.append(sign * per_contract)
                limit.append(sign * side)
    is_plain = [not each.any() for each in once]
    order = sorted(range(len(limit)), key=lambda row: not is_plain[row])
    return Recipe(
        matrix=np.ascontiguousarray(np.stack([matrix[row] for row in order], axis=1)),
        once=np.ascontiguousarray(np.stack([once[row] for row in order], axis=1)),
        limit=np.array([limit[row] for row in order], dtype=np.int64),
        plain=sum(is_plain),
    )


def _placed(at: IntArray, pair: IntArray, amounts: IntArray) -> IntArray:
    order = np.argsort(pair)
    found = np.minimum(np.searchsorted(pair, at, sorter=order), max(len(pair) - 1, 0))
    placed = np.zeros(len(at), dtype=np.int64)
    if len(pair):
        is_listed = pair[order[found]] == at
        placed[is_listed] = amounts[order[found]][is_listed]
    return placed


def _unit(pricing: Pricing) -> int:
    """Return the mass of a cell of the knapsack: the bags' common divisor, or more where that is too fine."""
    common = int(np.gcd.reduce(pricing.grams))
    coarse = min(-(-pricing.most // MOST_CELLS), int(pricing.grams.min()))
    return max(common, coarse)


def pricings_of(part: Part) -> list[Pricing | None]:
    """Prepare the pricing of every demand (None: it has no pairs)."""
    order = np.argsort(part.demand, kind="stable")
    ends = np.searchsorted(part.demand[order], np.arange(len(part.least) + 1))
    inner: dict[int, list[Row]] = {}
    for row in part.rows:
        if not is_shared(row):
            inner.setdefault(row.demand, []).append(row)
    return [
        Pricing(part, demand, at=order[ends[demand] : ends[demand + 1]], rows=inner.get(demand, []))
        if ends[demand] < ends[demand + 1]
        else None
        for demand in range(len(part.least))
    ]
