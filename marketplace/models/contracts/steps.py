"""The steps in a contract's life that several use cases share: keeping a version of the terms, and ending it."""

from datetime import datetime

from sqlalchemy import ColumnElement, false, or_, select, true

from marketplace.domain.contracts.life import CONTRACT_MACHINE, SIGNING_TIME, ContractStep
from marketplace.domain.contracts.milestones import check_still_home
from marketplace.domain.contracts.signing import document_hash
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.errors import NotFound
from marketplace.domain.events import SubjectKind, step_taken
from marketplace.domain.ids import ContractId, OrganizationId
from marketplace.domain.payments.life import RefundCause
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.base import db
from marketplace.models.cargo.steps import leave_shipment
from marketplace.models.frames.seasons import release_season
from marketplace.models.lots.ledger import release_bags
from marketplace.models.money.course import end_money
from marketplace.models.rows.contracts.contracts import Contract, ContractTermsVersion
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.record.events import record_event
from marketplace.models.samples.fees import settle_fees
from marketplace.models.samples.steps import drop_samples


def seen_by(viewer: Viewer) -> ColumnElement[bool]:
    """Let facilitators see every contract, and a party its own."""
    if viewer.role is Role.FACILITATOR:
        return true()
    own = viewer.organization_id
    return false() if own is None else or_(Contract.producer_id == own, Contract.maker_id == own)


def lock_contract(contract_id: ContractId, by: Viewer) -> Contract:
    """Lock the lot first, then the contract, as everywhere; raises `NotFound` for those who are no party."""
    lot_id = db.session.scalar(select(Contract.lot_id).where(Contract.id == contract_id))
    if lot_id is None:
        raise NotFound("contract.unknown")
    db.session.execute(select(Lot.id).where(Lot.id == lot_id).with_for_update())
    contract = db.session.get_one(Contract, contract_id, with_for_update=True, populate_existing=True)
    may_know = by.role in (Role.FACILITATOR, Role.SYSTEM) or by.organization_id in contract.stake.owners
    if not may_know:
        raise NotFound("contract.unknown")
    return contract


def keep_terms(contract: Contract, *, by: OrganizationId | None, now: datetime) -> ContractTermsVersion:
    """Keep the contract's present terms as the version that `terms_version` says, with the hash that is signed."""
    version = ContractTermsVersion(
        contract_id=contract.id,
        number=contract.terms_version,
        terms=contract.terms,
        by_organization_id=by,
        at=now,
        document_hash=document_hash(contract.code, contract.terms_version, terms=contract.terms),
    )
    db.session.add(version)
    return version


def replace_terms(contract: Contract, terms: ContractTerms, *, by: OrganizationId | None, now: datetime) -> None:
    """Put new terms in place as the next version; whatever was signed before binds nobody to them."""
    contract.terms = terms.to_json()
    contract.total = terms.total
    contract.terms_version += 1
    contract.level_missed_at = None
    contract.producer_signed_at = contract.maker_signed_at = None
    keep_terms(contract, by=by, now=now)


def open_signing(contract: Contract, now: datetime) -> None:
    """Give both sides their time to sign; who only reserves bags signs as soon as others, and then pays the share."""
    contract.sign_by = now + SIGNING_TIME


def present_hash(contract: Contract) -> str:
    """Return the hash of the document that the contract is now."""
    return document_hash(contract.code, contract.terms_version, terms=contract.terms)


def give_back(contract: Contract, now: datetime) -> None:
    """Give a contract's bags back to its lot, as many as it has by now."""
    if release_season(contract, now):
        return
    release_bags(contract.source, now, bags=contract.bags)


def end_contract(
    contract: Contract,
    *,
    by: Viewer,
    now: datetime,
    reason: str | None = None,
    cause: RefundCause = RefundCause.ENDED,
) -> None:
    """End an approved contract whose cacao has not left: its bags go back to the lot, what was paid is due back.

    A reservation whose share was not paid in time lapses by itself.

    Raises `Refused` when it was never approved or was shipped already.
    """
    check_still_home(contract.milestone)
    leave_shipment(contract, by=by, now=now)
    step = ContractStep.LAPSE if cause is RefundCause.LAPSED else ContractStep.END
    contract.state = CONTRACT_MACHINE.advance(contract.state, step, by.role)
    contract.end_reason = reason or contract.end_reason
    contract.milestone = None
    give_back(contract, now)
    drop_samples(contract, now=now)
    deposit = ContractTerms.from_json(contract.terms).deposit
    facts = {"note": contract.end_reason, "refund_due_at_most": str(deposit.amount), "currency": deposit.currency.value}
    record_event(contract, step_taken(SubjectKind.CONTRACT, step), by=by, now=now, **facts)
    end_money(contract, cause=cause, now=now)
    settle_fees(contract, now)
