"""What a reader may ask of the lots on offer, and in which order to see them."""

from dataclasses import dataclass, fields, replace
from decimal import Decimal
from enum import StrEnum

from marketplace.domain.certificates import Scheme
from marketplace.domain.lots import SaleStage


class LotSort(StrEnum):
    """An order of the list; a leading minus means falling."""

    NEWEST = "-published"
    CHEAPEST = "price"
    BEST = "-quality"
    LEAST_CADMIUM = "cadmium"


@dataclass(frozen=True, slots=True, kw_only=True)
class LotFilters:
    """The wishes of a reader; None or empty wishes nothing. Prices are USD/t, cadmium mg/kg, moisture percent.

    Of `region`, `variety` and `stage` one of those named suffices; `certificate` asks for all of them. `flavour` is
    an attribute that must reach `flavour_min` of 10.
    """

    q: str | None = None
    region: tuple[str, ...] = ()
    variety: tuple[str, ...] = ()
    certificate: tuple[Scheme, ...] = ()
    stage: SaleStage | None = None
    price_min: Decimal | None = None
    price_max: Decimal | None = None
    quality_min: Decimal | None = None
    cadmium_max: Decimal | None = None
    moisture_max: Decimal | None = None
    flavour: str | None = None
    flavour_min: Decimal | None = None
    eudr: bool = False
    women_led: bool = False
    bags_min: Decimal | None = None
    kg_min: Decimal | None = None

    @property
    def used(self) -> tuple[str, ...]:
        """Name the filters that are in use; a flavour and its least intensity count as one."""
        stated = ((each.name, getattr(self, each.name)) for each in fields(self) if each.name != "flavour_min")
        return tuple(name for name, wish in stated if wish is not None and wish is not False and wish != ())

    def without(self, name: str) -> "LotFilters":
        """Drop one filter."""
        bare = {name: next(each.default for each in fields(self) if each.name == name)}
        if name == "flavour":
            bare["flavour_min"] = None
        return replace(self, **bare)  # type: ignore[arg-type]
