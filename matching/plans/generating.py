"""Column generation: prices ask every demand for better plans until none is left or the bound is close enough."""

from dataclasses import dataclass

import numpy as np

from matching.market import Part
from matching.pairs import IntArray
from matching.plans.coupling import Coupling, coupling_of
from matching.plans.master import Master, Relaxed
from matching.plans.pool import Plan, Pool
from matching.plans.prices import Prices, bound_of, entrance, left_of_pairs, no_prices, rounded
from matching.plans.pricing import Asked, Priced, Pricing, pricings_of

SMOOTH = 0.5
CLOSE = 2e-4
WANTED = 3


@dataclass(frozen=True, slots=True, eq=False)
class Proof:
    """Prices, the bound on every demand's plans at them (in units), and the bound on the whole part (in cents)."""

    prices: Prices
    best: IntArray
    bound: int


class Generation:
    """The plans, prices and bound of one part, improved round by round."""

    def __init__(self, part: Part) -> None:
        self.part, self.coupling = part, coupling_of(part)
        self.pricings = pricings_of(part)
        self.pool = Pool(part)
        self.master = Master(part, self.coupling)
        self.proof = self.price(no_prices(part, self.coupling), smooth=0.0)
        self.relaxed: Relaxed | None = None
        self.smooth = SMOOTH
        self.rounds = 0

    def price(self, prices: Prices, *, smooth: float) -> Proof:
        """Ask every demand for plans at these prices, add them to the pool, and return what this proves."""
        worth, paid = left_of_pairs(self.part, self.coupling, prices)
        best = entrance(self.part, self.coupling, prices)
        np.maximum.at(best, self.pool.demand, self.pool.worth(worth, paid))
        plans: list[Plan] = []
        for demand, pricing in enumerate(self.pricings):
            if pricing is not None:
                found = ask(pricing, worth, paid, floor=int(best[demand]), slack=prices.scale, want=WANTED)
                best[demand] = max(int(best[demand]), found.bound)
                plans.extend((demand, at, bags) for at, bags in found.plans)
        self.pool.add(plans)
        return Proof(prices=prices, best=best, bound=bound_of(self.part, self.coupling, prices, best))

    def improve(self) -> bool:
        """Solve the plans found so far, and price again; False once the bound has met them."""
        known = len(self.master.columns)
        if known < len(self.pool):
            self.master.add(self.pool, np.arange(known, len(self.pool)))
        relaxed = self.relaxed = self.master.solve()
        self.rounds += 1
        if self.proof.bound - relaxed.value <= CLOSE * abs(relaxed.value):
            return False
        duals = (relaxed.lot, relaxed.contract, relaxed.row, relaxed.choice)
        sharp = rounded(self.coupling, duals, scale=self.proof.prices.scale)
        asked = between(self.proof.prices, sharp, self.smooth)
        before = len(self.pool)
        proof = self.price(asked, smooth=self.smooth)
        if proof.bound < self.proof.bound:
            self.proof = proof
        elif len(self.pool) == before and self.smooth == 0.0:
            return False
        self.smooth = 0.0 if len(self.pool) == before else SMOOTH
        return True


def ask(pricing: Pricing, worth: IntArray, paid: IntArray, *, floor: int, slack: int, want: int) -> Priced:
    """Ask one demand for plans at what is left of its pairs."""
    at = pricing.at
    return pricing.best(
        Asked(
            worth=worth[at], paid=paid[at], low=pricing.low, high=pricing.high, floor=floor, slack=slack, want=want
        )
    )


def between(old: Prices, new: Prices, weight: float) -> Prices:
    """Return prices `weight` of the way from new ones back to old ones."""
    mixed = (
        np.rint(weight * before + (1 - weight) * after).astype(np.int64)
        for before, after in (
            (old.lot, new.lot),
            (old.contract, new.contract),
            (old.row, new.row),
            (old.choice, new.choice),
        )
    )
    return Prices(new.scale, *mixed)
