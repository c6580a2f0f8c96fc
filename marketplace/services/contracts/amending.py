"""What both sides do before they sign: change the terms, confirm the other side's change, or step back in time."""

from datetime import datetime

from marketplace.domain.acts import Act
from marketplace.domain.contracts.amendments import amendment_faults, differences
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.contracts.floors import lowered_faults
from marketplace.domain.contracts.life import (
    CONTRACT_MACHINE,
    WITH_PARTIES,
    ContractStep,
    check_in_time,
    check_other_party,
    is_overdue,
    note_faults,
)
from marketplace.domain.contracts.seasons import season_faults
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.errors import refuse_if_any
from marketplace.domain.ids import ContractId
from marketplace.domain.viewers import SYSTEM, Role, Viewer
from marketplace.models.contracts.steps import give_back, lock_contract, open_signing, replace_terms
from marketplace.models.lots.figures import references_in_force
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.services.contracts.steps import record, stepped
from marketplace.services.transaction import use_case


@use_case
def revise_contract(contract_id: ContractId, terms: ContractTerms, *, seen: int, by: Viewer, now: datetime) -> None:
    """Put new terms in place of the present ones; the other side must confirm them, and both must sign them anew."""
    contract = _amended(contract_id, ContractStep.REVISE, seen=seen, by=by, now=now)
    old = ContractTerms.from_json(contract.terms)
    refuse_if_any(
        amendment_faults(old, terms) or lowered_faults(old, terms, references=references_in_force(day_in_lima(now)))
    )
    if terms.frame != old.frame:
        refuse_if_any(season_faults(terms.frame, now=now))
    replace_terms(contract, terms, by=by.organization_id, now=now)
    contract.revised_by_id = by.organization_id
    changed = sorted({each.name for each in differences(old, terms)})
    record(contract, ContractStep.REVISE, by=by, now=now, changed=changed)


@use_case
def confirm_contract(contract_id: ContractId, *, seen: int, by: Viewer, now: datetime) -> None:
    """Accept the other side's change; both sides may sign the new terms from now on."""
    contract = _amended(contract_id, ContractStep.CONFIRM, seen=seen, by=by, now=now)
    check_other_party(contract.revised_by_id, by.organization_id)
    open_signing(contract, now)
    record(contract, ContractStep.CONFIRM, by=by, now=now)


@use_case
def cancel_contract(contract_id: ContractId, note: str | None, *, seen: int, by: Viewer, now: datetime) -> None:
    """Step back from a contract that does not bind yet; its bags go back to the lot."""
    contract = stepped(contract_id, ContractStep.CANCEL, act=Act.REVISE_CONTRACT, seen=seen, by=by)
    refuse_if_any(note_faults(ContractStep.CANCEL, note))
    contract.note = note
    give_back(contract, now)
    record(contract, ContractStep.CANCEL, by=by, now=now, note=note)


@use_case
def expire_contract(contract_id: ContractId, *, now: datetime) -> bool:
    """Give the bags of a contract back that was not signed in time; False when there was nothing to do."""
    contract = lock_contract(contract_id, SYSTEM)
    if contract.state not in WITH_PARTIES or not is_overdue(contract.sign_by, now=now):
        return False
    contract.state = CONTRACT_MACHINE.advance(contract.state, ContractStep.EXPIRE, Role.SYSTEM)
    give_back(contract, now)
    record(contract, ContractStep.EXPIRE, by=SYSTEM, now=now)
    return True


def _amended(contract_id: ContractId, step: ContractStep, *, seen: int, by: Viewer, now: datetime) -> Contract:
    contract = stepped(contract_id, step, act=Act.REVISE_CONTRACT, seen=seen, by=by)
    check_in_time(contract.sign_by, now=now)
    return contract
