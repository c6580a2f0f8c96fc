"""Recording a plot of a farmer, drawing it anew, changing what is stated of it, and retiring it."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, select

from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import Refused, reason, refuse_if_any
from marketplace.domain.events import EventKind
from marketplace.domain.ids import PlotId
from marketplace.domain.plots.land import PlotTerms, plot_faults
from marketplace.domain.plots.register import PlotState, plot_code
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.rows.record.events import record_event
from marketplace.models.rows.traces.farmers import Farmer
from marketplace.models.rows.traces.plots import Plot
from marketplace.models.traces.evidence import settle_evidence_fed_by
from marketplace.models.traces.register import lock_farmer, lock_group, lock_plot, write_plot
from marketplace.services.plots.judging import draw_plot
from marketplace.services.transaction import use_case

MAPPING = ("source", "mapped_on", "accuracy_metres")
"""What is said of an outline, and goes with it."""


@use_case
def record_plot(farmer_id: int, terms: PlotTerms, *, by: Viewer, now: datetime, is_fictional: bool = False) -> PlotId:
    """Enter a plot of a farmer in the register, with its outline where there is one already."""
    group = lock_group(by)
    farmer = lock_farmer(farmer_id, by)
    refuse_if_any(plot_faults(terms, day_in_lima(now)))
    if farmer.left_on is not None or farmer.erased_at is not None:
        raise Refused("plot.owner_left")
    row = Plot(
        organization_id=group.id,
        organization=group,
        farmer_id=farmer.id,
        farmer=farmer,
        is_fictional=is_fictional,
        created_at=now,
        changed_at=now,
    )
    write_plot(row, terms if terms.code else replace(terms, code=_next_code(farmer)))
    with db.session.no_autoflush:
        if terms.shape:
            draw_plot(row, terms.shape)
    record_event(row, EventKind.PLOT_RECORDED, by=by, now=now, code=row.code, farmer=farmer.code, **_drawn(row))
    return row.id


@use_case
def redraw_plot(plot_id: int, drawn: PlotTerms, *, seen: int | None, by: Viewer, now: datetime) -> PlotId:
    """Give a plot another outline; what was found out about the old one counts no more until it is screened again.

    Of `drawn` only the shape counts, and how, when and how exactly it was taken.
    """
    lock_group(by)
    row = lock_plot(plot_id, by)
    row.expect_version(seen)
    _refuse_retired(row)
    if drawn.shape is None:
        raise Refused(reason("plot.geometry_missing", "shape"))
    mapping = {name: getattr(drawn, name) for name in MAPPING}
    kept = PlotTerms(shape=drawn.shape, **{**mapping, "mapped_on": drawn.mapped_on or day_in_lima(now)})
    refuse_if_any(plot_faults(kept, day_in_lima(now)))
    row.source, row.mapped_on, row.accuracy_metres = kept.source, kept.mapped_on, kept.accuracy_metres
    draw_plot(row, drawn.shape)
    row.forget_screening()
    record_event(row, EventKind.PLOT_REDRAWN, by=by, now=now, **_drawn(row))
    settle_evidence_fed_by(plots=[row.id], by=by, now=now)
    return row.id


@use_case
def change_plot(plot_id: int, terms: PlotTerms, *, seen: int | None, by: Viewer, now: datetime) -> PlotId:
    """Change what is stated of a plot, its outline left as it is."""
    lock_group(by)
    row = lock_plot(plot_id, by)
    row.expect_version(seen)
    _refuse_retired(row)
    kept = replace(terms, shape=row.shape, **{name: getattr(row, name) for name in MAPPING})
    refuse_if_any(plot_faults(kept, day_in_lima(now)))
    changed = write_plot(row, kept)
    if changed:
        if kept.shape and "declared_area" in changed:
            draw_plot(row, kept.shape)
        record_event(row, EventKind.PLOT_CHANGED, by=by, now=now, columns=changed)
        settle_evidence_fed_by(plots=[row.id], by=by, now=now)
    return row.id


@use_case
def retire_plot(plot_id: int, *, seen: int | None, by: Viewer, now: datetime) -> PlotId:
    """Retire a plot: what it fed stays known, and it feeds nothing more."""
    lock_group(by)
    row = lock_plot(plot_id, by)
    row.expect_version(seen)
    _refuse_retired(row)
    row.state, row.retired_on = PlotState.RETIRED, day_in_lima(now)
    record_event(row, EventKind.PLOT_RETIRED, by=by, now=now)
    settle_evidence_fed_by(plots=[row.id], by=by, now=now)
    return row.id


def _refuse_retired(row: Plot) -> None:
    if row.state is PlotState.RETIRED:
        raise Refused("plot.retired_already")


def _next_code(farmer: Farmer) -> str:
    taken = set(
        db.session.scalars(
            select(Plot.code).where(
                Plot.organization_id == farmer.organization_id,
                Plot.code.startswith(f"{farmer.code}-P", autoescape=True),
            )
        )
    )
    number = 1 + (db.session.scalar(select(func.count()).where(Plot.farmer_id == farmer.id)) or 0)
    while plot_code(farmer.code, number) in taken:
        number += 1
    return plot_code(farmer.code, number)


def _drawn(row: Plot) -> dict[str, str]:
    """Say of an outline what an event may keep for ever: its kind and size, and not where it is."""
    return {"shape": row.kind.value, "hectares": str(row.area)} if row.kind else {}
