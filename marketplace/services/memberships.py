"""Who belongs to an organization: changing a person's level, removing a person, leaving."""

from datetime import datetime

from marketplace.domain.acts import Act, check_may
from marketplace.domain.errors import refuse_if_any
from marketplace.domain.events import EventKind
from marketplace.domain.memberships import owner_faults
from marketplace.domain.viewers import Level, Viewer
from marketplace.models.accounts.places import levels_in, lock_organization, place_of
from marketplace.models.base import db
from marketplace.models.rows.people.accounts import Membership, User
from marketplace.models.rows.record.events import record_event
from marketplace.services.transaction import use_case


@use_case
def change_level(organization_id: int, user_id: int, *, level: Level, by: Viewer, now: datetime) -> None:
    """Change what a person may do in the organization; it keeps at least one owner."""
    organization = lock_organization(organization_id, by)
    check_may(by, Act.CHANGE_MEMBER, organization.stake)
    place = place_of(organization, user_id)
    refuse_if_any(owner_faults(levels_in(organization), place.user_id, becomes=level))
    if place.level is level:
        return
    place.level = level
    kind = EventKind.ORGANIZATION_MEMBER_CHANGED
    record_event(organization, kind, by=by, now=now, user_id=place.user_id, level=level.value)


@use_case
def remove_member(organization_id: int, user_id: int, *, by: Viewer, now: datetime) -> None:
    """Take a person out of the organization, or leave it oneself; it keeps at least one owner."""
    organization = lock_organization(organization_id, by)
    is_leaving = user_id == by.user_id
    check_may(by, Act.LEAVE_ORGANIZATION if is_leaving else Act.CHANGE_MEMBER, organization.stake)
    place = place_of(organization, user_id)
    refuse_if_any(owner_faults(levels_in(organization), place.user_id, becomes=None))
    _take_out(place)
    record_event(organization, EventKind.ORGANIZATION_MEMBER_REMOVED, by=by, now=now, user_id=place.user_id)


def _take_out(place: Membership) -> None:
    user = db.session.get_one(User, place.user_id, with_for_update=True)
    if user.acting_for_id == place.organization_id:
        user.acting_for_id = None
    db.session.delete(place)
