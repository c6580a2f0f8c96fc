"""A market kept warm: a change of asks, of volumes or of a policy is answered from where the last answer stood."""

from dataclasses import dataclass, replace
from math import gcd
from typing import cast

import numpy as np

from matching.catalogues.catalogue import Catalogue
from matching.checks import malformed
from matching.kernels.pricing_lots import BARRED, revalue
from matching.pairs import IntArray
from matching.transport.basis import lines_of
from matching.transport.generation import complete, solve_columns
from matching.transport.sieve import Sieve, bags_sought

ANY = -(2**60)
FIRST_STEP = 64
WIDER = 4
DEAREST = 2**31
Premium = tuple[int, int]


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What the market does: bags of the pairs used, their value and a bound over all pairs, in whole cents.

    `premium` is what a bag more of a floor costs (cents, as numerator and denominator), `missing` the bags of the
    floor that no plan can place: value and bound then hold for the floor that can be kept.
    """

    lot: IntArray
    demand: IntArray
    bags: IntArray
    value: int
    bound: int
    premium: Premium = (0, 1)
    missing: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class _Point:
    """The best bags at a premium for the favoured lots: their plain value and the favoured bags sold."""

    premium: Premium
    used: IntArray
    value: int
    favoured: int

    def worth(self, premium: Premium) -> int:
        """What its bags are worth at a premium, times the denominator."""
        return premium[1] * self.value + premium[0] * self.favoured


class TransportState:
    """A market of one bag weight with every pair that may meet, its bags and its prices.

    Every change is answered at once, exactly, and with a bound over all pairs.
    """

    def __init__(self, catalogue: Catalogue, *, workers: int = 1) -> None:
        sieve = Sieve(catalogue, workers=workers)
        columns = sieve.listed(above=ANY)
        columns.value[columns.value <= 0] = BARRED
        self._sieve, self._favoured = sieve, catalogue.offered.is_women_led.astype(np.int64)
        self._places = np.argsort(sieve.layout.lots), np.argsort(sieve.layout.demands)
        self._premium: Premium = (0, 1)
        self._aim: Premium = (0, 1)
        self._floor, self._here = 0, cast("_Point | None", None)
        self.pairs = columns
        self.basis = solve_columns(columns, catalogue.offered.bags, need=bags_sought(catalogue))
        self._all_by_lot = columns.by_lot(len(catalogue.offered))

    def answer(self) -> Answer:
        """Return what the market does now."""
        if self._floor > 0:
            return self._kept_floor(self._floor)
        point = self._at((0, 1))
        lines, bound = lines_of(point.used), self._bound(point, 0)
        return Answer(*lines, value=point.value, bound=bound)

    def change_asks(self, lots: IntArray, asks: IntArray) -> Answer:
        """Set the asks (cents per tonne) of some lots."""
        sieve = self._sieve
        sieve.lots.ask[self._places[0][lots]] = asks
        for columns, its in ((self.pairs, self._all_by_lot), (self.basis.columns, self.basis.by_lot)):
            places = *self._places, *its
            revalue(sieve.lots, sieve.demands, sieve.terms, lots, *places, columns.value)
        self.basis.follow_values()
        self._here = None
        return self.answer()

    def change_supplies(self, lots: IntArray, bags: IntArray) -> Answer:
        """Set the bags of some lots, 0 or more."""
        if (bags < 0).any():
            raise malformed("bags", "a lot has 0 bags or more")
        self.basis.supply_lots(lots, bags)
        self._here = None
        return self.answer()

    def withdraw(self, lot: int) -> Answer:
        """Take a lot off the market."""
        return self.change_supplies(np.array([lot]), np.array([0]))

    def hold_floor(self, bags: int) -> Answer:
        """Have women-led groups sell at least so many bags; 0 lifts the floor."""
        self._floor = bags
        return self.answer()

    def _kept_floor(self, floor: int) -> Answer:
        """Find the premium at which the floor is just kept: where the lines of the points on both sides meet."""
        low, high = self._bracket(floor)
        if high.favoured < floor:
            return replace(self._kept_floor(high.favoured), missing=floor - high.favoured)
        proof = high
        while low.favoured < floor < high.favoured:
            over, under = low.value - high.value, high.favoured - low.favoured
            common = gcd(over, under)
            proof = self._at((over // common, under // common))
            if proof.worth(proof.premium) == low.worth(proof.premium):
                break
            low, high = (low, proof) if proof.favoured >= floor else (proof, high)
        self._premium = proof.premium
        lines, bound = lines_of(high.used), self._bound(proof, floor)
        return Answer(*lines, value=high.value, bound=bound, premium=proof.premium)

    def _bracket(self, floor: int) -> tuple[_Point, _Point]:
        """Return points below and above the floor, from the last premium outwards; one twice if all are on a side."""
        premium, step = self._premium[0] // self._premium[1], FIRST_STEP
        point = self._at((premium, 1))
        is_above = point.favoured >= floor
        while premium != (0 if is_above else DEAREST):
            premium = max(0, premium - step) if is_above else min(DEAREST, premium + step)
            other = self._at((premium, 1))
            if (other.favoured >= floor) != is_above:
                return (other, point) if is_above else (point, other)
            point, step = other, WIDER * step
        return point, point

    def _at(self, premium: Premium) -> _Point:
        if self._here is not None and self._here.premium == premium:
            return self._here
        basis = self.basis
        if premium != self._aim:
            self._aim = premium
            basis.aim(scale=premium[1], keep=-premium[0] * self._favoured)
        complete(basis, self.pairs)
        used = basis.used()
        value = int(basis.columns.value[used[:, 0]] @ used[:, 3])
        self._here = _Point(premium, used, value, favoured=int(self._favoured[used[:, 1]] @ used[:, 3]))
        return self._here

    def _bound(self, point: _Point, floor: int) -> int:
        """Return what the prices at a point prove for plans that keep the floor, for no pair of all gains there."""
        self._at(point.premium)
        kept = int(self._favoured @ self.basis.supply) - floor
        return (self.basis.worth + point.premium[0] * kept) // point.premium[1]
