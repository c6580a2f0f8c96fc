"""Whose turn it is, as each side may see it: what waits for the viewer, and what the viewer waits for."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, select, union_all

from marketplace.domain.bids.life import BidState
from marketplace.domain.events import SubjectKind
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.base import db
from marketplace.models.rows.bidding.bids import Bid
from marketplace.models.rows.people.accounts import Organization
from marketplace.models.rows.record.turns import Turn

MOST_SHOWN = 30


@dataclass(frozen=True, slots=True)
class OpenTurn:
    """One thing that somebody must do: what, about what, since and until when; `other` is the other side's name."""

    subject_kind: SubjectKind
    subject_id: int
    task: str
    about: str
    other: str | None
    since: datetime
    due_at: datetime | None
    is_late: bool


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """Let an organization see its own turns, and facilitators those of the alliance."""
    if viewer.role is Role.FACILITATOR:
        return Turn.organization_id.is_(None)
    if viewer.organization_id is None:
        return false()
    return Turn.organization_id == viewer.organization_id


def list_turns(viewer: Viewer, *, now: datetime, limit: int = MOST_SHOWN) -> list[OpenTurn]:
    """List what the viewer's organization must do, late things first, then by deadline."""
    other = Turn.counterparty_id
    return _read(_turns(other).where(visible_to(viewer)).limit(limit), now)


def list_awaited(viewer: Viewer, *, now: datetime, limit: int = MOST_SHOWN) -> list[OpenTurn]:
    """List what the viewer's organization waits for others to do."""
    if viewer.role is Role.FACILITATOR or viewer.organization_id is None:
        return []
    awaited = and_(
        Turn.counterparty_id == viewer.organization_id, Turn.organization_id.is_distinct_from(viewer.organization_id)
    )
    chosen = select(Turn.id).where(awaited).order_by(Turn.due_at, Turn.id).limit(limit)
    if viewer.role is Role.MAKER:
        chosen = select(
            union_all(chosen.subquery().select(), _unnamed(viewer, limit).subquery().select()).subquery().c.id
        )
    return _read(_turns(Turn.organization_id).where(Turn.id.in_(chosen)).limit(limit), now)


def _unnamed(viewer: Viewer, limit: int) -> Select[int]:
    """Select what a maker waits for who is not named yet: a turn of the group that names nobody waiting."""
    return (
        select(Turn.id)
        .join(Bid, Bid.id == Turn.subject_id)
        .where(
            Turn.subject_kind == SubjectKind.BID,
            Turn.counterparty_id.is_(None),
            Bid.maker_id == viewer.organization_id,
            Bid.is_anonymous,
            Bid.state == BidState.OPEN,
        )
        .order_by(Bid.valid_until, Bid.id)
        .limit(limit)
    )


def _turns(other: Any) -> Select[*tuple[Any, ...]]:  # noqa: ANN401 - a column of organizations
    return (
        select(Turn, Organization.name)
        .outerjoin(Organization, Organization.id == other)
        .order_by(Turn.due_at, Turn.id)  # those without a deadline come last
    )


def _read(query: Select[*tuple[Any, ...]], now: datetime) -> list[OpenTurn]:
    return [open_turn(turn, name, now=now) for turn, name in db.session.execute(query)]


def open_turn(turn: Turn, other: str | None, *, now: datetime) -> OpenTurn:
    """Say a turn as it is shown, with the name of the other side."""
    return OpenTurn(
        subject_kind=turn.subject_kind,
        subject_id=turn.subject_id,
        task=turn.task,
        about=turn.about,
        other=other,
        since=turn.since,
        due_at=turn.due_at,
        is_late=turn.due_at is not None and turn.due_at <= now,
    )
