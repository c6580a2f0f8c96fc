"""Weights of what a shipment carries of a contract: at loading, and as it arrived."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from marketplace.domain.errors import Reason, reason
from marketplace.domain.mass import NO_MASS, Mass
from marketplace.domain.ranges import is_within

MOST_OF_CONTRACT, MOST_MOISTURE, LONGEST_NOTE = 2, 20, 1_000


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was weighed at loading: the beans, and the beans in their bags."""

    net: Mass
    gross: Mass


@dataclass(frozen=True, slots=True)
class Arrival:
    """What arrived: the net weight, how many bags, the moisture where it was measured, and what was seen."""

    net: Mass
    bags: int
    moisture: Decimal | None = None
    note: str | None = None


def loaded_faults(loaded: Loaded, volume: Mass) -> list[Reason]:
    """List what is wrong with weights at loading."""
    if NO_MASS < loaded.net <= volume * MOST_OF_CONTRACT and loaded.net <= loaded.gross <= volume * MOST_OF_CONTRACT:
        return []
    return [reason("cargo.weight_out_of_range", "net")]


def arrival_faults(arrival: Arrival, volume: Mass, *, bags: int) -> list[Reason]:
    """List what is wrong with what is said to have arrived; everything may be lost, but nothing doubles."""
    found = []
    if not NO_MASS <= arrival.net <= volume * MOST_OF_CONTRACT:
        found.append(reason("cargo.arrived_out_of_range", "net"))
    if not 0 <= arrival.bags <= bags * MOST_OF_CONTRACT:
        found.append(reason("cargo.arrived_out_of_range", "bags"))
    if arrival.moisture is not None and not is_within(arrival.moisture, MOST_MOISTURE):
        found.append(reason("cargo.moisture_out_of_range", "moisture"))
    if len((arrival.note or "").strip()) > LONGEST_NOTE:
        found.append(reason("shipment.note_too_long", "note", limit=LONGEST_NOTE))
    return found


def takeover_faults(day: date, *, arrived_on: date, today: date) -> list[Reason]:
    """List what is wrong with the day on which the maker took the cacao over."""
    return [] if arrived_on <= day <= today else [reason("cargo.day_out_of_range", "day")]
