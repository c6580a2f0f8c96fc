"""Rules and bids of sealed-bid rounds to try."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from marketplace.domain.money import Currency, Incoterm, UnitPrice
from marketplace.domain.tenders.awards import Sealed
from marketplace.domain.tenders.draws import Arrival
from marketplace.domain.tenders.terms import SealedTerms, TenderTerms

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
CLOSES = NOW + timedelta(days=3)
SALT = "5a17"


def usd(amount: Decimal | int | str) -> UnitPrice:
    return UnitPrice(Decimal(amount), Currency.USD, Incoterm.FOB, "Callao")


def some_rules(**changes: Any) -> TenderTerms:
    plain: dict[str, Any] = {
        "bags": 60,
        "parcel": 5,
        "minimum": usd(5000),
        "is_minimum_shown": True,
        "opens_at": NOW,
        "closes_at": CLOSES,
    }
    return TenderTerms(**(plain | changes))


def a_sealed_bid(**changes: Any) -> SealedTerms:
    plain: dict[str, Any] = {"bags": 20, "least_bags": 10, "amount": Decimal(5400), "destination": "FR"}
    return SealedTerms(**(plain | changes))


def sealed(key: int, amount: int | str, *, bags: int = 20, least: int | None = None, minute: int = 0) -> Sealed:
    arrival = Arrival(NOW + timedelta(minutes=minute), f"receipt {key}")
    return Sealed(key, bags, bags if least is None else least, Decimal(amount), arrival)
