"""What is charged while the cacao lies at the destination, said as a clause."""

from collections.abc import Iterator
from decimal import Decimal

from flask_babel import gettext as _

from marketplace.domain.contracts.terms import ContractTerms
from marketplace.web import formats


def storage_sentences(terms: ContractTerms) -> Iterator[str]:
    """Say from which day on storage and interest are charged, and how they are counted."""
    yield _("The first %(days)s days after arrival are free.", days=terms.storage_free_days)
    if terms.storage_rate is not None:
        yield _(
            "After them the buyer pays %(rate)s per tonne and month for storage, by the day, thirty days to a month,"
            " until the cacao is taken over.",
            rate=_rate(terms.storage_rate, terms),
        )
    if terms.finance_percent is not None:
        yield _(
            "After them the price of what arrived bears simple interest of %(percent)s a year, by the day over 365 days"
            ", until the cacao is taken over.",
            percent=formats.percent(terms.finance_percent),
        )


def _rate(rate: Decimal, terms: ContractTerms) -> str:
    return formats.money(rate, terms.price.currency.value)
