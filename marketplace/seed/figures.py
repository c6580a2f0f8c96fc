"""The dated figures of the fictional market: reference prices, freight rates, and the real limits on cadmium."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from marketplace.domain.cadmium import EU_2023_915
from marketplace.domain.freight import FreightMode, FreightRow
from marketplace.domain.money import Incoterm
from marketplace.domain.prices import ReferenceFigure, ReferenceKind, Terminal
from marketplace.domain.terminals.calendar import last_trading_day, listed_months
from marketplace.domain.viewers import Viewer
from marketplace.seed.reading import World
from marketplace.services.references import set_cadmium_limits, set_freight_rates, set_reference_prices

SOURCE = "Fictional market"
IN_FORCE_FOR = timedelta(days=365)
RATE_SET = timedelta(days=4)
"""How long ago the alliance last looked at the exchange rate."""
NAMES = {
    ReferenceKind.ICE_NY: "ice_ny_usd_t",
    ReferenceKind.FX_PEN_USD: "fx_pen_usd",
    ReferenceKind.FARM_GATE: "commodity_farmgate_pen_kg",
    ReferenceKind.FAIRTRADE_MINIMUM: "fairtrade_minimum_usd_t",
    ReferenceKind.FAIRTRADE_ORGANIC_DIFFERENTIAL: "fairtrade_organic_differential_usd_t",
    ReferenceKind.FAIRTRADE_PREMIUM: "fairtrade_premium_usd_t_demo",
}
FURTHER = {ReferenceKind.FX_USD_EUR: Decimal("1.08"), ReferenceKind.PLATFORM_FEE: Decimal(2)}
"""Figures that the file of the market does not have."""
DOLLARS_FOR_A_POUND = Decimal("1.31")
MONTHS_TOLD, WEEKS_TOLD = 6, 4
CARRY, DRIFT = 18, 12
"""What a later month costs more, and what a level rises in a week, USD/t."""


def set_figures(world: World, *, by: Viewer) -> None:
    """Set every dated figure that the rules will ask for."""
    since = world.today - IN_FORCE_FOR
    constants = world.facts["reference"]["market_demo_constants"]
    figures = [ReferenceFigure(kind, Decimal(constants[name]), since) for kind, name in NAMES.items()]
    figures += [ReferenceFigure(kind, value, since) for kind, value in FURTHER.items()]
    figures.append(replace(_of_kind(figures, ReferenceKind.FX_PEN_USD), valid_from=world.today - RATE_SET))
    figures += _months(world.today, Decimal(constants[NAMES[ReferenceKind.ICE_NY]]))
    set_reference_prices(figures, SOURCE, is_fictional=True, by=by)
    rates = [
        FreightRow(Incoterm.FOB, destination, FreightMode(mode), Decimal(usd), since)
        for destination, modes in world.facts["reference"]["freight_demo_usd_t"].items()
        for mode, usd in modes.items()
    ]
    set_freight_rates(rates, SOURCE, is_fictional=True, by=by)
    set_cadmium_limits(EU_2023_915, by=by)


def _months(today: date, level: Decimal) -> Iterator[ReferenceFigure]:
    """Tell the months of both terminals week by week: each a little dearer than the one before, and now `level`."""
    for weeks in range(WEEKS_TOLD, -1, -1):
        day = today - timedelta(weeks=weeks)
        yield ReferenceFigure(ReferenceKind.FX_USD_GBP, DOLLARS_FOR_A_POUND, day)
        for place, month in enumerate(listed_months(Terminal.NEW_YORK, today, most=MONTHS_TOLD)):
            usd = level + place * CARRY - weeks * DRIFT
            pounds = (usd / DOLLARS_FOR_A_POUND).quantize(Decimal(1))
            last_in_london = last_trading_day(Terminal.LONDON, month)
            yield ReferenceFigure(ReferenceKind.ICE_NY, usd, day, month=month)
            yield ReferenceFigure(ReferenceKind.ICE_LONDON, pounds, min(day, last_in_london), month=month)


def _of_kind(figures: Iterable[ReferenceFigure], kind: ReferenceKind) -> ReferenceFigure:
    return next(each for each in figures if each.kind is kind)
