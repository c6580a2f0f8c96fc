"""The dated figures of the market: reference prices and floors, freight rates, cadmium limits."""

from datetime import date

from marketplace.domain.cadmium import CadmiumLimit
from marketplace.domain.freight import FreightTable
from marketplace.domain.prices import References
from marketplace.models.lots.figures import cadmium_limits, freight_in_force, references_in_force


def get_references(day: date) -> References:
    """Return the reference prices and floors in force on `day`; everybody may know them."""
    return references_in_force(day)


def get_freight(day: date) -> FreightTable:
    """Return the freight rates in force on `day`; everybody may know them."""
    return freight_in_force(day)


def list_cadmium_limits() -> list[CadmiumLimit]:
    """Return every legal limit that has been set, past and coming ones too; rules pick the one in force."""
    return cadmium_limits()


def list_demand_choices(day: date) -> dict[str, list[str]]:
    """List what a demand can choose from: destinations with a freight rate, markets with limits of cadmium."""
    return {
        "destinations": sorted({destination for _, destination, _ in freight_in_force(day).rates}),
        "markets": sorted({limit.market for limit in cadmium_limits()}),
    }
