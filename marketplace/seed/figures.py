"""The dated figures of the fictional market: reference prices, freight rates, and the real limits on cadmium."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from marketplace.domain.cadmium import EU_2023_915
from marketplace.domain.freight import FreightMode, FreightRow
from marketplace.domain.money import Incoterm
from marketplace.domain.prices import ReferenceFigure, ReferenceKind
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


def set_figures(world: World, *, by: Viewer) -> None:
    """Set every dated figure that the rules will ask for."""
    since = world.today - IN_FORCE_FOR
    constants = world.facts["reference"]["market_demo_constants"]
    figures = [ReferenceFigure(kind, Decimal(constants[name]), since) for kind, name in NAMES.items()]
    figures += [ReferenceFigure(kind, value, since) for kind, value in FURTHER.items()]
    figures.append(replace(_of_kind(figures, ReferenceKind.FX_PEN_USD), valid_from=world.today - RATE_SET))
    set_reference_prices(figures, SOURCE, is_fictional=True, by=by)
    rates = [
        FreightRow(Incoterm.FOB, destination, FreightMode(mode), Decimal(usd), since)
        for destination, modes in world.facts["reference"]["freight_demo_usd_t"].items()
        for mode, usd in modes.items()
    ]
    set_freight_rates(rates, SOURCE, is_fictional=True, by=by)
    set_cadmium_limits(EU_2023_915, by=by)


def _of_kind(figures: Iterable[ReferenceFigure], kind: ReferenceKind) -> ReferenceFigure:
    return next(each for each in figures if each.kind is kind)
