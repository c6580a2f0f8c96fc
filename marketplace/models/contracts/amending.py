"""The steps that change a contract in force: locking what is concerned, and putting an agreed change in place."""

from datetime import datetime

from sqlalchemy import exists, func, select

from marketplace.domain.contracts.amendments import differences
from marketplace.domain.contracts.changes import (
    AMENDMENT_MACHINE,
    PENDING,
    AmendmentKind,
    AmendmentState,
    AmendmentStep,
    Hand,
    check_unsettled,
)
from marketplace.domain.contracts.life import CONTRACT_MACHINE, ContractPermit
from marketplace.domain.contracts.milestones import Milestone
from marketplace.domain.contracts.settlement import SettlementState
from marketplace.domain.contracts.signing import check_same_document, needs_consent, signature_faults
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.errors import NotFound, Refused, refuse_if_any
from marketplace.domain.events import EventKind
from marketplace.domain.ids import AmendmentId, ContractId, UserId
from marketplace.domain.viewers import SYSTEM, Role, Viewer
from marketplace.models.accounts.hands import forget_tries
from marketplace.models.base import db
from marketplace.models.cargo.steps import refresh_papers
from marketplace.models.contracts.resizing import follow_bags, free_fewer, let_go, lots_beside
from marketplace.models.contracts.steps import lock_contract, present_hash, replace_terms
from marketplace.models.frames.seasons import begin_season, take_season
from marketplace.models.money.course import settle_up
from marketplace.models.rows.contracts.amendments import Amendment, AmendmentSignature
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.contracts.settlements import Settlement
from marketplace.models.rows.contracts.signatures import ContractApproval, ContractSignature
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.people.accounts import User
from marketplace.models.rows.record.events import record_event
from marketplace.models.samples.steps import owe_pre_shipment, say_allowance_anew, settle_allowance


def check_in_force(contract: Contract) -> None:
    """Raise `Refused` unless the contract binds: only then there is something to change, to fix or to settle."""
    if not CONTRACT_MACHINE.permits(contract.state, ContractPermit.BIND):
        raise Refused("contract.not_approved")


def check_not_late(contract: Contract, terms: ContractTerms) -> None:
    """Raise `Refused` when terms would change what is closed, or what its final weight has settled."""
    query = select(Settlement.id).where(Settlement.contract_id == contract.id, Settlement.call_off_id.is_(None))
    settled = db.session.scalar(query.where(Settlement.state == SettlementState.SETTLED))
    check_unsettled(
        ContractTerms.from_json(contract.terms),
        terms,
        is_settled=settled is not None,
        is_closed=contract.milestone is Milestone.CLOSED,
    )


def lock_amendment(amendment_id: AmendmentId, by: Viewer) -> Amendment:
    """Lock the lots in their order, then the contract, then the amendment; raises `NotFound` for strangers.

    Lots of bids that share a cap with the contract's are among them: bags that are added count under it.
    """
    found = db.session.execute(
        select(Amendment.contract_id, Amendment.lot_id, Contract.lot_id.label("present_lot_id"))
        .join(Contract, Contract.id == Amendment.contract_id)
        .where(Amendment.id == amendment_id)
    ).one_or_none()
    if found is None:
        raise NotFound("amendment.unknown")
    own = [each for each in (found.lot_id, found.present_lot_id) if each is not None]
    lots = [*own, *lots_beside(found.contract_id)]
    db.session.execute(select(Lot.id).where(Lot.id.in_(lots)).order_by(Lot.id).with_for_update())
    lock_contract(found.contract_id, by)
    return db.session.get_one(Amendment, amendment_id, with_for_update=True, populate_existing=True)


def next_number(contract_id: ContractId) -> int:
    """Number the next amendment of a contract that is locked."""
    return (db.session.scalar(select(func.max(Amendment.number)).where(Amendment.contract_id == contract_id)) or 0) + 1


def is_extended(contract_id: ContractId) -> bool:
    """Say whether the reservation of a contract was extended before."""
    in_force = Amendment.kind == AmendmentKind.EXTENSION, Amendment.state == AmendmentState.IN_FORCE
    return db.session.scalar(select(exists().where(Amendment.contract_id == contract_id, *in_force))) or False


def lapse_pending(contract: Contract, now: datetime) -> None:
    """End the pending amendment of a contract whose terms have moved on under it."""
    for amendment in _pending_of(contract):
        lapse(amendment, now)


def lapse_resize(contract: Contract, now: datetime) -> None:
    """End the pending change of bags of a contract whose bags are fixed from now on."""
    for amendment in _pending_of(contract):
        if ContractTerms.from_json(amendment.terms).bags != contract.bags:
            lapse(amendment, now)


