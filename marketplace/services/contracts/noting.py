"""What is said before the cacao moves: a side takes note of a condition, a facilitator lets it go on unpaid."""

from datetime import datetime

from marketplace.domain.acts import Act, check_may
from marketplace.domain.contracts.approvals import check_has_to_note
from marketplace.domain.contracts.life import ContractStep
from marketplace.domain.errors import Refused, refuse_if_any
from marketplace.domain.events import EventKind
from marketplace.domain.ids import ContractId
from marketplace.domain.payments.leaving import letting_faults
from marketplace.domain.viewers import SYSTEM, Viewer
from marketplace.models.contracts.goods import say_anew
from marketplace.models.contracts.steps import lock_contract
from marketplace.models.rows.record.events import record_event
from marketplace.services.contracts.steps import record, stepped
from marketplace.services.transaction import use_case


@use_case
def acknowledge_condition(contract_id: ContractId, *, seen: int, by: Viewer, now: datetime) -> None:
    """Take note of the facilitator's condition for one's own side."""
    contract = stepped(contract_id, ContractStep.ACKNOWLEDGE, act=Act.TEND_CONTRACT, seen=seen, by=by)
    check_has_to_note(contract.unread_by, by.organization_id)
    if by.organization_id == contract.producer_id:
        contract.producer_noted_at = now
    else:
        contract.maker_noted_at = now
    record(contract, ContractStep.ACKNOWLEDGE, by=by, now=now, note=contract.condition)


@use_case
def let_prepare(contract_id: ContractId, note: str | None, *, seen: int, by: Viewer, now: datetime) -> None:
    """Let a contract go on although its deposit has not come, for a reason that both sides read."""
    contract = lock_contract(contract_id, by)
    check_may(by, Act.REVIEW_CONTRACT, contract.stake)
    contract.expect_version(seen)
    refuse_if_any(letting_faults(note))
    if not contract.waits_for_deposit:
        raise Refused("milestone.nothing_waits")
    contract.unpaid_note = (note or "").strip()
    record_event(contract, EventKind.CONTRACT_LET_PREPARE, by=by, now=now, note=contract.unpaid_note)


@use_case
def say_whose_turn(contract_id: ContractId, *, now: datetime) -> None:
    """Say anew whose turn it is with a contract that arrived, after money moved that keeps it open or does no more."""
    say_anew(lock_contract(contract_id, SYSTEM), now=now)
