"""One plot as the register knows it: whose, where, how large, what is doubtful about it, and who lies beside it."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, false, select, true
from sqlalchemy.dialects.postgresql import Range

from marketplace.domain.acts import Act, Stake, may
from marketplace.domain.errors import NotFound, Reason
from marketplace.domain.evidence.screening import Risk
from marketplace.domain.ids import FarmerId, PlotId
from marketplace.domain.plots.checks import Fault, FaultCode, fault_from_json
from marketplace.domain.plots.land import PlotTerms
from marketplace.domain.plots.register import PlotState
from marketplace.domain.plots.shapes import Shape, ShapeKind
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.base import db
from marketplace.models.rows.traces.farmers import Farmer
from marketplace.models.rows.traces.plots import Plot
from marketplace.models.traces.register import plot_terms

AROUND = 3_000
"""Millionths of a degree around a plot in which neighbours are looked for: about 330 m."""
MOST_NEIGHBOURS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class PlotLine:
    """One plot among those of its farmer."""

    id: PlotId
    code: str
    name: str | None
    state: PlotState
    kind: ShapeKind | None
    area: Decimal | None
    declared_area: Decimal | None
    planted_year: int | None
    faults: int
    risk: Risk | None
    is_cleared: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PlotPage:
    """One plot, whole. `faults` are numbered as the picture shows them; `neighbours` are those of the same group."""

    id: PlotId
    version: int
    farmer_id: FarmerId
    farmer: str
    farmer_code: str
    stake: Stake
    terms: PlotTerms
    state: PlotState
    retired_on: date | None
    area: Decimal | None
    faults: tuple[Fault, ...]
    risk: Risk | None
    screened_on: date | None
    is_cleared: bool
    is_segregated: bool
    is_fictional: bool
    neighbours: tuple[Shape, ...] = field(repr=False)
    may_keep: bool

    def __repr__(self) -> str:
        """Say nothing of the place."""
        return f"<PlotPage {self.id}>"

    @property
    def sayings(self) -> list[Reason]:
        """What is doubtful, as it is said; a plot of another group is not named."""
        return [saying_of(each) for each in self.faults]


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """Let a group see its own plots and facilitators all; to others there are none."""
    if viewer.role is Role.FACILITATOR:
        return true()
    if viewer.role is not Role.PRODUCER or viewer.organization_id is None:
        return false()
    return Plot.organization_id == viewer.organization_id


def saying_of(fault: Fault) -> Reason:
    """Say a fault; of an overlap with a stranger's plot, that it is a stranger's."""
    said = fault.reason
    if fault.code is FaultCode.OVERLAPS_OTHER and "other" not in said.facts:
        return replace(said, facts={**said.facts, "other": None})
    return said


def list_plots_of(viewer: Viewer, farmer_id: FarmerId) -> list[PlotLine]:
    """List the plots of a farmer, those in use first."""
    query = select(Plot).where(visible_to(viewer), Plot.farmer_id == farmer_id).order_by(Plot.state, Plot.code)
    return [
        PlotLine(
            id=row.id,
            code=row.code,
            name=row.name,
            state=row.state,
            kind=row.kind,
            area=row.area,
            declared_area=row.declared_area,
            planted_year=row.planted_year,
            faults=len(row.faults),
            risk=row.risk,
            is_cleared=row.is_cleared,
        )
        for row in db.session.scalars(query)
    ]


def get_plot(viewer: Viewer, plot_id: int) -> PlotPage:
    """Return one plot; raises `NotFound` where there is none or it is not the viewer's to see."""
    query = select(Plot, Farmer.name, Farmer.code).join(Farmer, Farmer.id == Plot.farmer_id)
    found = db.session.execute(query.where(visible_to(viewer), Plot.id == plot_id)).one_or_none()
    if found is None:
        raise NotFound("plot.unknown")
    row, farmer, farmer_code = found
    return PlotPage(
        id=row.id,
        version=row.version,
        farmer_id=row.farmer_id,
        farmer=farmer,
        farmer_code=farmer_code,
        stake=row.stake,
        terms=plot_terms(row),
        state=row.state,
        retired_on=row.retired_on,
        area=row.area,
        faults=tuple(map(fault_from_json, row.faults)),
        risk=row.risk,
        screened_on=row.screened_on,
        is_cleared=row.is_cleared,
        is_segregated=row.is_segregated,
        is_fictional=row.is_fictional,
        neighbours=tuple(_neighbours(row)) if row.lon_span else (),
        may_keep=may(viewer, Act.KEEP_REGISTER, row.stake) and row.state is PlotState.ACTIVE,
    )


def _neighbours(row: Plot) -> Iterable[Shape]:
    """Find the plots of the same group nearby, to be drawn around."""
    if row.lon_span is None or row.lat_span is None:
        return ()
    query = (
        select(Plot.outline)
        .where(
            Plot.organization_id == row.organization_id,
            Plot.id != row.id,
            Plot.state == PlotState.ACTIVE,
            Plot.lon_span.overlaps(_wider(row.lon_span)),
            Plot.lat_span.overlaps(_wider(row.lat_span)),
        )
        .limit(MOST_NEIGHBOURS)
    )
    return [Shape.from_json(outline) for outline in db.session.scalars(query) if outline]


def _wider(span: Range[int]) -> Range[int]:
    return Range((span.lower or 0) - AROUND, (span.upper or 0) + AROUND)
