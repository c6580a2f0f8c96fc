"""The price clause: what is paid, how it was quoted, which rate of exchange was used, and how it is fixed."""

from collections.abc import Iterator

from flask_babel import gettext as _

from marketplace import wording
from marketplace.domain.certificates import Scheme
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.prices import PriceKind, Terminal
from marketplace.web import formats


def price_sentences(terms: ContractTerms) -> Iterator[str]:
    """Say the price with unit, basis and total, and everything that it follows from."""
    yield _("%(price)s; %(total)s in all.", price=formats.price(terms.price), total=formats.money(terms.total))
    yield from _quoted(terms)
    yield from _delivered(terms)
    if terms.price_kind is PriceKind.DIFFERENTIAL:
        yield from _fixed(terms) if terms.fixing else _to_fix(terms)
    if terms.allowance:
        yield _(
            "An allowance of %(amount)s USD/t after a rejected sample is taken off already.",
            amount=formats.number(terms.allowance),
        )
    if Scheme.FAIRTRADE in terms.certificates:
        yield _(
            "On top of this price the buyer pays the seller the Fairtrade Premium in force, by Fairtrade's rules. It is"
            " no part of the price, and no deposit, allowance or fee is reckoned on it."
        )
    yield _(
        "All prices, payments and deposits of this contract are in %(currency)s.", currency=terms.price.currency.value
    )


def _quoted(terms: ContractTerms) -> Iterator[str]:
    if terms.quote is not None and terms.exchange is not None:
        yield _(
            "It was agreed as %(amount)s %(currency)s/%(unit)s and turned into dollars at %(rate)s (%(kind)s) of"
            " %(day)s; later changes of the rate change nothing.",
            amount=formats.number(terms.quote.amount),
            currency=terms.quote.currency.value,
            unit=terms.quote.unit.value,
            rate=formats.number(terms.exchange.rate),
            kind=wording.label(terms.exchange.kind),
            day=formats.day(terms.exchange.since),
        )


def _delivered(terms: ContractTerms) -> Iterator[str]:
    if terms.delivered is not None:
        yield _(
            "It was agreed as %(price)s; freight of %(freight)s USD/t by the table in force since %(day)s is taken off,"
            " and later changes of freight change nothing.",
            price=formats.price(terms.delivered.price),
            freight=formats.number(terms.delivered.freight),
            day=formats.day(terms.delivered.since) if terms.delivered.since else "—",
        )


def _to_fix(terms: ContractTerms) -> Iterator[str]:
    yield _(
        "Provisional: %(terminal)s %(month)s with a differential of %(differential)s USD/t, to be fixed by %(side)s"
        " until %(day)s.",
        terminal=wording.label(terms.terminal or ""),
        month=terms.terminal_month,
        differential=formats.number(terms.differential),
        side=wording.label(terms.fixation_side or ""),
        day=formats.day(terms.fixation_by),
    )
    yield _("It is fixed at the level of that month and of no other.")
    yield _("If nobody fixes it by then, the last figure of the month before the end of that day holds.")
    if terms.terminal is Terminal.LONDON:
        yield _(
            "London's level is turned into dollars at the rate of the day on which the price is fixed. The differential"
            " already contains the 50 GBP a tonne that the exchange takes off cacao from other origins than Africa:"
            " nothing more is taken off."
        )


def _fixed(terms: ContractTerms) -> Iterator[str]:
    fixing = terms.fixing
    if fixing is None:
        return
    yield _(
        "Fixed on %(day)s: %(terminal)s %(month)s stood at %(level)s (figure of %(from)s), with a differential of"
        " %(differential)s USD/t.",
        **{
            "day": formats.day(fixing.on),
            "terminal": wording.label(terms.terminal or ""),
            "month": fixing.month or _("without a month"),
            "level": formats.number(fixing.level),
            "from": formats.day(fixing.level_from),
            "differential": formats.number(terms.differential),
        },
    )
    if fixing.rate is not None:
        yield _(
            "Turned into dollars at %(rate)s of %(day)s.",
            rate=formats.number(fixing.rate),
            day=formats.day(fixing.rate_from),
        )
