"""What is asked of the optimizer: lots, demands, and the pairs of them that may meet."""

import math
from dataclasses import dataclass, field

from matching.checks import (
    check_all_are,
    check_distinct,
    check_length,
    check_numbers,
    check_text,
    check_truth,
    check_whole,
    malformed,
)
from matching.pairs import Pairs

EXACT_BELOW = 2**53
MOST_BAGS = 10**7
HEAVIEST_BAG = 10**9
MOST_CONTRACTS = 10**6


@dataclass(frozen=True, slots=True)
class Lot:
    """Cacao on offer: `bags` bags of `bag_grams` each, sold in parcels of `min_bags` or more.

    At most `most_contracts` parcels are sold. `ask` is the asking price in cents per tonne on the FOB basis. `profile`
    follows `Problem.attributes`; NaN means "not measured".
    """

    key: str
    bags: int
    bag_grams: int
    min_bags: int
    ask: int
    group: str
    region: str
    women_led: bool = False
    profile: tuple[float, ...] = ()
    most_contracts: int = MOST_CONTRACTS

    def __post_init__(self) -> None:
        check_text("lot.key", self.key)
        check_whole(f"lot {self.key}: bags", self.bags, least=0, most=MOST_BAGS)
        check_whole(f"lot {self.key}: bag_grams", self.bag_grams, least=1, most=HEAVIEST_BAG)
        check_whole(f"lot {self.key}: min_bags", self.min_bags, least=1)
        check_whole(f"lot {self.key}: ask", self.ask, least=0)
        check_text(f"lot {self.key}: group", self.group, may_be_empty=True)
        check_text(f"lot {self.key}: region", self.region, may_be_empty=True)
        check_truth(f"lot {self.key}: women_led", self.women_led)
        check_numbers(f"lot {self.key}: profile", self.profile, least=0, may_be_nan=True)
        check_whole(f"lot {self.key}: most_contracts", self.most_contracts, least=1)


@dataclass(frozen=True, slots=True)
class Taste:
    """The flavour a demand seeks, along `Problem.attributes`: a target, weights, and the misses that count as 0.

    An attribute of weight 0 is not sought; its target may be NaN. An empty taste is met by every lot.
    """

    target: tuple[float, ...] = ()
    weights: tuple[float, ...] = ()
    tolerances: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        check_numbers("taste.weights", self.weights, least=0)
        check_numbers("taste.target", self.target, least=0, may_be_nan=True)
        check_numbers("taste.tolerances", self.tolerances, least=0)
        if not len(self.target) == len(self.weights) == len(self.tolerances):
            raise malformed("taste", "target, weights and tolerances must have one length")
        for target, weight, tolerance in zip(self.target, self.weights, self.tolerances, strict=True):
            if weight and math.isnan(target):
                raise malformed("taste.target", "an attribute with a weight needs a target")
            if weight and not tolerance:
                raise malformed("taste.tolerances", "an attribute with a weight needs a tolerance above 0")


@dataclass(frozen=True, slots=True)
class Demand:
    """What a maker seeks: nothing, or from `min_grams` to `max_grams` taken from at most `max_lots` lots.

    Each parcel weighs at least `min_parcel_grams` (0: no limit of its own). `ceiling` is the landed price limit in
    cents per tonne.
    """

    key: str
    maker: str
    min_grams: int
    max_grams: int
    max_lots: int
    ceiling: int
    min_parcel_grams: int = 0
    destination: str = ""
    taste: Taste = field(default_factory=Taste)

    def __post_init__(self) -> None:
        check_text("demand.key", self.key)
        check_text(f"demand {self.key}: maker", self.maker, may_be_empty=True)
        check_whole(f"demand {self.key}: max_grams", self.max_grams, least=1)
        check_whole(f"demand {self.key}: min_grams", self.min_grams, least=0, most=self.max_grams)
        check_whole(f"demand {self.key}: max_lots", self.max_lots, least=1)
        check_whole(f"demand {self.key}: ceiling", self.ceiling, least=0)
        check_whole(f"demand {self.key}: min_parcel_grams", self.min_parcel_grams, least=0)
        check_text(f"demand {self.key}: destination", self.destination, may_be_empty=True)
        check_all_are(f"demand {self.key}: taste", (self.taste,), kind=Taste)


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """A market to decide. Malformed input is a `ValueError` that names the argument; an unfillable market is not."""

    lots: tuple[Lot, ...]
    demands: tuple[Demand, ...]
    pairs: Pairs
    attributes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_all_are("lots", self.lots, kind=Lot)
        check_all_are("demands", self.demands, kind=Demand)
        check_all_are("pairs", (self.pairs,), kind=Pairs)
        check_all_are("attributes", self.attributes, kind=str)
        check_distinct("lots", [lot.key for lot in self.lots])
        check_distinct("demands", [demand.key for demand in self.demands])
        check_distinct("attributes", self.attributes)
        self._check_profiles()
        self._check_pairs()

    def _check_profiles(self) -> None:
        for lot in self.lots:
            check_length(f"lot {lot.key}: profile", lot.profile, length=len(self.attributes))
        for demand in self.demands:
            check_length(f"demand {demand.key}: taste", demand.taste.target, length=len(self.attributes))

    def _check_pairs(self) -> None:
        for name, array, size in (
            ("pairs.lot", self.pairs.lot, len(self.lots)),
            ("pairs.demand", self.pairs.demand, len(self.demands)),
        ):
            if len(array) and not 0 <= array.min() <= array.max() < size:
                raise malformed(name, f"positions must be from 0 to {size - 1}")
        check_distinct("pairs", list(zip(self.pairs.lot.tolist(), self.pairs.demand.tolist(), strict=True)))
        if (self.pairs.landed < 0).any():
            raise malformed("pairs.landed", "a price cannot be negative")
        dearest = int(abs(self.pairs.value).max(initial=0))
        if dearest * sum(lot.bags for lot in self.lots) >= EXACT_BELOW:
            raise malformed("pairs.value", "the market's total would pass 2**53 cents and could not be exact")
