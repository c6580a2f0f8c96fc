"""What panels and laboratories found in a lot, for those who may see the lot."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from marketplace.domain.evaluations import PanelEvaluation
from marketplace.domain.ids import LotId
from marketplace.domain.laboratory import Analyte, LabResult
from marketplace.domain.panels import Pooled, pool
from marketplace.domain.physical import PhysicalAnalysis
from marketplace.models.lots.measured import measured_in, results_of
from marketplace.models.lots.writing import analysis_of, panel_of
from marketplace.queries.files import FileLine, line_of


@dataclass(frozen=True, slots=True)
class LotResults:
    """All results of a lot, newest first, each with the moment it was recorded; and the laboratories' reports."""

    panels: tuple[tuple[PanelEvaluation, datetime], ...] = ()
    analyses: tuple[tuple[PhysicalAnalysis, datetime], ...] = ()
    lab: tuple[tuple[LabResult, datetime], ...] = ()
    reports: Mapping[LabResult, FileLine] = field(default_factory=dict)

    @property
    def panel(self) -> PanelEvaluation | None:
        """The newest panel's result."""
        return self.panels[0][0] if self.panels else None

    @property
    def pooled(self) -> Pooled | None:
        """All panels that tasted what the newest did, taken together."""
        return pool([panel for panel, _at in self.panels])

    @property
    def analysis(self) -> PhysicalAnalysis | None:
        """The newest physical analysis."""
        return self.analyses[0][0] if self.analyses else None

    @property
    def newest_lab(self) -> tuple[LabResult, ...]:
        """The newest value of each measured substance."""
        newest: dict[Analyte, LabResult] = {}
        for result, _at in self.lab:
            newest.setdefault(result.analyte, result)
        return tuple(newest.values())


def list_results(lot_id: LotId) -> LotResults:
    """List the results of a lot that the caller has fetched for the viewer, in three queries."""
    found = results_of(lot_id)
    return LotResults(
        tuple((panel_of(row), row.recorded_at) for row in found.panels),
        tuple((analysis_of(row), row.recorded_at) for row in found.analyses),
        tuple((measured_in(row), row.recorded_at) for row in found.lab),
        {measured_in(row): line_of(row.file) for row in found.lab if row.file},
    )
