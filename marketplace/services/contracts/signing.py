"""Signing: a side puts its name under exactly what it read, with its password; the second name asks a facilitator."""

from datetime import datetime

from sqlalchemy import select

from marketplace.domain.acts import Act, check_may
from marketplace.domain.contracts.life import CONTRACT_MACHINE, ContractStep, check_in_time, review_due
from marketplace.domain.contracts.signing import (
    SignatureTerms,
    check_not_signed,
    check_same_document,
    needs_consent,
    signature_faults,
)
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.errors import NotFound, refuse_if_any
from marketplace.domain.ids import ContractId, OrganizationId
from marketplace.domain.viewers import Viewer
from marketplace.models.accounts.hands import count_try, forget_tries, known_hand
from marketplace.models.base import db
from marketplace.models.contracts.steps import lock_contract, present_hash
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.contracts.signatures import ContractSignature
from marketplace.services.contracts.steps import record
from marketplace.services.transaction import keeping_ticket, use_case


def sign_contract(contract_id: ContractId, given: SignatureTerms, *, password: str, by: Viewer, now: datetime) -> None:
    """Sign in the organization's name; the second side's signature puts the contract before the facilitators.

    Raises `Refused`: `sign_in.too_often`, `user.password_wrong`, or what is wrong with the signature; `Stale` when the
    contract is no longer what was read. Every try counts, as at the door, before the password is looked at.
    """
    with keeping_ticket():
        _count_try(contract_id, by=by, now=now)
    _sign(contract_id, given, password=password, by=by, now=now)


@use_case
def _count_try(contract_id: ContractId, *, by: Viewer, now: datetime) -> None:
    contract = db.session.get(Contract, contract_id)
    if contract is None or by.organization_id not in contract.stake.owners:
        raise NotFound("contract.unknown")
    check_may(by, Act.SIGN_CONTRACT, contract.stake)
    count_try(by, now)


@use_case
def _sign(contract_id: ContractId, given: SignatureTerms, *, password: str, by: Viewer, now: datetime) -> None:
    person = known_hand(by, password)
    contract = lock_contract(contract_id, by)
    check_may(by, Act.SIGN_CONTRACT, contract.stake)
    check_not_signed(_signatures(contract), by.organization_id)
    check_same_document(given.document_hash, present_hash(contract))
    step = ContractStep.COUNTERSIGN if contract.producer_signed_at or contract.maker_signed_at else ContractStep.SIGN
    contract.state = CONTRACT_MACHINE.advance(contract.state, step, by.role)
    check_in_time(contract.sign_by, now=now)
    refuse_if_any(signature_faults(ContractTerms.from_json(contract.terms), given, name=person.name))
    _keep(contract, given, by=by, now=now)
    if step is ContractStep.COUNTERSIGN:
        contract.review_by = review_due(now)
    forget_tries(person)
    record(contract, step, by=by, now=now, version=contract.terms_version, document=given.document_hash)


def _keep(contract: Contract, given: SignatureTerms, *, by: Viewer, now: datetime) -> None:
    consented = needs_consent(ContractTerms.from_json(contract.terms)) and given.consents
    db.session.add(
        ContractSignature(
            contract_id=contract.id,
            terms_version=contract.terms_version,
            organization_id=by.organization_id,
            user_id=by.user_id,
            typed_name=given.typed_name.strip(),
            document_hash=given.document_hash,
            consented_to_arbitration=consented,
            locale=given.locale,
            words=given.words,
            signed_at=now,
        )
    )
    if by.organization_id == contract.producer_id:
        contract.producer_signed_at = now
    else:
        contract.maker_signed_at = now


def _signatures(contract: Contract) -> dict[OrganizationId, ContractSignature]:
    query = select(ContractSignature).where(
        ContractSignature.contract_id == contract.id, ContractSignature.terms_version == contract.terms_version
    )
    return {each.organization_id: each for each in db.session.scalars(query)}
