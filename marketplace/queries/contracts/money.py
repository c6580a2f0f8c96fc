"""Where the money of a contract goes: from the farm gate to the maker's door, with the fee of the market."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.fees import Fees, fees_of
from marketplace.domain.freight import landed_basis
from marketplace.models.lots.figures import freight_in_force


@dataclass(frozen=True, slots=True)
class ContractMoney:
    """The price landed at its destination by the freight of the day, and each side's half of the fee.

    USD/t; None where there is no freight rate, or no fee.
    """

    freight: Decimal | None
    freight_since: date | None
    landed: Decimal | None
    fees: Fees | None


def money_of(terms: ContractTerms, today: date) -> ContractMoney:
    """Work out what a contract's price comes to for both sides."""
    table = freight_in_force(today)
    way = (terms.price.incoterm, terms.destination)
    basis = landed_basis(terms.destination)
    percent = terms.platform_fee_percent
    return ContractMoney(
        freight=table.rate(*way, volume=terms.volume),
        freight_since=table.since_of(*way, volume=terms.volume),
        landed=table.landed(terms.price, terms.destination, basis=basis, volume=terms.volume),
        fees=fees_of(terms.total, percent) if percent else None,
    )
