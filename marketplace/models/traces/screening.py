"""The steps of screenings: which plot a result is of, writing it down, and what a plot's risk is after that."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select

from marketplace.domain.errors import NotFound, Reason, reason
from marketplace.domain.evidence.screening import (
    Dataset,
    Risk,
    Screenable,
    Screened,
    Verdict,
    day_faults,
    result_faults,
    stored_digest,
)
from marketplace.domain.ids import PlotId
from marketplace.domain.plots.register import PlotState
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.base import db
from marketplace.models.rows.traces.plots import Plot
from marketplace.models.rows.traces.screenings import PlotReview, Screening


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that is not taken, and why."""

    row: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class Sorted:
    """What a file of results comes to: news of plots, what is known already, and what is of no plot as it is now."""

    fresh: Sequence[tuple[Plot, Screened, Dataset]] = ()
    known: int = 0
    skipped: Sequence[Skipped] = field(default_factory=list)


def plots_of(viewer: Viewer) -> list[object]:
    """Let facilitators reach every plot, and a group its own; as conditions of a query."""
    if viewer.role is Role.FACILITATOR:
        return []
    return [Plot.organization_id == (viewer.organization_id or 0)]


def sort_results(
    results: Sequence[Screened], dataset: Dataset, *, by: Viewer, today: date, is_lock: bool = False
) -> Sorted:
    """Find the plot of each result, and say whether it is news; the day of a row goes before that of the file."""
    plots = _by_code({each.code for each in results}, by, is_lock=is_lock)
    known = _known(plots)
    fresh, skipped, same = [], list[Skipped](), 0
    for each in results:
        day = each.dataset_on or dataset.on
        found = plots.get(each.code, [])
        fault = next(iter(day_faults(day, today)), None) or _fault(each, found, day)
        if fault is not None:
            skipped.append(Skipped(each.row, fault))
            continue
        key = (found[0].id, dataset.source, day, _digest(found[0]))
        if known.get(key) is each.risk:
            same += 1
        else:
            fresh.append((found[0], each, Dataset(day, dataset.source)))
        known[key] = each.risk
    return Sorted(fresh, same, skipped)


def write_screening(plot: Plot, result: Screened, *, dataset: Dataset, by: Viewer, now: datetime) -> None:
    """Write a result down; whoever calls settles the plot and records the event."""
    db.session.add(
        Screening(
            plot_id=plot.id,
            outline=_digest(plot),
            source=dataset.source,
            dataset_on=dataset.on,
            risk=result.risk,
            indicators=dict(result.indicators),
            user_id=by.user_id,
            at=now,
        )
    )


def settle_screening(plots: Iterable[Plot]) -> None:
    """Copy into plots what the newest screening of their present outline says, and what was decided of it."""
    plots = list(plots)
    db.session.flush()
    ids = [plot.id for plot in plots]
    newest: dict[tuple[PlotId, str], Screening] = {}
    query = select(Screening).where(Screening.plot_id.in_(ids)).order_by(Screening.dataset_on, Screening.id)
    for row in db.session.scalars(query):
        newest[(row.plot_id, row.outline)] = row
    reviews = {
        row.screening_id: row
        for row in db.session.scalars(select(PlotReview).where(PlotReview.plot_id.in_(ids)).order_by(PlotReview.id))
    }
    for plot in plots:
        screening = newest.get((plot.id, _digest(plot))) if plot.outline else None
        review = reviews.get(screening.id) if screening else None
        plot.risk = screening.risk if screening else None
        plot.screened_on = screening.dataset_on if screening else None
        plot.is_cleared = review is not None and review.verdict is Verdict.CLEARED
        plot.review_note = review.reason if review and review.verdict is Verdict.REFUSED else None


def counting_screening(plot: Plot) -> Screening | None:
    """Find the screening that counts for a plot as it is drawn."""
    if plot.outline is None:
        return None
    query = select(Screening).where(Screening.plot_id == plot.id, Screening.outline == _digest(plot))
    return db.session.scalar(query.order_by(Screening.dataset_on.desc(), Screening.id.desc()).limit(1))


def last_said(plot: Plot) -> Risk | None:
    """Say what the newest screening found: of the plot as it is drawn, or of how it was drawn before."""
    if plot.risk is not None:
        return plot.risk
    query = select(Screening.risk).where(Screening.plot_id == plot.id)
    return db.session.scalar(query.order_by(Screening.dataset_on.desc(), Screening.id.desc()).limit(1))


def lock_plot_for(plot_id: int, by: Viewer) -> Plot:
    """Lock a plot that the viewer may reach; raises `NotFound` for any other."""
    query = select(Plot).where(Plot.id == plot_id, *plots_of(by))  # type: ignore[arg-type] # conditions
    row = db.session.scalar(query.with_for_update(key_share=True).execution_options(populate_existing=True))
    if row is None:
        raise NotFound("plot.unknown")
    return row


def _by_code(codes: set[str], by: Viewer, *, is_lock: bool) -> dict[str, list[Plot]]:
    query = select(Plot).where(Plot.code.in_(codes), Plot.state == PlotState.ACTIVE, *plots_of(by))  # type: ignore[arg-type]
    query = query.order_by(Plot.id)
    if is_lock:
        query = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    found: dict[str, list[Plot]] = {}
    for plot in db.session.scalars(query):
        found.setdefault(plot.code, []).append(plot)
    return found


def _known(plots: dict[str, list[Plot]]) -> dict[tuple[object, ...], Risk]:
    """Say what was last said of each plot by a source upon data of a day."""
    ids = [plot.id for found in plots.values() for plot in found]
    key = (Screening.plot_id, Screening.source, Screening.dataset_on, Screening.outline)
    query = select(*key, Screening.risk).where(Screening.plot_id.in_(ids)).order_by(Screening.id)
    return {tuple(row[:-1]): row[-1] for row in db.session.execute(query)}


def _fault(result: Screened, found: Sequence[Plot], day: date) -> Reason | None:
    if not found:
        return reason("screening.plot_unknown", plot=result.code)
    if len(found) > 1:
        return reason("screening.plot_ambiguous", plot=result.code)
    shape = found[0].shape
    if shape is None:
        return reason("screening.no_outline", plot=result.code)
    known = Screenable(_digest(found[0]), shape.bounds, found[0].mapped_on)
    return next(iter(result_faults(result, known, dataset_on=day)), None)


def _digest(plot: Plot) -> str:
    return stored_digest(plot.outline) if plot.outline else ""
