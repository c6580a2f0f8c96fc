"""The rails on which a group can be paid, as a table: what each needs to know, and which money it carries."""

from dataclasses import dataclass
from enum import StrEnum

from marketplace.domain.money import Currency


class Rail(StrEnum):
    """How money reaches a group."""

    BANK_WIRE = "bank_wire"


@dataclass(frozen=True, slots=True)
class RailRule:
    """What a rail needs and permits.

    `arrives_as` says, for money of each currency, in which currency the group's account must be kept; what is wired in
    another one is changed by the group's bank. `with_bic` lists the currencies of accounts that need a BIC.
    """

    needs: frozenset[str]
    arrives_as: dict[Currency, Currency]
    with_bic: frozenset[Currency]

    @property
    def currencies(self) -> tuple[Currency, ...]:
        """The currencies in which accounts for it are kept."""
        return tuple(dict.fromkeys(self.arrives_as.values()))


RAILS: dict[Rail, RailRule] = {
    Rail.BANK_WIRE: RailRule(
        needs=frozenset({"bank", "holder", "ruc", "cci"}),
        arrives_as={
            Currency.USD: Currency.USD,
            Currency.PEN: Currency.PEN,
            Currency.EUR: Currency.USD,
            Currency.JPY: Currency.USD,
        },
        with_bic=frozenset({Currency.USD}),
    ),
}
"""A further rail is a further line here, and a template for what whoever sends must copy."""


def account_currency(rail: Rail, money_in: Currency) -> Currency:
    """Say in which currency the account is kept that receives money of a currency."""
    return RAILS[rail].arrives_as[money_in]
