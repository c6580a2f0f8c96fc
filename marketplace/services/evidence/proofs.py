"""What shows how a plot was used, what facilitators decide of it, and keeping cacao of high risk apart."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from marketplace.domain.acts import Act, check_may
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import Refused, refuse_if_any
from marketplace.domain.events import EventKind, SubjectKind
from marketplace.domain.evidence.screening import Judgement, ProofKind, Risk, proof_faults, review_faults
from marketplace.domain.files import KeptFile
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.rows.record.events import record_event
from marketplace.models.rows.record.files import file_about
from marketplace.models.rows.traces.plots import Plot
from marketplace.models.rows.traces.screenings import PlotProof, PlotReview
from marketplace.models.traces.evidence import settle_evidence_fed_by
from marketplace.models.traces.screening import counting_screening, last_said, lock_plot_for, settle_screening
from marketplace.services.transaction import use_case


@dataclass(frozen=True, slots=True)
class Proof:
    """A photograph, a document or a visit: of which day, and what it shows."""

    kind: ProofKind
    shown_on: date
    note: str | None = None
    file: KeptFile | None = None


@use_case
def prove_plot(plot_id: int, proof: Proof, *, by: Viewer, now: datetime) -> None:
    """Bring what shows how a plot was used; where something is open, a facilitator looks at it."""
    plot = lock_plot_for(plot_id, by)
    check_may(by, Act.PROVE_PLOT, plot.stake)
    has_file = proof.file is not None
    refuse_if_any(proof_faults(proof.kind, proof.shown_on, note=proof.note, has_file=has_file, today=day_in_lima(now)))
    stored = file_about(proof.file, SubjectKind.PLOT, subject_id=plot.id, by=by, now=now) if proof.file else None
    if stored:
        db.session.add(stored)
        db.session.flush()
    db.session.add(
        PlotProof(
            plot_id=plot.id,
            kind=proof.kind,
            shown_on=proof.shown_on,
            file_id=stored.id if stored else None,
            note=(proof.note or "").strip() or None,
            user_id=by.user_id,
            at=now,
        )
    )
    plot.awaits_review = plot.risk is Risk.MORE_INFO_NEEDED and not plot.is_cleared
    record_event(plot, EventKind.PLOT_PROVEN, by=by, now=now, proof=proof.kind.value, code=plot.code)


@use_case
def review_plot(plot_id: int, judgement: Judgement, *, seen: int | None, by: Viewer, now: datetime) -> None:
    """Decide about a plot that a screening left open: clear it, or ask for more; high risk is never cleared."""
    plot = lock_plot_for(plot_id, by)
    check_may(by, Act.REVIEW_PLOT, plot.stake)
    plot.expect_version(seen)
    proofs = db.session.scalar(select(func.count()).where(PlotProof.plot_id == plot.id)) or 0
    refuse_if_any(review_faults(plot.risk, judgement, proofs=proofs))
    screening = counting_screening(plot)
    if screening is None:
        raise Refused("review.nothing_open")
    db.session.add(
        PlotReview(
            plot_id=plot.id,
            screening_id=screening.id,
            verdict=judgement.verdict,
            reason=judgement.why.strip(),
            user_id=by.user_id,
            at=now,
        )
    )
    settle_screening([plot])
    plot.awaits_review = False
    record_event(plot, EventKind.PLOT_REVIEWED, by=by, now=now, verdict=judgement.verdict.value, code=plot.code)
    settle_evidence_fed_by(plots=[plot.id], by=by, now=now)


@use_case
def segregate_plot(plot_id: int, *, by: Viewer, now: datetime) -> None:
    """Keep a plot's cacao apart: it flows into no lot any more; what flowed already must be taken out again."""
    plot = _opened(plot_id, by)
    if plot.risk is not Risk.HIGH or plot.is_segregated:
        raise Refused("segregation.not_needed")
    plot.is_segregated = True
    record_event(plot, EventKind.PLOT_SEGREGATED, by=by, now=now, code=plot.code)
    settle_evidence_fed_by(plots=[plot.id], by=by, now=now)


@use_case
def readmit_plot(plot_id: int, *, by: Viewer, now: datetime) -> None:
    """Let a plot's cacao flow with the others again, once no screening speaks of high risk any more."""
    plot = _opened(plot_id, by)
    if not plot.is_segregated:
        raise Refused("segregation.not_apart")
    if last_said(plot) is Risk.HIGH:
        raise Refused("segregation.still_high")
    plot.is_segregated = False
    record_event(plot, EventKind.PLOT_READMITTED, by=by, now=now, code=plot.code)


def _opened(plot_id: int, by: Viewer) -> Plot:
    plot = lock_plot_for(plot_id, by)
    check_may(by, Act.SEGREGATE_PLOT, plot.stake)
    return plot
