"""How facilitators judge organizations: verify, refuse, suspend, reinstate."""

from dataclasses import dataclass
from datetime import datetime

from marketplace.domain.accounts import VERIFICATION_MACHINE, OrganizationKind, VerificationStep
from marketplace.domain.acts import Act, check_may
from marketplace.domain.errors import NotAllowed, refuse_if_any
from marketplace.domain.events import SubjectKind, step_taken
from marketplace.domain.ids import OrganizationId
from marketplace.domain.organizations import judgement_faults
from marketplace.domain.viewers import Level, Viewer
from marketplace.gateways.queue import enqueue
from marketplace.models.accounts.places import levels_in, lock_organization
from marketplace.models.base import db
from marketplace.models.rows.record.events import record_event
from marketplace.services.transaction import use_case


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a facilitator decides: the step, what the organization is told, and the version that was looked at."""

    step: VerificationStep
    note: str | None = None
    version: int | None = None


@use_case
def judge_organization(
    organization_id: OrganizationId, judgement: Judgement, *, by: Viewer, now: datetime
) -> OrganizationId:
    """Take one step in an organization's standing; its owners are told by mail."""
    return _judge(organization_id, judgement, by=by, now=now)


@use_case
def verify_organization(
    organization_id: OrganizationId, note: str | None = None, *, by: Viewer, now: datetime
) -> OrganizationId:
    """Let an organization trade."""
    return _judge(organization_id, Judgement(VerificationStep.VERIFY, note), by=by, now=now)


def _judge(organization_id: OrganizationId, judgement: Judgement, *, by: Viewer, now: datetime) -> OrganizationId:
    row = lock_organization(organization_id, by)
    check_may(by, Act.VERIFY_ORGANIZATION, row.stake)
    if row.kind is OrganizationKind.ALLIANCE:
        raise NotAllowed("organization.alliances_are_founded")
    row.expect_version(judgement.version)
    note = (judgement.note or "").strip() or None
    refuse_if_any(judgement_faults(judgement.step, note))
    row.state = VERIFICATION_MACHINE.advance(row.state, judgement.step, by.role)
    kind = step_taken(SubjectKind.ORGANIZATION, judgement.step)
    event = record_event(row, kind, by=by, now=now, note=note)
    db.session.flush()
    for user_id, level in levels_in(row).items():
        if level is Level.OWNER:
            enqueue(db.session, "accounts:send_judgement", event_id=event.id, user_id=user_id)
    return row.id
