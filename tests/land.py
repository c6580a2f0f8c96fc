"""Typed builders of a register: farmers and their plots, written through the services."""

from decimal import Decimal
from typing import Any

from marketplace.domain.plots.farmers import FarmerTerms
from marketplace.domain.plots.land import PlotTerms
from marketplace.domain.plots.register import PlotSource
from marketplace.domain.plots.shapes import Shape, polygon
from marketplace.domain.viewers import Viewer
from marketplace.services.farmers import register_farmer
from marketplace.services.plots.recording import record_plot
from tests.market import NOW, Market

WEST, SOUTH = -76_320_000, -8_450_000
SIDE = 1_350
"""About 150 m in Tocache: a square of this side has 2.2 ha."""


def a_square(*, east: int = 0, north: int = 0, side: int = SIDE) -> Shape:
    """Draw a sound square, moved by so many millionths of a degree."""
    west, south = WEST + east, SOUTH + north
    corners = [(west, south), (west + side, south), (west + side, south + side), (west, south + side), (west, south)]
    return polygon(corners)


def a_farmer(market: Market, by: Viewer, **stated: Any) -> int:
    """Enter a farmer in the register of the group."""
    return market.do(register_farmer, FarmerTerms(**({"name": "Rosa Pinchi"} | stated)), by=by, now=NOW)


def a_plot(market: Market, by: Viewer, farmer_id: int | None = None, **stated: Any) -> int:
    """Enter a plot, a square of 2.2 ha unless told otherwise, of a farmer or of a new one."""
    known: dict[str, Any] = {"declared_area": Decimal("2.2"), "shape": a_square(), "source": PlotSource.DRAWN}
    terms = PlotTerms(**(known | stated))
    return market.do(record_plot, farmer_id or a_farmer(market, by), terms, by=by, now=NOW)
