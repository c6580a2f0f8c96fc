"""How a place in an organization is found: whoever changes who belongs to it locks the organization first."""

from marketplace.domain.errors import NotFound
from marketplace.domain.ids import UserId
from marketplace.domain.viewers import Level, Role, Viewer
from marketplace.models.base import db
from marketplace.models.rows.people.accounts import Membership, Organization


def lock_organization(organization_id: int, by: Viewer) -> Organization:
    """Lock an organization that the viewer belongs to or judges; raises `NotFound` for any other, and for none.

    Its number stays what it is, so rows that only name it are still written meanwhile, without a deadlock.
    """
    row = None
    if by.role is Role.FACILITATOR or organization_id in by.organization_ids:
        row = db.session.get(Organization, organization_id, with_for_update={"key_share": True})
    if row is None:
        raise NotFound("organization.unknown")
    return row


def levels_in(organization: Organization) -> dict[UserId, Level]:
    """Read who belongs to an organization, and at which level."""
    return {each.user_id: each.level for each in organization.memberships}


def place_of(organization: Organization, user_id: int) -> Membership:
    """Return a person's place in an organization; raises `NotFound`."""
    found = next((each for each in organization.memberships if each.user_id == user_id), None)
    if found is None:
        raise NotFound("membership.unknown")
    return found
