"""What a reader may ask of the demands of makers, and in which order to see them."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from marketplace.domain.demands import DemandState
from marketplace.domain.ids import DemandId


class DemandSort(StrEnum):
    """An order of the list."""

    NEWEST = "-opened"
    SOONEST = "delivery"
    LARGEST = "-volume"


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandFilters:
    """The wishes of a reader; None or empty wishes nothing.

    `kilograms` is what the reader has to sell at most; `fits` asks that one of the reader's own lots fits, and `only`
    names the demands for which that is so.
    """

    states: tuple[DemandState, ...] = ()
    destination: str | None = None
    flavour: str | None = None
    kilograms: Decimal | None = None
    maker: str | None = None
    fits: bool = False
    only: frozenset[DemandId] | None = None
