"""Pages to be opened, and money, for the tests of the gateway."""

from decimal import Decimal

from marketplace.domain.money import Currency, Money
from marketplace.domain.payments.provider import PageOrder
from marketplace.domain.payments.ways import Way


def money(amount: str, currency: Currency = Currency.USD) -> Money:
    """Say money shortly."""
    return Money(Decimal(amount), currency)


def an_order(way: Way = Way.CARD, *, of: Money | None = None, reference: str = "payment-7-1") -> PageOrder:
    """Order a page on which 1,250.50 USD are paid, or another amount."""
    return PageOrder(
        reference=reference,
        contract_code="MZ-2026-0007",
        money=of or money("1250.50"),
        way=way,
        maker_name="Atelier Lyon",
        email="atelier@example.org",
        locale="es_PE",
        back_url="http://localhost/payments/7",
    )
