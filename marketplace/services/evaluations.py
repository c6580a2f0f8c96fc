"""What a producer group records of its lots: panel results, physical analyses, laboratory results."""

from datetime import datetime

from marketplace.domain.acts import Act, check_may
from marketplace.domain.evaluations import PanelEvaluation
from marketplace.domain.files import KeptFile
from marketplace.domain.ids import EvaluationId, LotId
from marketplace.domain.laboratory import LabResult
from marketplace.domain.physical import PhysicalAnalysis
from marketplace.domain.viewers import Viewer
from marketplace.models.lots.results import add_analysis, add_lab_result, add_panel, hold_if_unsellable
from marketplace.models.lots.steps import lock_lot
from marketplace.models.rows.market.lots import Lot
from marketplace.services.transaction import use_case


@use_case
def record_panel(lot_id: LotId, terms: PanelEvaluation, *, by: Viewer, now: datetime) -> EvaluationId:
    """Record what a trained panel found; a published lot that no longer passes every rule is put on hold."""
    lot = _own(lot_id, by)
    row = add_panel(lot, terms, by=by, now=now)
    hold_if_unsellable(lot, now=now)
    return row.id


@use_case
def record_analysis(lot_id: LotId, terms: PhysicalAnalysis, *, by: Viewer, now: datetime) -> EvaluationId:
    """Record a physical analysis with its cut test; a published lot that no longer passes is put on hold."""
    lot = _own(lot_id, by)
    row = add_analysis(lot, terms, by=by, now=now)
    hold_if_unsellable(lot, now=now)
    return row.id


@use_case
def record_lab_result(
    lot_id: LotId, terms: LabResult, *, by: Viewer, now: datetime, file: KeptFile | None = None
) -> EvaluationId:
    """Record one measured substance, with the laboratory's report where it was brought."""
    lot = _own(lot_id, by)
    row = add_lab_result(lot, terms, by=by, now=now, file=file)
    hold_if_unsellable(lot, now=now)
    return row.id


def _own(lot_id: LotId, by: Viewer) -> Lot:
    lot = lock_lot(lot_id, by)
    check_may(by, Act.RECORD_EVALUATION, lot.stake)
    return lot
