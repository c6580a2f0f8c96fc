"""What may be done with a contract: judge it, send it back, amend it, confirm the amendment, cancel it."""

from datetime import datetime

from sqlalchemy import select

from marketplace.domain.acts import Act, check_may
from marketplace.domain.contracts.amendments import amendment_faults, differences
from marketplace.domain.contracts.flags import check_approvable
from marketplace.domain.contracts.life import CONTRACT_MACHINE, ContractStep, check_other_party, note_faults, review_due
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.errors import NotFound, refuse_if_any
from marketplace.domain.events import SubjectKind, step_taken
from marketplace.domain.ids import ContractId
from marketplace.domain.plain import to_plain
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.base import db
from marketplace.models.contracts import Contract, ContractTermsVersion
from marketplace.models.events import record_event
from marketplace.models.flagging import flags_of
from marketplace.models.ledger import release_bags
from marketplace.models.lots import Lot
from marketplace.services.transaction import use_case


@use_case
def approve_contract(contract_id: ContractId, note: str | None, *, seen: int, by: Viewer, now: datetime) -> None:
    """Approve a contract in the alliance's name; refused while a flag forbids it."""
    contract = _judged(contract_id, ContractStep.APPROVE, note, seen=seen, by=by)
    check_approvable(flags_of([contract], now.date())[contract.id])
    _decide(contract, ContractStep.APPROVE, note, by=by, now=now)


@use_case
def reject_contract(contract_id: ContractId, note: str | None, *, seen: int, by: Viewer, now: datetime) -> None:
    """End a contract for a reason; its bags go back to the lot."""
    contract = _judged(contract_id, ContractStep.REJECT, note, seen=seen, by=by)
    release_bags(contract.allocation, now)
    _decide(contract, ContractStep.REJECT, note, by=by, now=now)


@use_case
def send_back_contract(contract_id: ContractId, note: str | None, *, seen: int, by: Viewer, now: datetime) -> None:
    """Ask the parties to change something; the note says what."""
    contract = _judged(contract_id, ContractStep.SEND_BACK, note, seen=seen, by=by)
    contract.note = note
    _record(contract, ContractStep.SEND_BACK, by=by, now=now, note=note)


@use_case
def revise_contract(contract_id: ContractId, terms: ContractTerms, *, seen: int, by: Viewer, now: datetime) -> None:
    """Put new terms in place of the present ones; the other side must then confirm them."""
    contract = _amended(contract_id, ContractStep.REVISE, seen=seen, by=by)
    old = ContractTerms.from_json(contract.terms)
    refuse_if_any(amendment_faults(old, terms))
    contract.terms = terms.to_json()
    contract.total = terms.total
    contract.terms_version += 1
    contract.revised_by_id = by.organization_id
    _keep_version(contract, by=by, now=now)
    changed = sorted({each.name for each in differences(old, terms)})
    _record(contract, ContractStep.REVISE, by=by, now=now, changed=changed)


@use_case
def confirm_contract(contract_id: ContractId, *, seen: int, by: Viewer, now: datetime) -> None:
    """Accept the other side's change; the contract is before the facilitators again."""
    contract = _amended(contract_id, ContractStep.CONFIRM, seen=seen, by=by)
    check_other_party(contract.revised_by_id, by.organization_id)
    contract.review_by = review_due(now)
    _record(contract, ContractStep.CONFIRM, by=by, now=now)


@use_case
def cancel_contract(contract_id: ContractId, note: str | None, *, seen: int, by: Viewer, now: datetime) -> None:
    """Step back from a contract that was sent back; its bags go back to the lot."""
    contract = _amended(contract_id, ContractStep.CANCEL, seen=seen, by=by)
    refuse_if_any(note_faults(ContractStep.CANCEL, note))
    contract.note = note
    release_bags(contract.allocation, now)
    _record(contract, ContractStep.CANCEL, by=by, now=now, note=note)


def _judged(contract_id: ContractId, step: ContractStep, note: str | None, *, seen: int, by: Viewer) -> Contract:
    contract = _locked(contract_id, by)
    check_may(by, Act.REVIEW_CONTRACT, contract.stake)
    contract.expect_version(seen)
    contract.state = CONTRACT_MACHINE.advance(contract.state, step, by.role)
    refuse_if_any(note_faults(step, note))
    return contract


def _amended(contract_id: ContractId, step: ContractStep, *, seen: int, by: Viewer) -> Contract:
    contract = _locked(contract_id, by)
    check_may(by, Act.REVISE_CONTRACT, contract.stake)
    contract.expect_version(seen)
    contract.state = CONTRACT_MACHINE.advance(contract.state, step, by.role)
    return contract


def _locked(contract_id: ContractId, by: Viewer) -> Contract:
    """Lock the lot first, then the contract, as everywhere."""
    lot_id = db.session.scalar(select(Contract.lot_id).where(Contract.id == contract_id))
    if lot_id is None:
        raise NotFound("contract.unknown")
    db.session.execute(select(Lot.id).where(Lot.id == lot_id).with_for_update())
    contract = db.session.get_one(Contract, contract_id, with_for_update=True, populate_existing=True)
    if by.role is not Role.FACILITATOR and by.organization_id not in contract.stake.owners:
        raise NotFound("contract.unknown")
    return contract


def _decide(contract: Contract, step: ContractStep, note: str | None, *, by: Viewer, now: datetime) -> None:
    contract.note = note
    contract.decided_at = now
    contract.decided_by_id = by.user_id
    _record(contract, step, by=by, now=now, note=note)


def _keep_version(contract: Contract, *, by: Viewer, now: datetime) -> None:
    db.session.add(
        ContractTermsVersion(
            contract_id=contract.id,
            number=contract.terms_version,
            terms=contract.terms,
            by_organization_id=by.organization_id,
            at=now,
        )
    )


def _record(contract: Contract, step: ContractStep, *, by: Viewer, now: datetime, **facts: object) -> None:
    record_event(contract, step_taken(SubjectKind.CONTRACT, step), by=by, now=now, **to_plain(facts))
