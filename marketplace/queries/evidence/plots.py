"""One plot with its proof: what satellites said of it, what was brought to show more, and what was decided."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from marketplace.domain.acts import Act, Stake, may
from marketplace.domain.errors import NotFound
from marketplace.domain.evidence.screening import (
    ProofKind,
    Risk,
    ScreeningSource,
    Verdict,
    stored_digest,
)
from marketplace.domain.ids import PlotId
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.people.accounts import Organization, User
from marketplace.models.rows.record.files import StoredFile
from marketplace.models.rows.traces.plots import Plot
from marketplace.models.rows.traces.screenings import PlotProof, PlotReview, Screening
from marketplace.models.traces.sources import lots_fed_by
from marketplace.queries.files import FileLine, line_of
from marketplace.queries.plots.pages import visible_to

MOST_SCREENINGS = 50


@dataclass(frozen=True, slots=True)
class ScreeningLine:
    """What was said once; `counts` where it is of the plot as it is drawn now."""

    source: ScreeningSource
    dataset_on: date
    risk: Risk
    at: datetime
    counts: bool


@dataclass(frozen=True, slots=True)
class ProofLine:
    """What was brought to show how a plot was used."""

    kind: ProofKind
    shown_on: date
    note: str | None
    file: FileLine | None
    by: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """What a facilitator decided, and why."""

    verdict: Verdict
    reason: str
    by: str | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PlotEvidence:
    """All proof of one plot, and what this viewer may do about it."""

    id: PlotId
    version: int
    code: str
    group: str
    risk: Risk | None
    screened_on: date | None
    is_cleared: bool
    is_segregated: bool
    is_drawn: bool
    awaits_review: bool
    review_note: str | None
    screenings: tuple[ScreeningLine, ...]
    proofs: tuple[ProofLine, ...]
    reviews: tuple[ReviewLine, ...]
    lots: tuple[str, ...]
    stake: Stake
    may_prove: bool
    may_review: bool
    may_segregate: bool

    @property
    def is_open(self) -> bool:
        """Whether satellites left it open and nobody cleared it."""
        return self.risk is Risk.MORE_INFO_NEEDED and not self.is_cleared


def get_evidence(viewer: Viewer, plot_id: int) -> PlotEvidence:
    """Return all proof of one plot; raises `NotFound` where it is not the viewer's to see."""
    query = select(Plot, Organization.name).join(Organization, Organization.id == Plot.organization_id)
    row = db.session.execute(query.where(Plot.id == plot_id, visible_to(viewer))).one_or_none()
    if row is None:
        raise NotFound("plot.unknown")
    plot, group = row
    return PlotEvidence(
        id=plot.id,
        version=plot.version,
        code=plot.code,
        group=group,
        risk=plot.risk,
        screened_on=plot.screened_on,
        is_cleared=plot.is_cleared,
        is_segregated=plot.is_segregated,
        is_drawn=plot.outline is not None,
        awaits_review=plot.awaits_review,
        review_note=plot.review_note,
        screenings=tuple(_screenings(plot)),
        proofs=tuple(_proofs(plot.id)),
        reviews=tuple(_reviews(plot.id)),
        lots=tuple(_lots(plot)),
        stake=plot.stake,
        may_prove=may(viewer, Act.PROVE_PLOT, plot.stake),
        may_review=may(viewer, Act.REVIEW_PLOT, plot.stake),
        may_segregate=may(viewer, Act.SEGREGATE_PLOT, plot.stake),
    )


def _screenings(plot: Plot) -> list[ScreeningLine]:
    digest = stored_digest(plot.outline) if plot.outline else ""
    query = select(Screening).where(Screening.plot_id == plot.id)
    rows = db.session.scalars(query.order_by(Screening.dataset_on.desc(), Screening.id.desc()).limit(MOST_SCREENINGS))
    return [ScreeningLine(row.source, row.dataset_on, row.risk, row.at, counts=row.outline == digest) for row in rows]


def _proofs(plot_id: PlotId) -> list[ProofLine]:
    query = (
        select(PlotProof, StoredFile, User.name)
        .outerjoin(StoredFile, StoredFile.id == PlotProof.file_id)
        .outerjoin(User, User.id == PlotProof.user_id)
        .where(PlotProof.plot_id == plot_id)
        .order_by(PlotProof.id.desc())
    )
    return [
        ProofLine(proof.kind, proof.shown_on, proof.note, _line(file), name, at=proof.at)
        for proof, file, name in db.session.execute(query)
    ]


def _line(file: StoredFile | None) -> FileLine | None:
    return line_of(file) if file else None


def _reviews(plot_id: PlotId) -> list[ReviewLine]:
    query = select(PlotReview, User.name).outerjoin(User, User.id == PlotReview.user_id)
    rows = db.session.execute(query.where(PlotReview.plot_id == plot_id).order_by(PlotReview.id.desc()))
    return [ReviewLine(review.verdict, review.reason, name, review.at) for review, name in rows]


def _lots(plot: Plot) -> list[str]:
    if plot.risk is not Risk.HIGH:
        return []
    return list(db.session.scalars(select(Lot.code).where(Lot.id.in_(lots_fed_by(plots=[plot.id]))).order_by(Lot.code)))
