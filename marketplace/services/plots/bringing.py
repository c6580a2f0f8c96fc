"""One file on its way into a register: outlines are judged together, rows and their events written together."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from marketplace.domain.errors import Reason, refuse_if_any
from marketplace.domain.events import EventKind
from marketplace.domain.ids import FarmerId, PlotId
from marketplace.domain.plots.checks import Fault, FaultCode, warning
from marketplace.domain.plots.farmers import FarmerTerms
from marketplace.domain.plots.land import PlotTerms
from marketplace.domain.plots.lines import KnownPlot
from marketplace.domain.plots.matching import Intended, Key
from marketplace.domain.plots.register import farmer_code, plot_code
from marketplace.domain.plots.shapes import Shape
from marketplace.domain.privacy.consents import Saying
from marketplace.geodata.overlapping import Overlap, overlaps
from marketplace.models.base import db
from marketplace.models.rows.traces.farmers import Farmer
from marketplace.models.rows.traces.plots import Plot, spans_of
from marketplace.models.traces.bulk import (
    Writer,
    insert_consents,
    insert_farmers,
    insert_plots,
    near_any,
    record_changes,
)
from marketplace.models.traces.register import (
    FARMER_STATED,
    PLOT_STATED,
    next_farmer_number,
    write_farmer,
    write_plot,
)
from marketplace.services.plots.judging import Verdict, judge_outline, overlap_fault

Facts = dict[str, Any]


class Bringing:
    """What is intended by a file, and on the way: codes, verdicts on outlines, and the ids that new farmers got."""

    def __init__(self, intended: Intended, into: Writer, *, is_fictional: bool) -> None:
        """Begin with what the file would do."""
        self.intended, self.into, self.is_fictional = intended, into, is_fictional
        self.plots: dict[Key, KnownPlot] = {}
        self.verdicts: dict[Key, Verdict] = {}
        self.owners: dict[Key, tuple[FarmerId, str]] = {}

    def write_farmers(self, sayings: Sequence[Saying]) -> None:
        """Insert the new farmers, and change those who are there already."""
        added = {key: terms for key, terms in self.intended.farmers.items() if key < 0}
        number, columns = next_farmer_number(self.into.organization_id), []
        for terms in added.values():
            columns.append(self._farmer_columns(terms, farmer_code(number)))
            number += terms.code is None
        ids = insert_farmers(columns, into=self.into)
        self.owners = {key: (own, said["code"]) for key, own, said in zip(added, ids, columns, strict=True)}
        insert_consents(ids, sayings, into=self.into)
        changed = {key: terms for key, terms in self.intended.farmers.items() if key > 0}
        rows = db.session.scalars(select(Farmer).where(Farmer.id.in_(changed))) if changed else ()
        record_changes(
            {row: (EventKind.FARMER_CHANGED, {"columns": write_farmer(row, changed[row.id])}) for row in rows},
            into=self.into,
        )

    def write_plots(self) -> None:
        """Judge all outlines, then insert the new plots and change those that are there already."""
        self._name_plots()
        self._judge()
        added = {key: plot for key, plot in self.plots.items() if key < 0}
        columns = [self._plot_columns(key, plot) for key, plot in added.items()]
        facts = [self._facts(key, plot) for key, plot in added.items()]
        insert_plots(columns, facts, into=self.into)
        changed = [key for key in self.plots if key > 0]
        rows = db.session.scalars(select(Plot).where(Plot.id.in_(changed))) if changed else ()
        record_changes({row: self._change(row) for row in rows}, into=self.into)

    def _farmer_columns(self, terms: FarmerTerms, code: str) -> Facts:
        stated = {name: getattr(terms, name) for name in FARMER_STATED}
        return stated | {"code": terms.code or code, "is_fictional": self.is_fictional}

    def _name_plots(self) -> None:
        """Give each plot the id of its farmer, and a code where none is stated."""
        ids = {each.farmer_id for each in self.intended.plots.values() if each.farmer_id > 0}
        codes = db.session.execute(select(Farmer.id, Farmer.code).where(Farmer.id.in_(ids))) if ids else ()
        self.owners |= {key: (FarmerId(key), code) for key, code in codes}
        taken = set(db.session.scalars(select(Plot.code).where(Plot.organization_id == self.into.organization_id)))
        taken |= {each.terms.code for each in self.intended.plots.values() if each.terms.code}
        for key, plot in self.intended.plots.items():
            owner, farmer = self.owners[plot.farmer_id]
            code = plot.terms.code or _free_code(farmer, taken)
            taken.add(code)
            self.plots[key] = KnownPlot(owner, replace(plot.terms, code=code))

    def _judge(self) -> None:
        """Judge every outline, alone and with all around; refuse those with errors by their rows."""
        shapes = {key: shape for key, plot in self.plots.items() if (shape := plot.terms.shape)}
        faults: list[Reason] = []
        for key, shape in shapes.items():
            verdict = self.verdicts[key] = judge_outline(shape, self.plots[key].terms.declared_area)
            row = {"row": self.intended.row_of[key]}
            faults += (replace(each.reason, facts={**each.reason.facts, **row}) for each in verdict.errors)
        refuse_if_any(faults)
        if shapes:
            self._judge_together(shapes)

    def _judge_together(self, shapes: Mapping[Key, Shape]) -> None:
        near = near_any(shapes.values())
        standing = {key: shape for key, row in near.items() if key not in shapes and (shape := row.shape)}
        for each in overlaps({**shapes, **standing}):
            for one, other in ((each.one, each.other), (each.other, each.one)):
                if one in shapes and not each.is_noise:
                    verdict = self.verdicts[one]
                    told = self._overlap(other, each, near.get(PlotId(other)))
                    self.verdicts[one] = replace(verdict, faults=(*verdict.faults, told))

    def _overlap(self, other: Key, overlap: Overlap[Key], standing: Plot | None) -> Fault:
        if standing is not None:
            return overlap_fault(standing, overlap, group=self.into.organization_id)
        code = self.plots[other].terms.code
        return warning(FaultCode.OVERLAPS_OTHER, overlap.place, other=code, hectares=overlap.hectares)

    def _plot_columns(self, key: Key, plot: KnownPlot) -> Facts:
        stated: Facts = {name: getattr(plot.terms, name) for name in PLOT_STATED}
        stated |= {"farmer_id": plot.farmer_id, "is_fictional": self.is_fictional, "is_cleared": False}
        shape, verdict = plot.terms.shape, self.verdicts.get(key)
        lons, lats = spans_of(shape) if shape else (None, None)
        return stated | {
            "state": "active",
            "is_segregated": False,
            "kind": shape.kind if shape else None,
            "outline": shape.to_json() if shape else None,
            "lon_span": lons,
            "lat_span": lats,
            "area": verdict.area if verdict else None,
            "faults": verdict.warnings if verdict else [],
        }

    def _change(self, row: Plot) -> tuple[EventKind, Facts]:
        terms, verdict = self.plots[row.id].terms, self.verdicts.get(row.id)
        changed = write_plot(row, terms)
        if verdict is not None:
            row.draw(terms.shape)
            row.area, row.faults = verdict.area, verdict.warnings
        if row.id not in self.intended.redrawn:
            return EventKind.PLOT_CHANGED, {"columns": changed}
        row.forget_screening()
        return EventKind.PLOT_REDRAWN, self._drawn(row.id, terms)

    def _facts(self, key: Key, plot: KnownPlot) -> Facts:
        _own, farmer = self.owners[self.intended.plots[key].farmer_id]
        return {"code": plot.terms.code, "farmer": farmer, **self._drawn(key, plot.terms)}

    def _drawn(self, key: Key, terms: PlotTerms) -> Facts:
        verdict = self.verdicts.get(key)
        return {"shape": terms.shape.kind.value, "hectares": str(verdict.area)} if terms.shape and verdict else {}


def _free_code(farmer: str, taken: set[str]) -> str:
    number = 1
    while plot_code(farmer, number) in taken:
        number += 1
    return plot_code(farmer, number)
