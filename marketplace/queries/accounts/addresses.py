"""Changes of address, as their owner sees them and as the mailed links find them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from marketplace.domain.addresses import CONFIRM_LIFE, ChangeState
from marketplace.domain.viewers import Viewer
from marketplace.gateways.links import CONFIRM, UNDO, read_link
from marketplace.models.base import db
from marketplace.models.rows.people.addresses import AddressChange


@dataclass(frozen=True, slots=True)
class Change:
    """A change of address: from where to where, whether it is done already, and until when it may be confirmed."""

    old: str
    new: str
    is_done: bool
    until: datetime


def find_waiting(viewer: Viewer, *, now: datetime) -> Change | None:
    """Find the viewer's own change that waits to be confirmed."""
    query = select(AddressChange).where(AddressChange.user_id == viewer.user_id)
    row = db.session.scalar(query.order_by(AddressChange.id.desc()).limit(1))
    return _change(row) if row is not None and row.facts.state(now) is ChangeState.WAITING else None


def find_to_confirm(token: str, *, now: datetime) -> Change | None:
    """Find what a link from the new address would confirm; None when it is not (or no longer) good."""
    row = _by_link(CONFIRM, token)
    return _change(row) if row is not None and row.facts.state(now) is ChangeState.WAITING else None


def find_to_undo(token: str, *, now: datetime) -> Change | None:
    """Find what a link from the old address would stop or undo; None when it is not (or no longer) good."""
    row = _by_link(UNDO, token)
    return _change(row) if row is not None and row.facts.may_undo(now) else None


def _by_link(purpose: str, token: str) -> AddressChange | None:
    claims = read_link(purpose, token)
    return db.session.get(AddressChange, claims["change"]) if claims else None


def _change(row: AddressChange) -> Change:
    return Change(row.old_email, row.new_email, row.confirmed_at is not None, row.asked_at + CONFIRM_LIFE)
