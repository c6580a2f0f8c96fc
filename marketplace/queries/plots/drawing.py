"""The ground on which a plot is drawn: whose it is, its outline as recorded, and the group's own plots around it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.dialects.postgresql import Range

from marketplace.domain.acts import Act, check_may
from marketplace.domain.errors import NotFound
from marketplace.domain.ids import FarmerId, PlotId
from marketplace.domain.plots.register import PlotState
from marketplace.domain.plots.shapes import Position, Shape
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.rows.traces.farmers import Farmer
from marketplace.models.rows.traces.plots import Plot

NEAREST = 30
"""So many neighbours are shown at most."""
MOST_CORNERS = 1_200
"""Of all neighbours together: what a page can carry over a weak signal."""
REACH = 20_000
"""Millionths of a degree, some two kilometres: farther away nobody is a neighbour."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlotAsDrawn:
    """A plot as the register knows it now."""

    id: PlotId
    code: str
    name: str | None
    version: int
    shape: Shape | None
    area: Decimal | None
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What the page for drawing knows; `neighbours` are the group's own plots near by, by their codes."""

    farmer_id: FarmerId
    farmer_code: str
    farmer_name: str
    neighbours: tuple[tuple[str, Shape], ...]
    plot: PlotAsDrawn | None = None

    @property
    def about(self) -> str:
        """The code by which the group knows what is drawn."""
        return self.plot.code if self.plot else self.farmer_code


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """Let a group see its own farmers and plots here, and nobody else: drawing is for those on the land."""
    return Farmer.organization_id == viewer.organization_id


def get_ground_of_farmer(farmer_id: int, viewer: Viewer) -> Ground:
    """Return the ground for a new plot of a farmer; raises `NotFound` for a farmer of another register."""
    check_may(viewer, Act.SEE_REGISTER)
    farmer = db.session.scalar(select(Farmer).where(visible_to(viewer), Farmer.id == farmer_id))
    if farmer is None or farmer.erased_at is not None:
        raise NotFound("farmer.unknown")
    check_may(viewer, Act.KEEP_REGISTER, farmer.stake)
    return _ground(farmer, None)


def get_ground_of_plot(plot_id: int, viewer: Viewer) -> Ground:
    """Return the ground for drawing a plot anew; raises `NotFound` for a plot of another register."""
    check_may(viewer, Act.SEE_REGISTER)
    plot = db.session.scalar(select(Plot).join(Plot.farmer).where(visible_to(viewer), Plot.id == plot_id))
    if plot is None:
        raise NotFound("plot.unknown")
    check_may(viewer, Act.KEEP_REGISTER, plot.stake)
    return _ground(plot.farmer, plot)


def _ground(farmer: Farmer, plot: Plot | None) -> Ground:
    at = plot.shape if plot and plot.shape else _nearest_known(farmer)
    return Ground(
        farmer_id=farmer.id,
        farmer_code=farmer.code,
        farmer_name=farmer.name,
        neighbours=tuple(_neighbours(farmer, at, plot)) if at else (),
        plot=_as_drawn(plot) if plot else None,
    )


def _as_drawn(plot: Plot) -> PlotAsDrawn:
    return PlotAsDrawn(
        id=plot.id,
        code=plot.code,
        name=plot.name,
        version=plot.version,
        shape=plot.shape,
        area=plot.area,
        changed_at=plot.changed_at,
    )


def _nearest_known(farmer: Farmer) -> Shape | None:
    """Find where a farmer's land may be: at another plot of the farmer, else where the group mapped last."""
    query = select(Plot).where(Plot.organization_id == farmer.organization_id, Plot.outline.is_not(None))
    found = db.session.scalar(query.order_by((Plot.farmer_id == farmer.id).desc(), Plot.id.desc()).limit(1))
    return found.shape if found else None


def _neighbours(farmer: Farmer, at: Shape, apart_from: Plot | None) -> list[tuple[str, Shape]]:
    middle = _middle(at)
    away = func.abs(func.lower(Plot.lon_span) - middle.lon) + func.abs(func.lower(Plot.lat_span) - middle.lat)
    query = select(Plot).where(
        Plot.organization_id == farmer.organization_id,
        Plot.state == PlotState.ACTIVE,
        Plot.lon_span.overlaps(_around(middle.lon)),
        Plot.lat_span.overlaps(_around(middle.lat)),
    )
    found: list[tuple[str, Shape]] = []
    left = MOST_CORNERS
    for row in db.session.scalars(query.order_by(away, Plot.id).limit(NEAREST + 1)):
        shape = row.shape
        if shape and row is not apart_from and len(found) < NEAREST:
            left -= sum(map(len, shape.rings))
            if left < 0:
                break
            found.append((row.code, shape))
    return found


def _middle(shape: Shape) -> Position:
    west, south, east, north = shape.bounds
    return Position((west + east) // 2, (south + north) // 2)


def _around(middle: int) -> Range[int]:
    return Range(middle - REACH, middle + REACH)
