"""What a floor under the share of some lots costs, at every height: exact values, exact shadow prices."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from matching.checks import malformed
from matching.fairness.exchange import Exchange
from matching.fairness.flows import Flows
from matching.pairs import BoolArray, FloatArray, IntArray

STEPS = 1_000


@dataclass(frozen=True, slots=True, eq=False)
class Corner:
    """A plan of whole bags: its value in cents, the bags it sells of the lots meant and of all, and the pairs used."""

    value: int
    meant: int
    sold: int
    used: IntArray
    bags: IntArray

    def above(self, floor: Fraction) -> int:
        """Return how far the bags meant are above a floor, times the floor's denominator."""
        return floor.denominator * self.meant - floor.numerator * self.sold

    def worth(self, floor: Fraction, m: Fraction) -> int:
        """Return the plan's value and m for each unit above a floor, times the denominator of m."""
        return m.denominator * self.value + m.numerator * self.above(floor)


@dataclass(frozen=True, slots=True, eq=False)
class Point:
    """The best plan under one floor: a mixture of two corners, `weight` of the first and the rest of the second.

    `value` and `bound` are cents, `price` is what the last bag of the floor costs (cents a bag). Value and bound are
    the same unless multipliers had to be rounded to fit into 64 bits.
    """

    floor: Fraction
    value: Fraction
    bound: Fraction
    price: Fraction
    corners: tuple[Corner, Corner]
    weight: Fraction

    def bags(self, exchange: Exchange) -> FloatArray:
        """Return the bags of each pair, whole only where both corners agree or one is alone."""
        found = np.zeros(len(exchange.lot))
        for corner, weight in zip(self.corners, (self.weight, 1 - self.weight), strict=True):
            found[corner.used] += float(weight) * corner.bags
        return found


class FloorCurve:
    """The best value of an exchange when the lots meant must make up a share of all bags sold."""

    def __init__(self, exchange: Exchange, is_meant: BoolArray) -> None:
        self._exchange, self._is_meant = exchange, is_meant[exchange.lot].astype(np.int64)
        self._flows = Flows(exchange)
        self.efficient = self._corner(exchange.value)[0]
        others_out = np.where(self._is_meant > 0, exchange.value, -1)
        self._corners = [self.efficient, self._corner(others_out)[0]]

    def points(self, floors: Sequence[Fraction]) -> tuple[Point, ...]:
        """Return the best plan under each floor; raises `ValueError` for a floor below 0 or above 1."""
        return tuple(self._point(floor) for floor in floors)

    def evenly(self, count: int, *, highest: Fraction = Fraction(1)) -> tuple[Point, ...]:
        """Return `count` points from the efficient plan's own share up to `highest`, in thousandths."""
        lowest = Fraction(self.efficient.meant, max(self.efficient.sold, 1))
        heights = [lowest + (highest - lowest) * at / max(count - 1, 1) for at in range(count)]
        return self.points([Fraction(int(height * STEPS), STEPS) for height in heights])

    def _point(self, floor: Fraction) -> Point:
        """Look for the multiplier m of `above(floor) >= 0` at which a corner on each side is worth most.

        max over plans of value + m above is a bound for every m >= 0; where a corner on each side of the row attains
        it, so does their mixture on the row.
        """
        if not 0 <= floor <= 1:
            raise malformed("floor", "a share from 0 to 1 is expected")
        over, under = self._corners[1], self.efficient
        if under.above(floor) >= 0:
            return Point(floor, Fraction(under.value), Fraction(under.value), Fraction(0), (under, under), Fraction(1))
        bound = Fraction(under.value)
        while True:
            m = Fraction(under.value - over.value, over.above(floor) - under.above(floor))
            best = self._best_known(floor, m)
            if best.worth(floor, m) <= over.worth(floor, m):
                best, bound = self._ask(floor, m)
                if best.worth(floor, m) <= over.worth(floor, m):
                    break
            over, under = (best, under) if best.above(floor) >= 0 else (over, best)
        weight = Fraction(-under.above(floor), over.above(floor) - under.above(floor))
        value = weight * over.value + (1 - weight) * under.value
        return Point(floor, value, bound, m * floor.denominator, (over, under), weight)

    def _best_known(self, floor: Fraction, m: Fraction) -> Corner:
        return max(self._corners, key=lambda corner: corner.worth(floor, m))

    def _ask(self, floor: Fraction, m: Fraction) -> tuple[Corner, Fraction]:
        """Ask for the corner that is best near m, and a bound of the value on the row."""
        near = self._fitting(floor, m)
        above = floor.denominator * self._is_meant - floor.numerator
        asked, bound = self._corner(near.denominator * self._exchange.value + near.numerator * above)
        self._corners.append(asked)
        return asked, Fraction(bound, near.denominator)

    def _fitting(self, floor: Fraction, m: Fraction) -> Fraction:
        """Round a multiplier, if need be, so that all worths at it fit into 64 bits."""
        one = int(self._exchange.value.max()) + floor.denominator * (int(m) + 1)
        return m.limit_denominator(max(self._flows.widest // one, 1))

    def _corner(self, worth: IntArray) -> tuple[Corner, int]:
        vertex = self._flows.most(worth)
        used = np.flatnonzero(vertex.bags)
        bags = vertex.bags[used]
        value, meant = int(self._exchange.value[used] @ bags), int(self._is_meant[used] @ bags)
        return Corner(value, meant, int(bags.sum()), used, bags), vertex.bound
