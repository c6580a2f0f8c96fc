"""What is late, by days: shipments, papers, payments and whatever else somebody should have done by now."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import NotFound
from marketplace.domain.events import SubjectKind
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.base import db
from marketplace.models.rows.people.accounts import Organization
from marketplace.models.rows.record.turns import Turn

MOST = 200
ON_THE_WAY = (
    SubjectKind.CONTRACT,
    SubjectKind.SHIPMENT,
    SubjectKind.CARGO,
    SubjectKind.CALL_OFF,
    SubjectKind.SETTLEMENT,
    SubjectKind.CLAIM,
    SubjectKind.INSTALMENT,
    SubjectKind.PAYMENT,
    SubjectKind.REFUND,
    SubjectKind.PAYOUT,
    SubjectKind.BANK_ACCOUNT,
    SubjectKind.ORGANIZATION,
)
"""Money and goods, from the approved contract on."""


@dataclass(frozen=True, slots=True)
class LateLine:
    """One thing that should have been done: what, about what, by whom (None: the alliance), since when."""

    kind: SubjectKind
    subject_id: int
    task: str
    about: str
    organization: str | None
    due_at: datetime
    days: int


def list_late(viewer: Viewer, *, now: datetime, kind: SubjectKind | None = None) -> list[LateLine]:
    """List what is late in the market, the latest first; for facilitators only."""
    if viewer.role is not Role.FACILITATOR:
        raise NotFound("late.unknown")
    kinds = (kind,) if kind in ON_THE_WAY else ON_THE_WAY
    query = select(Turn, Organization.name).outerjoin(Organization, Organization.id == Turn.organization_id)
    rows = db.session.execute(
        query.where(Turn.subject_kind.in_(kinds), Turn.due_at < now).order_by(Turn.due_at, Turn.id).limit(MOST)
    )
    return [_line(turn, name, now) for turn, name in rows]


def count_late(*, now: datetime) -> dict[SubjectKind, int]:
    """Count it by kind."""
    query = select(Turn.subject_kind, func.count()).where(Turn.subject_kind.in_(ON_THE_WAY), Turn.due_at < now)
    rows = db.session.execute(query.group_by(Turn.subject_kind)).all()
    found = {row[0]: int(row[1]) for row in rows}
    return {kind: found[kind] for kind in ON_THE_WAY if kind in found}


def _line(turn: Turn, organization: str | None, now: datetime) -> LateLine:
    due_at = turn.due_at or now
    days = max(1, (day_in_lima(now) - day_in_lima(due_at)).days)
    return LateLine(turn.subject_kind, turn.subject_id, turn.task, turn.about, organization, due_at, days)
