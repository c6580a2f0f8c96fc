"""All that panels and laboratories ever found in a lot, newest first."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from marketplace.domain.ids import LotId
from marketplace.domain.laboratory import Analyte
from marketplace.domain.laboratory import LabResult as Measured
from marketplace.models.base import db
from marketplace.models.rows.market.evaluations import LabResult, PanelResult, PhysicalResult


class Results(NamedTuple):
    """The rows of a lot's results."""

    panels: Sequence[PanelResult]
    analyses: Sequence[PhysicalResult]
    lab: Sequence[LabResult]


def results_of(lot_id: LotId) -> Results:
    """Read the results of a lot in three queries."""
    panels = db.session.scalars(
        select(PanelResult)
        .where(PanelResult.lot_id == lot_id)
        .order_by(PanelResult.evaluated_on.desc(), PanelResult.id.desc())
    )
    analyses = db.session.scalars(
        select(PhysicalResult)
        .where(PhysicalResult.lot_id == lot_id)
        .order_by(PhysicalResult.analysed_on.desc(), PhysicalResult.id.desc())
    )
    lab = db.session.scalars(
        select(LabResult)
        .options(joinedload(LabResult.file))
        .where(LabResult.lot_id == lot_id)
        .order_by(LabResult.sampled_on.desc(), LabResult.id.desc())
    )
    return Results(panels.all(), analyses.all(), lab.all())


def measured_in(row: LabResult) -> Measured:
    """Say what a laboratory measured."""
    return Measured(
        analyte=Analyte(row.analyte),
        value=row.value,
        unit=row.unit,
        method=row.method,
        laboratory=row.laboratory,
        samples=row.samples,
        sampled_on=row.sampled_on,
    )
