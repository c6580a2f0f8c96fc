"""Judges an outline before it is written down: errors refuse it, warnings are kept with it."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from marketplace.domain.errors import refuse_if_any
from marketplace.domain.ids import OrganizationId, PlotId
from marketplace.domain.plots.checks import Fault, FaultCode, area_faults, fault_to_json, warning
from marketplace.domain.plots.register import PlotState
from marketplace.domain.plots.shapes import Shape
from marketplace.geodata.judging import judge_shape
from marketplace.geodata.measuring import area_of
from marketplace.geodata.overlapping import Overlap, overlaps_with
from marketplace.models.base import db
from marketplace.models.rows.traces.plots import Plot, spans_of


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found of an outline: its hectares (a point has none) and what is wrong with it."""

    area: Decimal | None
    faults: tuple[Fault, ...]

    @property
    def errors(self) -> list[Fault]:
        """What keeps the outline out of the register."""
        return [each for each in self.faults if each.is_error]

    @property
    def warnings(self) -> list[dict[str, object]]:
        """What is written down with the plot."""
        return [fault_to_json(each) for each in self.faults if not each.is_error]


def judge_outline(shape: Shape, declared: Decimal | None) -> Verdict:
    """Judge an outline by itself and against the area that was stated."""
    faults = judge_shape(shape)
    if any(each.is_error for each in faults):
        return Verdict(None, tuple(faults))
    area = None if shape.is_point else area_of(shape)
    return Verdict(area or None, (*faults, *area_faults(shape, declared, measured=area or Decimal(0))))


def draw_plot(plot: Plot, shape: Shape) -> None:
    """Write an outline into a plot with its area and warnings, overlaps included; refuse one that has errors."""
    verdict = judge_outline(shape, plot.declared_area)
    refuse_if_any(each.reason for each in verdict.errors)
    plot.draw(shape)
    plot.area = verdict.area
    plot.faults = [*verdict.warnings, *map(fault_to_json, overlap_faults(plot, shape))]


def overlap_faults(plot: Plot, shape: Shape) -> list[Fault]:
    """Tell which plots an outline overlaps by more than receivers are off: those of the same group by their codes."""
    near = near_plots(shape, plot.id)
    found = overlaps_with(shape, {each.id: each.shape for each in near.values() if each.shape})
    return [
        overlap_fault(near[each.other], each, group=plot.organization_id)
        for each in found
        if each.other is not None and not each.is_noise
    ]


def overlap_fault(other: Plot, overlap: Overlap[Any], *, group: OrganizationId) -> Fault:
    """Say an overlap with another plot as a warning, for who is right is not ours to say; strangers are not named."""
    facts = {"other": other.code} if other.organization_id == group else {}
    return warning(FaultCode.OVERLAPS_OTHER, overlap.place, hectares=overlap.hectares, **facts)


def near_plots(shape: Shape, apart_from: PlotId | None = None) -> dict[PlotId, Plot]:
    """Find by the index the plots in use whose bounds meet those of a shape."""
    lons, lats = spans_of(shape)
    query = select(Plot).where(
        Plot.lon_span.overlaps(lons), Plot.lat_span.overlaps(lats), Plot.state == PlotState.ACTIVE
    )
    rows: Iterable[Plot] = db.session.scalars(query)
    return {each.id: each for each in rows if each.id != apart_from}
