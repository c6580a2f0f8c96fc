"""What a viewer may do next about a contract."""

from collections.abc import Iterable

from marketplace.domain.contracts.life import CONTRACT_MACHINE, ContractState, ContractStep
from marketplace.domain.contracts.milestones import MILESTONE_MACHINE, STILL_AT_HOME, MilestoneStep, frame_steps
from marketplace.domain.ids import OrganizationId
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.queries.contracts.marks import ApprovalMark


def is_turn_of(viewer: Viewer, organization_id: OrganizationId | None) -> bool:
    """Say whether a turn is the viewer's; that of no organization is the facilitators'."""
    own = None if viewer.role is Role.FACILITATOR else viewer.organization_id
    return viewer.may_write and organization_id == own


def steps_for(contract: Contract, viewer: Viewer, *, approvals: Iterable[ApprovalMark]) -> tuple[ContractStep, ...]:
    """List what the viewer may do next; a side does not confirm its own change, a party does not judge.

    Nobody gives both of two approvals: `approvals` are those of the present terms.
    """
    is_judging_party = viewer.role is Role.FACILITATOR and viewer.organization_ids & contract.stake.owners
    if not viewer.may_write or is_judging_party:
        return ()
    barred = _barred(contract, viewer)
    if any(each.user_id == viewer.user_id for each in approvals):
        barred.add(ContractStep.APPROVE)
    return tuple(step for step in CONTRACT_MACHINE.steps(contract.state, viewer.role) if step not in barred)


def _barred(contract: Contract, viewer: Viewer) -> set[ContractStep]:
    """Collect what the machine would allow, but not to this viewer, or under another name."""
    own, asked = viewer.organization_id, contract.end_asked_by_id
    barred = {ContractStep.COUNTERSIGN, ContractStep.ENDORSE}  # whoever signs or approves need not know which it is
    if contract.has_signed(own):
        barred.add(ContractStep.SIGN)
    if contract.revised_by_id == own:
        barred.add(ContractStep.CONFIRM)
    if asked is None:
        barred |= {ContractStep.KEEP, ContractStep.END}
    if asked is not None or contract.milestone not in STILL_AT_HOME:
        barred.add(ContractStep.ASK_TO_END)
    if own not in contract.unread_by:
        barred.add(ContractStep.ACKNOWLEDGE)
    if asked == own:
        barred.add(ContractStep.END)
    return barred


def milestone_steps_for(contract: Contract, viewer: Viewer) -> tuple[MilestoneStep, ...]:
    """List the milestones that the viewer may report next: shipping only once what keeps the cacao is paid."""
    if not viewer.may_write or contract.milestone is None or contract.state is not ContractState.APPROVED:
        return ()
    of = frame_steps if contract.terms.get("frame") else MILESTONE_MACHINE.steps
    steps = of(contract.milestone, viewer.role)
    is_kept = MilestoneStep.SHIP in steps and contract.is_kept_unpaid()
    return () if is_kept or contract.waits_for_deposit else steps
