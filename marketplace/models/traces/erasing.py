"""The steps of forgetting a farmer: what the law still asks for stays until its day, everything else goes at once."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select, update

from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.events import EventKind, SubjectKind
from marketplace.domain.ids import FarmerId
from marketplace.domain.plots.register import PlotState
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.record.events import record_event
from marketplace.models.rows.record.files import StoredFile
from marketplace.models.rows.traces.deliveries import Delivery
from marketplace.models.rows.traces.farmers import Consent, Farmer
from marketplace.models.rows.traces.plots import Plot
from marketplace.models.rows.traces.screenings import PlotProof
from marketplace.models.rows.traces.statements import Pack
from marketplace.models.traces.sources import lots_fed_by

NOTHING = "\N{EN DASH}"
"""What stands where a name stood."""


def last_pack_on(farmer_id: FarmerId) -> date | None:
    """Say on which day a pack was last made for a contract on a lot that the farmer's cacao ever flowed into."""
    lots = lots_fed_by(farmers=[farmer_id])
    query = select(func.max(Pack.made_at)).join(Contract, Contract.id == Pack.contract_id)
    made_at = db.session.scalar(query.where(Contract.lot_id.in_(lots))) if lots else None
    return day_in_lima(made_at) if made_at else None


def erase_person(row: Farmer, *, now: datetime) -> None:
    """Forget at once what no law asks for: numbers, age, household, papers of consent, words on receipts."""
    row.national_id = row.phone = row.birth_year = row.household_size = row.community = row.district = None
    row.is_leader = False
    row.left_on = row.left_on or day_in_lima(now)
    row.erased_at = row.erased_at or now
    receipts = select(Delivery.receipt_file_id).where(Delivery.farmer_id == row.id)
    papers = select(Consent.file_id).where(Consent.farmer_id == row.id)
    _scrub(StoredFile.id.in_(papers.union(receipts)) | _about(SubjectKind.FARMER, [row.id]))
    words = {"note": None, "payment_reference": None, "void_reason": None}
    spoken = update(Delivery).where(Delivery.farmer_id == row.id).values(words)
    db.session.execute(spoken.execution_options(synchronize_session=False))


def erase_place(row: Farmer, *, by: Viewer, now: datetime) -> None:
    """Forget the name and the plots, once nothing asks for them any more."""
    row.name, row.kept_until = NOTHING, None
    plots = list(db.session.scalars(select(Plot).where(Plot.farmer_id == row.id).order_by(Plot.id).with_for_update()))
    for plot in plots:
        plot.name = plot.kind = plot.outline = plot.lon_span = plot.lat_span = plot.review_note = None
        plot.state, plot.retired_on = PlotState.RETIRED, plot.retired_on or day_in_lima(now)
        plot.faults = []
        record_event(plot, EventKind.PLOT_ERASED, by=by, now=now)
    numbers = [plot.id for plot in plots]
    proofs = select(PlotProof.file_id).where(PlotProof.plot_id.in_(numbers))
    _scrub(StoredFile.id.in_(proofs) | _about(SubjectKind.PLOT, numbers))
    db.session.execute(update(PlotProof).where(PlotProof.plot_id.in_(numbers)).values(note=None))


def _about(kind: SubjectKind, numbers: Iterable[int]) -> Any:  # noqa: ANN401 - an SQL condition
    return (StoredFile.subject_kind == kind) & StoredFile.subject_id.in_(list(numbers))


def _scrub(condition: Any) -> None:  # noqa: ANN401 - an SQL condition
    """Let go of files: a sweep deletes what is stored under a name that no row knows."""
    for file in db.session.scalars(select(StoredFile).where(condition).with_for_update()):
        file.stored, file.thumb, file.name = f"erased-{file.id}", None, "erased"
