"""Ending an approved contract by agreement: one side asks with a reason, the other agrees or keeps it."""

from datetime import datetime

from marketplace.domain.acts import Act, check_may
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.contracts.life import ContractStep, check_may_end, note_faults
from marketplace.domain.contracts.milestones import check_still_home
from marketplace.domain.contracts.reserving import may_let_go
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.errors import Refused, refuse_if_any
from marketplace.domain.ids import ContractId
from marketplace.domain.viewers import Viewer
from marketplace.models.contracts.steps import end_contract, lock_contract
from marketplace.services.contracts.steps import record, stepped
from marketplace.services.transaction import use_case


@use_case
def ask_to_end(contract_id: ContractId, note: str | None, *, seen: int, by: Viewer, now: datetime) -> None:
    """Ask the other side to end the contract, for a reason; it stays in force until they agree.

    Who may let a reservation go alone (`may_let_go`) ends it at once; the share that was paid stays with the group.
    """
    contract = stepped(contract_id, ContractStep.ASK_TO_END, act=Act.REVISE_CONTRACT, seen=seen, by=by)
    if contract.end_asked_by_id is not None:
        raise Refused("contract.end_asked_already")
    check_still_home(contract.milestone)
    refuse_if_any(note_faults(ContractStep.ASK_TO_END, note))
    reserved_until = ContractTerms.from_json(contract.terms).reserved_until
    if may_let_go(reserved_until, by.role, today=day_in_lima(now)):
        end_contract(contract, by=by, now=now, reason=note)
        return
    contract.end_asked_by_id, contract.end_reason = by.organization_id, note
    record(contract, ContractStep.ASK_TO_END, by=by, now=now, note=note)


@use_case
def keep_contract(contract_id: ContractId, note: str | None, *, seen: int, by: Viewer, now: datetime) -> None:
    """Let the contract stay in force: the other side declines to end it, or the asking side takes it back."""
    contract = stepped(contract_id, ContractStep.KEEP, act=Act.REVISE_CONTRACT, seen=seen, by=by)
    if contract.end_asked_by_id is None:
        raise Refused("contract.end_not_asked")
    refuse_if_any(note_faults(ContractStep.KEEP, note))
    contract.end_asked_by_id = contract.end_reason = None
    record(contract, ContractStep.KEEP, by=by, now=now, note=note)


@use_case
def agree_to_end(contract_id: ContractId, *, seen: int, by: Viewer, now: datetime) -> None:
    """Agree to what the other side asked: the contract ends, its bags go back to the lot, a deposit is due back."""
    contract = lock_contract(contract_id, by)
    check_may(by, Act.REVISE_CONTRACT, contract.stake)
    contract.expect_version(seen)
    check_may_end(contract.end_asked_by_id, by.organization_id)
    end_contract(contract, by=by, now=now)