def lapse(amendment: Amendment, now: datetime) -> None:
    """End an amendment that nobody can bring into force any more; bags that it holds go back."""
    let_go(amendment, now=now)
    amendment.state = AMENDMENT_MACHINE.advance(amendment.state, AmendmentStep.EXPIRE, Role.SYSTEM)
    facts = {"code": amendment.contract.code, "number": amendment.number}
    record_event(amendment, EventKind.AMENDMENT_EXPIRED, by=SYSTEM, now=now, **facts)
    say_allowance_anew(amendment.contract, now)


def put_in_force(amendment: Amendment, *, by: Viewer, now: datetime) -> None:
    """Make an approved amendment the contract's next version, with both signatures and the approvals under it."""
    contract, terms, signatures = amendment.contract, ContractTerms.from_json(amendment.terms), amendment.signatures
    before = ContractTerms.from_json(contract.terms)
    changed = sorted({each.name for each in differences(before, terms)})
    bags_before = free_fewer(amendment, now=now)
    if amendment.kind is AmendmentKind.RENEWAL:
        contract.lot_id = take_season(contract, terms, renewal=amendment, now=now)
    contract.bags, contract.bag_weight = terms.bags, terms.bag_weight
    replace_terms(contract, terms, by=amendment.by_organization_id, now=now)
    check_same_document(amendment.document_hash, present_hash(contract))
    _keep_signatures(contract, signatures)
    _keep_approvals(amendment, by=by, now=now)
    _record(amendment, changed, bags_before=bags_before, by=by, now=now)
    settle_allowance(contract, terms.price, before=before.price, now=now)
    if amendment.kind is AmendmentKind.RENEWAL:
        begin_season(contract, now=now, renewal=amendment)
        owe_pre_shipment(contract, by=by, now=now)
    elif amendment.kind is AmendmentKind.FRAME:
        begin_season(contract, now=now)
    refresh_papers(contract, now=now)
    if bags_before is not None:
        follow_bags(contract, by=by, now=now)
    settle_up(contract, now=now)


def sign_amendment(amendment: Amendment, hand: Hand, *, person: User, by: Viewer, now: datetime) -> None:
    """Put a side's name under the terms of an amendment, exactly as they were read."""
    given, terms = hand.signature, ContractTerms.from_json(amendment.terms)
    check_same_document(given.document_hash, amendment.document_hash)
    refuse_if_any(signature_faults(terms, given, name=person.name))
    db.session.add(
        AmendmentSignature(
            amendment_id=amendment.id,
            organization_id=by.organization_id,
            user_id=person.id,
            typed_name=given.typed_name.strip(),
            document_hash=given.document_hash,
            consented_to_arbitration=needs_consent(terms) and given.consents,
            locale=given.locale,
            words=given.words,
            signed_at=now,
        )
    )
    db.session.flush()
    forget_tries(person)


def _record(amendment: Amendment, changed: list[str], *, bags_before: int | None, by: Viewer, now: datetime) -> None:
    contract, facts = amendment.contract, {"number": amendment.number, "changed": changed}
    if bags_before is None:
        record_event(contract, EventKind.CONTRACT_AMENDED, by=by, now=now, **facts, note=amendment.reason)
        return
    note = f"{bags_before} → {contract.bags}. {amendment.reason}"
    record_event(contract, EventKind.CONTRACT_RESIZED, by=by, now=now, **facts, note=note)


def _pending_of(contract: Contract) -> list[Amendment]:
    query = select(Amendment).where(Amendment.contract_id == contract.id, Amendment.state.in_(PENDING))
    return list(db.session.scalars(query.with_for_update()))


def _keep_signatures(contract: Contract, signatures: list[AmendmentSignature]) -> None:
    for each in signatures:
        db.session.add(
            ContractSignature(
                contract_id=contract.id,
                terms_version=contract.terms_version,
                organization_id=each.organization_id,
                user_id=each.user_id,
                typed_name=each.typed_name,
                document_hash=each.document_hash,
                consented_to_arbitration=each.consented_to_arbitration,
                locale=each.locale,
                words=each.words,
                signed_at=each.signed_at,
            )
        )
        if each.organization_id == contract.producer_id:
            contract.producer_signed_at = each.signed_at
        else:
            contract.maker_signed_at = each.signed_at


def _keep_approvals(amendment: Amendment, *, by: Viewer, now: datetime) -> None:
    people: list[UserId | None] = [amendment.endorsed_by_id, by.user_id]
    for user_id in filter(None, people):
        db.session.add(
            ContractApproval(
                contract_id=amendment.contract_id,
                terms_version=amendment.contract.terms_version,
                user_id=user_id,
                condition=None,
                at=now,
            )
        )
