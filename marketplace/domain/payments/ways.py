"""By which way a maker can pay, and which one is suggested first."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from marketplace.domain.ids import InstalmentId
from marketplace.domain.money import Currency, Money


class Way(StrEnum):
    """How money reaches the provider."""

    CARD = "card"
    BANK_DEBIT = "bank_debit"
    BANK_WIRE = "bank_wire"
    CREDIT = "credit"
    """What a maker has to its credit from a contract that ended early; the money is there already."""
    MATCHED = "matched"
    """Money that came without a name, of which two facilitators found out whose it is."""


@dataclass(frozen=True, slots=True)
class Paying:
    """Which instalment somebody wants to pay by which way, and in which language the provider's page is to speak."""

    instalment_id: InstalmentId
    way: Way
    locale: str


WIRE_FROM = Decimal(3_000)
"""From this amount on a wire is suggested: a card costs about three percent of it."""
DEBITED = frozenset({Currency.USD, Currency.EUR})
WIRED = frozenset({Currency.USD, Currency.EUR})
"""The currencies in which the provider has bank debits, and account numbers to wire to."""


def ways_for(money: Money) -> tuple[Way, ...]:
    """List the ways open for an amount, the suggested one first."""
    wire = (Way.BANK_WIRE,) if money.currency in WIRED else ()
    quick = (Way.CARD, *((Way.BANK_DEBIT,) if money.currency in DEBITED else ()))
    return (*wire, *quick) if money.amount >= WIRE_FROM else (*quick, *wire)
