"""Organizations: registering a further one, and changing what one states about itself."""

from datetime import datetime

from marketplace.domain.accounts import VERIFICATION_MACHINE, OrganizationKind, VerificationState, VerificationStep
from marketplace.domain.acts import Act, check_may
from marketplace.domain.errors import NotAllowed, refuse_if_any
from marketplace.domain.events import EventKind
from marketplace.domain.ids import OrganizationId
from marketplace.domain.organizations import OrganizationTerms, identity_faults, organization_faults
from marketplace.domain.viewers import Viewer
from marketplace.models.accounts.joining import add_organization, terms_of, viewer_of, write_terms
from marketplace.models.accounts.places import lock_organization
from marketplace.models.base import db
from marketplace.models.rows.people.accounts import Organization, User
from marketplace.models.rows.record.events import record_event
from marketplace.services.transaction import use_case


@use_case
def create_organization(
    terms: OrganizationTerms, *, kind: OrganizationKind, by: Viewer, now: datetime
) -> OrganizationId:
    """Register a further, unverified organization of the viewer, who acts for it from now on."""
    check_may(by, Act.CREATE_ORGANIZATION)
    if kind is OrganizationKind.ALLIANCE:
        raise NotAllowed("organization.alliances_are_founded")
    refuse_if_any(organization_faults(terms, kind))
    owner = db.session.get_one(User, by.user_id, with_for_update=True)
    row = add_organization(kind, terms, owner=owner, now=now)
    record_event(row, EventKind.ORGANIZATION_CREATED, by=viewer_of(owner, row), now=now)
    return row.id


@use_case
def change_organization(
    organization_id: int, terms: OrganizationTerms, *, seen: int | None, by: Viewer, now: datetime
) -> OrganizationId:
    """Change what an organization states about itself; what facilitators verified stays as it was.

    Whoever was refused asks with it to be looked at again.
    """
    row = lock_organization(organization_id, by)
    check_may(by, Act.EDIT_ORGANIZATION, row.stake)
    row.expect_version(seen)
    before = terms_of(row)
    refuse_if_any([*organization_faults(terms, row.kind), *identity_faults(before, terms, state=row.state)])
    if terms != before:
        write_terms(row, terms)
        record_event(row, _changed(row, by=by, now=now), by=by, now=now)
    return row.id


def _changed(row: Organization, *, by: Viewer, now: datetime) -> EventKind:
    """Say what it is that an organization changes its page, and let who was refused ask again."""
    if row.state is not VerificationState.REFUSED:
        return EventKind.ORGANIZATION_CHANGED
    row.state = VERIFICATION_MACHINE.advance(row.state, VerificationStep.ASK_AGAIN, by.role)
    row.asked_at = now
    return EventKind.ORGANIZATION_ASKED_AGAIN
