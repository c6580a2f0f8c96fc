"""What is asked of the optimizer: lots, demands, the pairs of them that may meet, and what reaches over several."""

from collections.abc import Iterator
from dataclasses import dataclass

from matching.checks import check_all_are, check_distinct, check_length, malformed
from matching.pairs import Pairs
from matching.terms.agreements import Lane, MakerCap, Settled
from matching.terms.offers import Lot, Tier
from matching.terms.wants import Demand, Piece, Recipe, Taste

__all__ = ["Demand", "Lane", "Lot", "MakerCap", "Piece", "Problem", "Recipe", "Settled", "Taste", "Tier"]

EXACT_BELOW = 2**53
DEAREST = 10**9


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """A market to decide. Malformed input is a `ValueError` that names the argument; an unfillable market is not."""

    lots: tuple[Lot, ...]
    demands: tuple[Demand, ...]
    pairs: Pairs
    attributes: tuple[str, ...] = ()
    caps: tuple[MakerCap, ...] = ()
    lanes: tuple[Lane, ...] = ()
    settled: tuple[Settled, ...] = ()

    def __post_init__(self) -> None:
        check_all_are("lots", self.lots, kind=Lot)
        check_all_are("demands", self.demands, kind=Demand)
        check_all_are("pairs", (self.pairs,), kind=Pairs)
        check_all_are("attributes", self.attributes, kind=str)
        check_all_are("caps", self.caps, kind=MakerCap)
        check_all_are("lanes", self.lanes, kind=Lane)
        check_all_are("settled", self.settled, kind=Settled)
        check_distinct("lots", [lot.key for lot in self.lots])
        check_distinct("demands", [demand.key for demand in self.demands])
        check_distinct("attributes", self.attributes)
        check_distinct("caps", [cap.key for cap in self.caps])
        check_distinct("lanes", [(lane.origin, lane.destination) for lane in self.lanes])
        check_distinct("settled", [(each.lot, each.demand) for each in self.settled])
        self._check_profiles()
        self._check_pairs()
        self._check_names()

    def _check_profiles(self) -> None:
        for lot in self.lots:
            check_length(f"lot {lot.key}: profile", lot.profile, length=len(self.attributes))
        for demand in self.demands:
            check_length(f"demand {demand.key}: taste", demand.taste.target, length=len(self.attributes))
            if demand.recipe is not None:
                check_length(f"demand {demand.key}: recipe", demand.recipe.lower, length=len(self.attributes))

    def _check_pairs(self) -> None:
        for name, array, size in (
            ("pairs.lot", self.pairs.lot, len(self.lots)),
            ("pairs.demand", self.pairs.demand, len(self.demands)),
        ):
            if len(array) and not 0 <= array.min() <= array.max() < size:
                raise malformed(name, f"positions must be from 0 to {size - 1}")
        check_distinct("pairs", list(zip(self.pairs.lot.tolist(), self.pairs.demand.tolist(), strict=True)))
        if not ((self.pairs.landed >= 0) & (self.pairs.landed <= DEAREST)).all():
            raise malformed("pairs.landed", f"a price must be from 0 to {DEAREST} cents per tonne")
        dearest = int(abs(self.pairs.value).max(initial=0)) + max(map(_largest_discount, self.lots), default=0)
        if dearest * sum(lot.bags for lot in self.lots) >= EXACT_BELOW:
            raise malformed("pairs.value", "the market's total would pass 2**53 cents and could not be exact")

    def _check_names(self) -> None:
        lots, demands = {lot.key for lot in self.lots}, {demand.key for demand in self.demands}
        for where, key in self._lots_named():
            if key not in lots:
                raise malformed(where, f"{key!r} is not a lot")
        for where, key in self._demands_named():
            if key not in demands:
                raise malformed(where, f"{key!r} is not a demand")
        bundles = {demand.key for demand in self.demands if demand.bundle}
        for cap in self.caps:
            if cap.while_served and cap.while_served not in bundles:
                raise malformed(f"cap {cap.key}: while_served", f"{cap.while_served!r} is not a bundle")

    def _lots_named(self) -> Iterator[tuple[str, str]]:
        yield from ((f"demand {demand.key}: bundle", piece.lot) for demand in self.demands for piece in demand.bundle)
        yield from (("settled", each.lot) for each in self.settled)

    def _demands_named(self) -> Iterator[tuple[str, str]]:
        yield from ((f"cap {cap.key}: demands", key) for cap in self.caps for key in cap.demands)
        yield from (("settled", each.demand) for each in self.settled)


def _largest_discount(lot: Lot) -> int:
    """Return what the best tier adds to the value of one bag at most, in cents."""
    return lot.tiers[-1].discount * lot.bag_grams // 10**6 + 1 if lot.tiers else 0
