"""How facilitators judge organizations: verify, refuse, suspend, reinstate."""

from dataclasses import dataclass
from datetime import datetime

from marketplace.domain.accounts import VERIFICATION_MACHINE, OrganizationKind, VerificationStep
from marketplace.domain.acts import Act, check_may
from marketplace.domain.errors import NotAllowed, refuse_if_any
from marketplace.domain.events import SubjectKind, step_taken
from marketplace.domain.ids import OrganizationId
from marketplace.domain.organizations import judgement_faults
from marketplace.domain.viewers import Viewer
from marketplace.models.accounts.places import lock_organization
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
    """Take one step in an organization's standing; its people are told."""
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
    record_event(row, step_taken(SubjectKind.ORGANIZATION, judgement.step), by=by, now=now, note=note)
    return row.id
