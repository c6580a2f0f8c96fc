"""What it costs to bring a tonne to the maker, so that prices are compared on one basis."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from marketplace.domain.mass import Mass
from marketplace.domain.money import Incoterm, UnitPrice

FULL_CONTAINER = Mass(Decimal(12_500))  # a bagged 20-foot container
HOME = "PE"


class FreightMode(StrEnum):
    """Whether a shipment fills its container."""

    LCL = "lcl"
    FCL = "fcl"


@dataclass(frozen=True, slots=True)
class FreightRow:
    """USD per tonne from the seller's basis to the landed basis of a destination; negative where less is paid."""

    incoterm: Incoterm
    destination: str
    mode: FreightMode
    usd_per_tonne: Decimal
    valid_from: date


@dataclass(frozen=True, slots=True)
class Delivered:
    """A price as it was said beyond the origin, in USD/t, and the freight taken off it by the table of a day."""

    price: UnitPrice
    freight: Decimal
    since: date | None


def landed_basis(destination: str) -> Incoterm:
    """Name the basis on which makers at `destination` compare: ex works at home, delivered at place abroad."""
    return Incoterm.EXW if destination == HOME else Incoterm.DAP


@dataclass(frozen=True, slots=True)
class FreightTable:
    """The rates in force on one day, by seller's incoterm, destination and mode."""

    rates: Mapping[tuple[Incoterm, str, FreightMode], Decimal] = field(default_factory=dict)
    full_container: Mass = FULL_CONTAINER
    since: Mapping[tuple[Incoterm, str, FreightMode], date] = field(default_factory=dict)

    def mode(self, volume: Mass) -> FreightMode:
        """Say whether `volume` travels as a full container."""
        return FreightMode.LCL if volume < self.full_container else FreightMode.FCL

    def rate(self, incoterm: Incoterm, destination: str, *, volume: Mass) -> Decimal | None:
        """Give the USD/t to bring `volume` from the seller's basis to `destination`, or None when there is no rate."""
        return self.rates.get((incoterm, destination, self.mode(volume)))

    def since_of(self, incoterm: Incoterm, destination: str, *, volume: Mass) -> date | None:
        """Say since when that rate holds, or None where that was not written down."""
        return self.since.get((incoterm, destination, self.mode(volume)))

    def landed(self, price: UnitPrice, destination: str, *, basis: Incoterm, volume: Mass) -> Decimal | None:
        """Say a price in USD/t on the maker's basis, or None when there is no rate to get there."""
        if price.incoterm is basis:
            return price.amount
        rate = self.rate(price.incoterm, destination, volume=volume)
        return None if rate is None or basis is not landed_basis(destination) else price.amount + rate

    def brought_back(self, price: UnitPrice, destination: str, *, origin: Incoterm, volume: Mass) -> Delivered:
        """Say what freight lies between a price on its way to `destination` and an origin.

        Raises `LookupError` where the table has no line for one of them.
        """
        landed = self.landed(price, destination, basis=landed_basis(destination), volume=volume)
        rate = self.rate(origin, destination, volume=volume)
        if landed is None or rate is None:
            raise LookupError(price.incoterm if landed is None else origin)
        return Delivered(price, price.amount - (landed - rate), self.since_of(origin, destination, volume=volume))


def freight_on(rows: Iterable[FreightRow], day: date, *, full_container: Mass = FULL_CONTAINER) -> FreightTable:
    """Pick the rates in force on `day`: for each way the newest that has begun."""
    begun = sorted((row for row in rows if row.valid_from <= day), key=lambda row: row.valid_from)
    newest = {(row.incoterm, row.destination, row.mode): row for row in begun}
    rates = {way: row.usd_per_tonne for way, row in newest.items()}
    return FreightTable(rates, full_container, {way: row.valid_from for way, row in newest.items()})
