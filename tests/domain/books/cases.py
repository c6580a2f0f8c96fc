"""Occasions and money for the tests of the books."""

from datetime import date
from decimal import Decimal

from marketplace.domain.books.postings import Cause, CauseKind, Occasion, Parts
from marketplace.domain.ids import ContractId, InstalmentId, OrganizationId
from marketplace.domain.money import Currency, Money

MAKER, GROUP = OrganizationId(7), OrganizationId(9)
DAY = date(2026, 11, 23)


def usd(amount: str) -> Money:
    return Money(Decimal(amount), Currency.USD)


def parts(price: str, fee: str = "0") -> Parts:
    return Parts(usd(price), usd(fee))


def an_occasion(kind: CauseKind = CauseKind.RECEIVED, key: str = "1") -> Occasion:
    return Occasion(Cause(kind, key), DAY, ContractId(3), MAKER, GROUP, InstalmentId(5))
