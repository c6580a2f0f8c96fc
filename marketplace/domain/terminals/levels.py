"""At which level a price that follows a terminal market stands: by its own month, or by what comes nearest to it."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from marketplace.domain.errors import Reason, reason
from marketplace.domain.money import CENT
from marketplace.domain.prices import (
    PriceKind,
    Pricing,
    ReferenceFigure,
    ReferenceKind,
    References,
    Terminal,
    is_terminal_month,
)
from marketplace.domain.terminals.calendar import MONTHS_LISTED, last_trading_day, listed_months, months_between

RATES: dict[Terminal, ReferenceKind] = {Terminal.LONDON: ReferenceKind.FX_USD_GBP}
"""What turns a terminal's own currency into dollars; New York is in dollars already."""
TERMINALS: dict[ReferenceKind, Terminal] = {ReferenceKind(each.value): each for each in Terminal}
"""The kinds of figures that are of one delivery month of a terminal."""


@dataclass(frozen=True, slots=True)
class Level:
    """Where a terminal stood, in its own currency, with the rate that turns it into dollars, both with their dates.

    `month` is the one whose figure it is; None for a figure of the market as a whole, the first position.
    """

    amount: Decimal
    since: date
    month: str | None = None
    rate: Decimal | None = None
    rate_since: date | None = None

    def with_differential(self, differential: Decimal) -> Decimal:
        """Say the price that follows from it, USD/t, rounded half up to the cent, once."""
        return (self.amount * (self.rate or 1) + differential).quantize(CENT, ROUND_HALF_UP)


def figure_faults(figure: ReferenceFigure) -> list[Reason]:
    """List what cannot be true of the month of a figure: only a terminal's has one, while it is traded."""
    terminal = TERMINALS.get(figure.kind)
    if figure.month is None:
        return []
    if terminal is None:
        return [reason("figure.no_month", "month")]
    if not is_terminal_month(figure.month):
        return [reason("price.terminal_month_wrong", "month", value=figure.month)]
    until = last_trading_day(terminal, figure.month)
    if figure.valid_from > until:
        return [reason("figure.month_over", "month", terminal=terminal, month=figure.month, until=until)]
    return []


@dataclass(frozen=True, slots=True)
class ListedMonth:
    """A month that a price may follow: until when it is traded, and its figures where somebody has set them."""

    month: str
    until: date
    until_in_london: date
    new_york: ReferenceFigure | None
    london: ReferenceFigure | None


def listed_figures(references: References, *, most: int = MONTHS_LISTED) -> list[ListedMonth]:
    """List the nearest months that a price may follow from the day on, with their figures."""
    return [
        ListedMonth(
            month,
            last_trading_day(Terminal.NEW_YORK, month),
            last_trading_day(Terminal.LONDON, month),
            references.months.get((ReferenceKind.ICE_NY, month)),
            references.months.get((ReferenceKind.ICE_LONDON, month)),
        )
        for month in listed_months(Terminal.NEW_YORK, references.on, most=most)
    ]


def terminal_of(pricing: Pricing) -> Terminal:
    """Say which terminal a price follows; New York unless told."""
    return pricing.terminal or Terminal.NEW_YORK


def level_of(pricing: Pricing, references: References) -> Level | None:
    """Give the level of the month that a price names, never another's; None where a figure is missing."""
    figure = references.months.get((_kind_of(pricing), pricing.month or ""))
    return _level(terminal_of(pricing), figure, references)


def indication_of(pricing: Pricing, references: References) -> Level | None:
    """Give the level by which a price is compared while it is not fixed; None where a figure is missing.

    Its own month's; where nobody has set that, the nearest month's that is still traded; else the first position's.
    """
    terminal, kind = terminal_of(pricing), _kind_of(pricing)
    own = references.months.get((kind, pricing.month or ""))
    figure = own or _nearest(terminal, pricing.month, references) or references.figures.get(kind)
    return _level(terminal, figure, references)


def provisional_amount(pricing: Pricing, references: References) -> Decimal | None:
    """Say what a price that follows a terminal comes to today, USD/t; None where it is outright or cannot be told."""
    if pricing.kind is PriceKind.FIXED or pricing.differential is None:
        return None
    level = indication_of(pricing, references)
    return None if level is None else level.with_differential(pricing.differential)


def indication_faults(pricing: Pricing, references: References) -> list[Reason]:
    """List the figures of the day without which a price that follows a terminal cannot be compared."""
    if pricing.kind is PriceKind.FIXED or indication_of(pricing, references) is not None:
        return []
    kind = RATES.get(terminal_of(pricing))
    is_rate = kind is not None and kind not in references.figures
    return [reason("price.reference_missing", "terminal", kind=(kind if is_rate and kind else _kind_of(pricing)).value)]


def month_faults(pricing: Pricing, last_day: date | None, *, field: str) -> list[Reason]:
    """List why a price cannot be fixed until `last_day`: its month is not traded any more by then.

    `field` is how the last day is named where it is typed.
    """
    if pricing.kind is PriceKind.FIXED or last_day is None or not is_terminal_month(pricing.month or ""):
        return []
    until = last_trading_day(terminal_of(pricing), pricing.month or "")
    return [reason("fixing.after_month", field, month=pricing.month, until=until)] if last_day > until else []


def _kind_of(pricing: Pricing) -> ReferenceKind:
    return ReferenceKind(terminal_of(pricing).value)


def _nearest(terminal: Terminal, month: str | None, references: References) -> ReferenceFigure | None:
    """Find the figure of the traded month that comes nearest to one; the earlier of two equally near."""
    if not is_terminal_month(month or ""):
        return None
    traded = [
        figure
        for (kind, own), figure in sorted(references.months.items())
        if kind.value == terminal.value and last_trading_day(terminal, own) >= references.on
    ]
    return min(traded, key=lambda figure: months_between(figure.month or "", month or ""), default=None)


def _level(terminal: Terminal, figure: ReferenceFigure | None, references: References) -> Level | None:
    if figure is None:
        return None
    if terminal not in RATES:
        return Level(figure.value, figure.valid_from, figure.month)
    rate = references.figures.get(RATES[terminal])
    return Level(figure.value, figure.valid_from, figure.month, rate.value, rate.valid_from) if rate else None
