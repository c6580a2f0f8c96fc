"""What facilitators do with a signed contract: approve it, alone or as one of two, send it back, or reject it."""

from datetime import datetime

from sqlalchemy import select

from marketplace.domain.acts import Act, check_may
from marketplace.domain.contracts.approvals import (
    Approving,
    check_both_signed,
    check_other_person,
    joint_condition,
    needs_second,
    second_review_from,
)
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.contracts.flag_checks import check_all_seen, check_approvable
from marketplace.domain.contracts.life import CONTRACT_MACHINE, ContractState, ContractStep, note_faults, review_due
from marketplace.domain.contracts.milestones import Milestone
from marketplace.domain.errors import refuse_if_any
from marketplace.domain.ids import ContractId, OrganizationId
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.contracts.flagging import flags_of
from marketplace.models.contracts.steps import give_back, lock_contract, open_signing
from marketplace.models.frames.seasons import begin_season
from marketplace.models.lots.figures import references_in_force
from marketplace.models.money.course import plan_instalments
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.contracts.signatures import ContractApproval, ContractSignature
from marketplace.models.samples.fees import settle_fees
from marketplace.models.samples.steps import owe_pre_shipment
from marketplace.services.contracts.steps import record, stepped
from marketplace.services.transaction import use_case


def approve_contract(contract_id: ContractId, condition: str | None, *, seen: int, by: Viewer, now: datetime) -> None:
    """Approve a contract in the alliance's name, on a condition if one is given; refused while a flag forbids it.

    Above the alliance's threshold the first approval only asks for a second one, by another person.
    """
    approve_as_shown(contract_id, Approving(condition), seen=seen, by=by, now=now)


@use_case
def approve_as_shown(contract_id: ContractId, given: Approving, *, seen: int, by: Viewer, now: datetime) -> None:
    """Approve a contract as a page showed it; refused too when a flag came up that the page did not show."""
    contract = lock_contract(contract_id, by)
    check_may(by, Act.REVIEW_CONTRACT, contract.stake)
    contract.expect_version(seen)
    step = _approving_step(contract, now)
    state = CONTRACT_MACHINE.advance(contract.state, step, by.role)
    approved = _approvals_of(contract)
    check_other_person([each.user_id for each in approved], by.user_id)
    check_both_signed(_signed_by(contract), contract.stake.owners)
    refuse_if_any(note_faults(ContractStep.APPROVE, given.condition))
    _check_flags(contract, given, now)
    approved.append(_keep_approval(contract, given.condition, by=by, now=now))
    contract.state = state
    if step is ContractStep.ENDORSE:
        contract.review_by = review_due(now)
        record(contract, step, by=by, now=now, note=given.condition)
    else:
        contract.condition = joint_condition([each.condition for each in approved])
        contract.milestone, contract.milestone_on = Milestone.PREPARING, day_in_lima(now)
        _decide(contract, step, given.condition, by=by, now=now)
        owe_pre_shipment(contract, by=by, now=now)
        begin_season(contract, now=now)
        plan_instalments(contract, now=now)
        settle_fees(contract, now)


@use_case
def reject_contract(contract_id: ContractId, note: str | None, *, seen: int, by: Viewer, now: datetime) -> None:
    """End a contract for a reason; its bags go back to the lot."""
    contract = _judged(contract_id, ContractStep.REJECT, note, seen=seen, by=by)
    give_back(contract, now)
    _decide(contract, ContractStep.REJECT, note, by=by, now=now)


@use_case
def send_back_contract(contract_id: ContractId, note: str | None, *, seen: int, by: Viewer, now: datetime) -> None:
    """Ask the parties to change something; the note says what. What they agree then must be signed anew."""
    contract = _judged(contract_id, ContractStep.SEND_BACK, note, seen=seen, by=by)
    contract.note = note
    open_signing(contract, now)
    record(contract, ContractStep.SEND_BACK, by=by, now=now, note=note)


def _judged(contract_id: ContractId, step: ContractStep, note: str | None, *, seen: int, by: Viewer) -> Contract:
    contract = stepped(contract_id, step, act=Act.REVIEW_CONTRACT, seen=seen, by=by)
    refuse_if_any(note_faults(step, note))
    return contract


def _check_flags(contract: Contract, given: Approving, now: datetime) -> None:
    found = flags_of([contract], day_in_lima(now))[contract.id]
    check_approvable(found)
    check_all_seen(found, given.shown)


def _approving_step(contract: Contract, now: datetime) -> ContractStep:
    is_first = contract.state is not ContractState.SECOND_REVIEW
    threshold = second_review_from(references_in_force(day_in_lima(now)))
    return ContractStep.ENDORSE if is_first and needs_second(contract.total, threshold) else ContractStep.APPROVE


def _approvals_of(contract: Contract) -> list[ContractApproval]:
    query = select(ContractApproval).where(
        ContractApproval.contract_id == contract.id, ContractApproval.terms_version == contract.terms_version
    )
    return list(db.session.scalars(query.order_by(ContractApproval.id)))


def _signed_by(contract: Contract) -> set[OrganizationId]:
    query = select(ContractSignature.organization_id).where(
        ContractSignature.contract_id == contract.id, ContractSignature.terms_version == contract.terms_version
    )
    return set(db.session.scalars(query))


def _keep_approval(contract: Contract, condition: str | None, *, by: Viewer, now: datetime) -> ContractApproval:
    approval = ContractApproval(
        contract_id=contract.id,
        terms_version=contract.terms_version,
        user_id=by.user_id,
        condition=(condition or "").strip() or None,
        at=now,
    )
    db.session.add(approval)
    return approval


def _decide(contract: Contract, step: ContractStep, note: str | None, *, by: Viewer, now: datetime) -> None:
    contract.note = note
    contract.decided_at = now
    contract.decided_by_id = by.user_id
    record(contract, step, by=by, now=now, note=note)
