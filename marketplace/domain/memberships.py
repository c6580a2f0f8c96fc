"""How people come into organizations and leave them: invitations, levels, and the owner who must remain."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from marketplace.domain.errors import Reason, reason
from marketplace.domain.ids import UserId
from marketplace.domain.viewers import Level

INVITATION_LIFE = timedelta(days=14)
RESET_LIFE = timedelta(hours=2)


class InvitationState(StrEnum):
    """Whether an invitation can still be accepted, and why not."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REVOKED = "revoked"
    EXPIRED = "expired"


def invitation_state(
    accepted_at: datetime | None, revoked_at: datetime | None, *, expires_at: datetime, now: datetime
) -> InvitationState:
    """Say how an invitation stands at `now`; what happened to it counts before the time that ran out."""
    if accepted_at is not None:
        return InvitationState.ACCEPTED
    if revoked_at is not None:
        return InvitationState.REVOKED
    return InvitationState.OPEN if now < expires_at else InvitationState.EXPIRED


def invitation_faults(state: InvitationState) -> list[Reason]:
    """List why an invitation in `state` cannot be accepted."""
    return [] if state is InvitationState.OPEN else [reason(f"invitation.{state.value}")]


def owner_faults(levels: Mapping[UserId, Level], user_id: UserId, *, becomes: Level | None) -> list[Reason]:
    """List why a member may not become `becomes` (None: leave): an organization is never without an owner."""
    others = any(level is Level.OWNER for member, level in levels.items() if member != user_id)
    is_last = levels.get(user_id) is Level.OWNER and not others
    return [reason("organization.last_owner", "level")] if is_last and becomes is not Level.OWNER else []
