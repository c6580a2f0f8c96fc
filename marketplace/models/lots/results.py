"""The steps that write down what panels and laboratories found in a lot, and draw the consequences."""

from datetime import datetime

from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import Refused, reason, refuse_if_any
from marketplace.domain.evaluations import PanelEvaluation, evaluation_faults
from marketplace.domain.events import EventKind, SubjectKind
from marketplace.domain.files import KeptFile
from marketplace.domain.laboratory import LabResult, lab_faults
from marketplace.domain.lots import LOT_MACHINE, LotPermit, LotState, LotStep
from marketplace.domain.physical import PhysicalAnalysis, analysis_faults
from marketplace.domain.plain import to_plain
from marketplace.domain.viewers import SYSTEM, Viewer
from marketplace.models.base import db
from marketplace.models.lots.judging import faults_of
from marketplace.models.lots.steps import move_lot
from marketplace.models.lots.writing import write_newest_results
from marketplace.models.rows.market import evaluations as rows
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.record.events import record_event
from marketplace.models.rows.record.files import file_about


def add_panel(lot: Lot, terms: PanelEvaluation, *, by: Viewer, now: datetime) -> rows.PanelResult:
    """Write down a trained panel's result."""
    window = {"harvest_start": lot.harvest_start, "harvest_end": lot.harvest_end}
    _refuse_if_fixed(lot)
    refuse_if_any(evaluation_faults(terms, today=day_in_lima(now), **window))
    row = rows.PanelResult(
        lot_id=lot.id,
        product=terms.product,
        protocol=terms.protocol.strip(),
        laboratory=terms.laboratory,
        panel_size=terms.panel_size,
        replicates=terms.replicates,
        evaluated_on=terms.evaluated_on,
        means=to_plain(terms.means),
        deviations=to_plain(terms.deviations),
        quality=to_plain(terms.quality),
        global_quality=terms.global_quality,
        comment=terms.comment,
        off_other_note=terms.off_other_note,
        recorded_by_id=by.user_id,
        recorded_at=now,
    )
    _keep(lot, row, EventKind.LOT_EVALUATED, by=by, now=now)
    return row


def add_analysis(lot: Lot, terms: PhysicalAnalysis, *, by: Viewer, now: datetime) -> rows.PhysicalResult:
    """Write down a physical analysis; its grade follows from the cut test."""
    _refuse_if_fixed(lot)
    refuse_if_any(analysis_faults(terms, today=day_in_lima(now)))
    row = rows.PhysicalResult(
        lot_id=lot.id,
        analysed_on=terms.analysed_on,
        laboratory=terms.laboratory,
        moisture=terms.moisture,
        bean_count=terms.bean_count,
        beans_cut=terms.beans_cut,
        cut_test=to_plain(terms.cut_test),
        defects=to_plain(terms.defects),
        grade=terms.grade,
        recorded_by_id=by.user_id,
        recorded_at=now,
    )
    _keep(lot, row, EventKind.LOT_ANALYSED, by=by, now=now)
    return row


def add_lab_result(
    lot: Lot, terms: LabResult, *, by: Viewer, now: datetime, file: KeptFile | None = None
) -> rows.LabResult:
    """Write down one measured substance, with the laboratory's report where it was brought."""
    _refuse_if_fixed(lot)
    refuse_if_any(lab_faults(terms, today=day_in_lima(now)))
    row = rows.LabResult(
        lot_id=lot.id,
        analyte=terms.analyte.value,
        value=terms.value,
        unit=terms.unit,
        method=terms.method,
        laboratory=terms.laboratory,
        samples=terms.samples,
        sampled_on=terms.sampled_on,
        recorded_by_id=by.user_id,
        recorded_at=now,
    )
    if file is not None:
        row.file = file_about(file, SubjectKind.LOT, subject_id=lot.id, by=by, now=now)
    _keep(lot, row, EventKind.LOT_MEASURED, by=by, now=now)
    return row


def hold_if_unsellable(lot: Lot, *, now: datetime) -> None:
    """Take a published lot off the market at once when its newest results break a rule."""
    if lot.state is not LotState.PUBLISHED:
        return
    faults = faults_of(lot, day_in_lima(now))
    if faults:
        move_lot(lot, LotStep.HOLD, by=SYSTEM, now=now)


def _refuse_if_fixed(lot: Lot) -> None:
    if not LOT_MACHINE.permits(lot.state, LotPermit.RECORD_RESULTS):
        raise Refused(reason("lot.results_fixed", state=lot.state.value))


def _keep(
    lot: Lot,
    row: rows.PanelResult | rows.PhysicalResult | rows.LabResult,
    kind: EventKind,
    *,
    by: Viewer,
    now: datetime,
) -> None:
    db.session.add(row)
    db.session.flush()
    write_newest_results(lot)
    record_event(lot, kind, by=by, now=now, result_id=row.id)
