"""What it costs to let cacao lie after it arrived: storage by weight and day, interest on its price, where agreed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.mass import Mass
from marketplace.domain.money import Money

DAYS_A_MONTH, DAYS_A_YEAR, HUNDRED = Decimal(30), Decimal(365), Decimal(100)
"""A month of storage is thirty days; interest is simple, by actual days over 365."""


class CarryKind(StrEnum):
    """What is charged for the time after the free days."""

    STORAGE = "storage"
    FINANCE = "finance"


@dataclass(frozen=True, slots=True)
class CarryLine:
    """One line of the final account: what for, over which days, at which rate, how much."""

    kind: CarryKind
    since: date
    until: date
    days: int
    rate: Decimal
    money: Money


@dataclass(frozen=True, slots=True)
class Stay:
    """How long cacao lay at the destination: from its arrival until it was taken over, or until today."""

    arrived_on: date
    until: date
    weight: Mass


def has_carry(terms: ContractTerms) -> bool:
    """Say whether anything is charged for the time after arrival."""
    return terms.storage_rate is not None or terms.finance_percent is not None


def carry_lines(terms: ContractTerms, stay: Stay) -> list[CarryLine]:
    """Work out what is due for the days beyond the free ones, each line rounded half up to the smallest unit, once."""
    return [line for line in _lines(terms, stay) if line.days > 0]


def _lines(terms: ContractTerms, stay: Stay) -> Iterator[CarryLine]:
    since = stay.arrived_on + timedelta(days=terms.storage_free_days)
    days = max(0, (stay.until - since).days)
    one = Money(Decimal(1), terms.price.currency)
    if terms.storage_rate is not None:
        share = terms.storage_rate * stay.weight.tonnes * days / DAYS_A_MONTH
        yield CarryLine(CarryKind.STORAGE, since, stay.until, days, terms.storage_rate, one.times(share))
    if terms.finance_percent is not None:
        value = terms.price * stay.weight
        share = terms.finance_percent * days / DAYS_A_YEAR / HUNDRED
        yield CarryLine(CarryKind.FINANCE, since, stay.until, days, terms.finance_percent, value.times(share))
