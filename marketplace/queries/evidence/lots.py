"""A lot's evidence as it may be seen: whole for its group and facilitators, in counts for everybody else."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from marketplace.domain.evidence.readiness import Readiness
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.base import db
from marketplace.models.lots.steps import seen_by
from marketplace.models.rows.market.lots import Lot
from marketplace.models.traces.evidence import evidence_of


@dataclass(frozen=True, slots=True)
class LotEvidenceView:
    """How far a lot's evidence is; `sees_codes`: the codes of plots and farmers may be named to this viewer."""

    readiness: Readiness
    sees_codes: bool


def readiness_of(viewer: Viewer, code: str, *, today: date) -> LotEvidenceView | None:
    """Say how far the evidence of a lot is that the viewer may see; None where there is none."""
    lot = db.session.scalar(select(Lot).where(Lot.code == code, seen_by(viewer)))
    if lot is None:
        return None
    sees_codes = viewer.role is Role.FACILITATOR or (
        viewer.organization_id is not None and viewer.organization_id == lot.organization_id
    )
    return LotEvidenceView(evidence_of([lot], today)[0], sees_codes)
