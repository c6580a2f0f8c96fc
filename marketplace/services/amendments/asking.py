"""Asking for a change of a contract in force: whoever asks signs the terms that would hold."""

from datetime import date, datetime

from marketplace.domain.acts import Act, check_may
from marketplace.domain.contracts.changes import (
    ANSWER_WITHIN,
    AmendmentKind,
    AmendmentState,
    Hand,
    Wish,
    change_faults,
    note_faults,
)
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.contracts.floors import lowered_faults
from marketplace.domain.contracts.frames import check_may_frame
from marketplace.domain.contracts.milestones import Milestone
from marketplace.domain.contracts.reserving import check_may_extend, extension_faults
from marketplace.domain.contracts.seasons import season_faults
from marketplace.domain.contracts.signing import document_hash
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.errors import NotFound, Reason, refuse_if_any
from marketplace.domain.events import EventKind
from marketplace.domain.ids import AmendmentId, ContractId
from marketplace.domain.viewers import Viewer
from marketplace.models.accounts.hands import count_try, known_hand
from marketplace.models.base import db
from marketplace.models.contracts.amending import (
    check_in_force,
    check_not_late,
    is_extended,
    next_number,
    sign_amendment,
)
from marketplace.models.contracts.resizing import check_bags
from marketplace.models.contracts.steps import lock_contract
from marketplace.models.frames.seasons import check_follows, latest_season
from marketplace.models.lots.figures import references_in_force
from marketplace.models.rows.contracts.amendments import Amendment
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.record.events import record_event
from marketplace.models.samples.steps import say_allowance_anew
from marketplace.services.transaction import keeping_ticket, use_case


def ask_amendment(contract_id: ContractId, wish: Wish, *, hand: Hand, by: Viewer, now: datetime) -> AmendmentId:
    """Ask the other side to change a contract in force; it stays as it is until a facilitator has approved too.

    Raises `Refused` for a wrong hand, for terms that cannot be, or while another amendment is pending.
    """
    with keeping_ticket():
        _count_try(contract_id, by=by, now=now)
    return _ask(contract_id, wish, hand=hand, by=by, now=now)


@use_case
def _count_try(contract_id: ContractId, *, by: Viewer, now: datetime) -> None:
    contract = db.session.get(Contract, contract_id)
    if contract is None or by.organization_id not in contract.stake.owners:
        raise NotFound("contract.unknown")
    check_may(by, Act.TEND_CONTRACT, contract.stake)
    count_try(by, now)


@use_case
def _ask(contract_id: ContractId, wish: Wish, *, hand: Hand, by: Viewer, now: datetime) -> AmendmentId:
    person = known_hand(by, hand.password)
    contract = lock_contract(contract_id, by)
    check_may(by, Act.TEND_CONTRACT, contract.stake)
    contract.expect_version(wish.seen)
    check_in_force(contract)
    check_not_late(contract, wish.terms)
    if wish.kind is AmendmentKind.EXTENSION:
        check_may_extend(_reserved_until(contract), by.role, is_extended=is_extended(contract.id))
    refuse_if_any([*note_faults(wish.reason), *_faults(contract, wish)])
    if wish.kind is AmendmentKind.FRAME:
        refuse_if_any(season_faults(wish.terms.frame, now=now))
    if wish.kind is AmendmentKind.TERMS:
        before = ContractTerms.from_json(contract.terms)
        refuse_if_any(lowered_faults(before, wish.terms, references=references_in_force(day_in_lima(now))))
        check_bags(contract, wish.terms)
    amendment = _written(contract, wish, by=by, now=now)
    facts = {"code": contract.code, "number": amendment.number, "note": amendment.reason}
    record_event(amendment, EventKind.AMENDMENT_ASKED, by=by, now=now, **facts)
    sign_amendment(amendment, hand, person=person, by=by, now=now)
    say_allowance_anew(contract, now)
    return amendment.id


def _faults(contract: Contract, wish: Wish) -> list[Reason]:
    if wish.kind is AmendmentKind.FRAME:
        is_at_home = contract.milestone is Milestone.PREPARING
        check_may_frame(is_at_home=is_at_home, is_running=latest_season(contract) is not None)
    if wish.kind is AmendmentKind.RENEWAL:
        check_follows(contract, wish.terms, lot_id=wish.lot_id)
    if wish.kind is AmendmentKind.EXTENSION:
        longer = extension_faults(_reserved_until(contract), wish.terms.reserved_until)
        return longer or change_faults(wish.kind, ContractTerms.from_json(contract.terms), new=wish.terms)
    return change_faults(wish.kind, ContractTerms.from_json(contract.terms), new=wish.terms)


def _reserved_until(contract: Contract) -> date | None:
    return ContractTerms.from_json(contract.terms).reserved_until


def _written(contract: Contract, wish: Wish, *, by: Viewer, now: datetime) -> Amendment:
    stored = wish.terms.to_json()
    return Amendment(
        contract=contract,
        number=next_number(contract.id),
        kind=wish.kind,
        state=AmendmentState.WAITING,
        base_version=contract.terms_version,
        terms=stored,
        document_hash=document_hash(contract.code, contract.terms_version + 1, terms=stored),
        lot_id=wish.lot_id,
        reason=wish.reason.strip(),
        by_organization_id=by.organization_id,
        made_at=now,
        expires_at=now + ANSWER_WITHIN,
    )
