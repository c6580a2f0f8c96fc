"""Plots by what satellites say of them: counted, listed by what they ask for, and written out for Whisp."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, case, func, not_, or_, select

from marketplace.domain.acts import Act, check_may
from marketplace.domain.evidence.screening import MARK, Dataset, Risk, Screened, stored_digest
from marketplace.domain.ids import PlotId
from marketplace.domain.plots.register import PlotState
from marketplace.domain.plots.shapes import Shape
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.rows.people.accounts import Organization
from marketplace.models.rows.traces.plots import Plot
from marketplace.models.traces.screening import Sorted, sort_results
from marketplace.queries.plots.pages import visible_to

PER_PAGE = 50
PER_FILE = 5_000
"""Geometries that Whisp takes in one job (domain.md 5.4)."""
IN_USE = Plot.state == PlotState.ACTIVE
OPEN = and_(Plot.risk == Risk.MORE_INFO_NEEDED, not_(Plot.is_cleared))
UNKEPT = and_(Plot.risk == Risk.HIGH, not_(Plot.is_segregated))


@dataclass(frozen=True, slots=True)
class ScreenedCount:
    """How many plots in use stand where."""

    plots: int
    low: int
    cleared: int
    open: int
    high: int
    apart: int
    unscreened: int
    undrawn: int

    @property
    def files(self) -> int:
        """Say in how many files they go to Whisp."""
        return -(-(self.plots - self.undrawn) // PER_FILE)


@dataclass(frozen=True, slots=True)
class AskingPlot:
    """A plot that somebody must do something about."""

    id: PlotId
    code: str
    group: str
    risk: Risk | None
    screened_on: date | None
    is_segregated: bool
    awaits_review: bool
    review_note: str | None


def count_screened(viewer: Viewer) -> ScreenedCount:
    """Count the plots that the viewer may see by what is known of them."""
    drawn = Plot.outline.is_not(None)
    query = select(
        func.count(),
        _count(Plot.risk == Risk.LOW),
        _count(and_(Plot.risk == Risk.MORE_INFO_NEEDED, Plot.is_cleared)),
        _count(OPEN),
        _count(Plot.risk == Risk.HIGH),
        _count(and_(Plot.is_segregated, Plot.risk == Risk.HIGH)),
        _count(and_(Plot.risk.is_(None), drawn)),
        _count(not_(drawn)),
    ).where(IN_USE, visible_to(viewer))
    return ScreenedCount(*db.session.execute(query).one())


def list_asking(viewer: Viewer, *, page: int = 1) -> list[AskingPlot]:
    """List the plots that ask for something, what waits for a facilitator first, then high risk."""
    check_may(viewer, Act.SEE_EVIDENCE)
    order = case((Plot.awaits_review, 0), (UNKEPT, 1), (Plot.review_note.is_not(None), 2), else_=3)
    query = (
        select(Plot, Organization.name)
        .join(Organization, Organization.id == Plot.organization_id)
        .where(IN_USE, visible_to(viewer), or_(OPEN, UNKEPT))
        .order_by(order, Plot.changed_at, Plot.id)
        .limit(PER_PAGE)
        .offset(PER_PAGE * (page - 1))
    )
    return [
        AskingPlot(
            plot.id,
            plot.code,
            name,
            plot.risk,
            plot.screened_on,
            is_segregated=plot.is_segregated,
            awaits_review=plot.awaits_review,
            review_note=plot.review_note,
        )
        for plot, name in db.session.execute(query)
    ]


def next_to_review(viewer: Viewer, after: PlotId) -> PlotId | None:
    """Find the plot whose proof has waited longest, another than this one."""
    query = select(Plot.id).where(IN_USE, visible_to(viewer), Plot.awaits_review, OPEN, Plot.id != after)
    return db.session.scalar(query.order_by(Plot.changed_at, Plot.id).limit(1))


def preview_results(viewer: Viewer, results: Sequence[Screened], *, dataset: Dataset, today: date) -> Sorted:
    """Say what a file of results would come to, and write nothing."""
    check_may(viewer, Act.SCREEN_PLOTS)
    return sort_results(results, dataset, by=viewer, today=today)


def list_outlines(viewer: Viewer, *, part: int = 1) -> Iterator[tuple[str, Shape]]:
    """Yield drawn plots for Whisp, five thousand for each part: a code with the mark of the outline, and the shape."""
    check_may(viewer, Act.SEE_EVIDENCE)
    query = (
        select(Plot)
        .where(IN_USE, visible_to(viewer), Plot.outline.is_not(None))
        .order_by(Plot.id)
        .limit(PER_FILE)
        .offset(PER_FILE * (part - 1))
    )
    for plot in db.session.scalars(query):
        shape = plot.shape
        if shape is not None and plot.outline is not None:
            yield f"{plot.code}#{stored_digest(plot.outline)[:MARK]}", shape


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count().filter(condition)
