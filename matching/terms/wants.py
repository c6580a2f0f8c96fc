"""What is sought: demands for a taste, for a blend, or for certain lots together."""

import math
from dataclasses import dataclass, field

from matching.checks import check_all_are, check_distinct, check_numbers, check_text, check_whole, malformed
from matching.terms.offers import MOST_BAGS

WHOLE = 10_000


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
class Recipe:
    """What the blend of all that a demand takes must be, weighed by volume.

    `lower` and `upper` follow `Problem.attributes` (NaN: no limit; values count in hundredths). `cadmium_cap` is in
    µg/kg. Each lot used brings at least `least_share` (parts of 10,000) of the volume.
    """

    lower: tuple[float, ...] = ()
    upper: tuple[float, ...] = ()
    cadmium_cap: int | None = None
    least_share: int = 0

    def __post_init__(self) -> None:
        check_numbers("recipe.lower", self.lower, least=0, may_be_nan=True)
        check_numbers("recipe.upper", self.upper, least=0, may_be_nan=True)
        if len(self.lower) != len(self.upper):
            raise malformed("recipe", "lower and upper must have one length")
        for lower, upper in zip(self.lower, self.upper, strict=True):
            if lower > upper:
                raise malformed("recipe", f"the lower limit {lower} is above the upper limit {upper}")
        if self.cadmium_cap is not None:
            check_whole("recipe.cadmium_cap", self.cadmium_cap, least=0)
        check_whole("recipe.least_share", self.least_share, least=0, most=WHOLE)


@dataclass(frozen=True, slots=True)
class Piece:
    """Exactly so many bags of a lot, as part of a bundle."""

    lot: str
    bags: int

    def __post_init__(self) -> None:
        check_text("piece.lot", self.lot)
        check_whole("piece.bags", self.bags, least=1, most=MOST_BAGS)


@dataclass(frozen=True, slots=True)
class Demand:
    """What a maker seeks: nothing, or from `min_grams` to `max_grams` taken from at most `max_lots` lots.

    Each parcel weighs at least `min_parcel_grams` (0: no limit of its own). `ceiling` is the landed price limit in
    cents per tonne, `budget` the most (cents) that all of it may cost landed. With a `recipe` the taste of each lot
    does not matter, only that of the blend. A `bundle` is taken whole or not at all. Of all demands with one `choice`
    (not empty) at most one is served.
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
    recipe: Recipe | None = None
    budget: int | None = None
    choice: str = ""
    bundle: tuple[Piece, ...] = ()

    def __post_init__(self) -> None:
        check_text("demand.key", self.key)
        check_whole(f"demand {self.key}: max_grams", self.max_grams, least=1)
        check_whole(f"demand {self.key}: min_grams", self.min_grams, least=0, most=self.max_grams)
        check_whole(f"demand {self.key}: max_lots", self.max_lots, least=1)
        check_whole(f"demand {self.key}: ceiling", self.ceiling, least=0)
        check_whole(f"demand {self.key}: min_parcel_grams", self.min_parcel_grams, least=0)
        for name in ("maker", "destination", "choice"):
            check_text(f"demand {self.key}: {name}", getattr(self, name), may_be_empty=True)
        check_all_are(f"demand {self.key}: taste", (self.taste,), kind=Taste)
        if self.recipe is not None:
            check_all_are(f"demand {self.key}: recipe", (self.recipe,), kind=Recipe)
        if self.budget is not None:
            check_whole(f"demand {self.key}: budget", self.budget, least=0)
        check_all_are(f"demand {self.key}: bundle", self.bundle, kind=Piece)
        check_distinct(f"demand {self.key}: bundle", [piece.lot for piece in self.bundle])
