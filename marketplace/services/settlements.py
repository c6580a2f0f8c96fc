"""Settling a contract on its final weight: one side states it, the other agrees or disputes, a facilitator looks on."""

from datetime import datetime, timedelta

from marketplace.domain.acts import Act, check_may
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.contracts.goods import CalledBags, Goods
from marketplace.domain.contracts.life import review_due
from marketplace.domain.contracts.milestones import Milestone
from marketplace.domain.contracts.settlement import (
    SETTLEMENT_MACHINE,
    SettlementState,
    SettlementStep,
    Weighing,
    check_other_side,
    dispute_faults,
    is_unanswered,
    weight_faults,
    yes_of,
)
from marketplace.domain.errors import NotFound, Refused, refuse_if_any
from marketplace.domain.events import EventKind, SubjectKind, step_taken
from marketplace.domain.ids import SettlementId
from marketplace.domain.viewers import SYSTEM, Viewer
from marketplace.models.base import db
from marketplace.models.cargo.carrying import settlement_of
from marketplace.models.contracts.goods import Locked, check_goods_in_force, lock_goods, say_anew
from marketplace.models.money.course import settle_up
from marketplace.models.rows.contracts.settlements import Settlement
from marketplace.models.rows.record.events import record_event
from marketplace.services.transaction import use_case

ANSWER_WITHIN = timedelta(days=10)
ARRIVED = frozenset({Milestone.ARRIVED, Milestone.CLOSED})


@use_case
def state_weight(goods: Goods, weighing: Weighing, *, seen: int | None, by: Viewer, now: datetime) -> None:
    """State the final weight of what arrived, or state it anew after a dispute; the other side has to agree."""
    locked = lock_goods(goods, by)
    check_may(by, Act.TEND_CONTRACT, locked.contract.stake)
    check_goods_in_force(locked)
    _check_ripe(locked)
    row = settlement_of(locked.contract.id, locked.call_off_id, is_locked=True)
    kind = EventKind.SETTLEMENT_RESTATED if row else EventKind.SETTLEMENT_STATED
    if row is None:
        row = Settlement(contract=locked.contract, call_off=locked.call_off, state=SettlementState.STATED)
    else:
        row.expect_version(seen)
        row.state = SETTLEMENT_MACHINE.advance(row.state, SettlementStep.RESTATE, by.role)
    row.final_weight, row.weighed_on = weighing.final, weighing.weighed_on
    row.surveyor_note = (weighing.surveyor_note or "").strip() or None
    row.stated_by_id, row.stated_at = by.acting_for, now
    row.due_at, row.note = now + ANSWER_WITHIN, None
    refuse_if_any(weight_faults(row.figures, weighed_on=weighing.weighed_on, today=day_in_lima(now)))
    _record(row, kind, by=by, now=now)


@use_case
def agree_weight(goods: Goods, *, seen: int, by: Viewer, now: datetime) -> None:
    """Agree to the other side's weight: within the tolerance it settles the contract, outside a facilitator looks."""
    row = _answered(goods, seen=seen, by=by)
    step = yes_of(row.figures)
    row.state = SETTLEMENT_MACHINE.advance(row.state, step, by.role)
    if step is SettlementStep.CONFIRM:
        _settle(row, by=by, now=now)
    else:
        row.due_at = review_due(now)
    _record(row, step_taken(SubjectKind.SETTLEMENT, step), by=by, now=now)


@use_case
def dispute_weight(goods: Goods, note: str, *, seen: int, by: Viewer, now: datetime) -> None:
    """Dispute the other side's weight for a reason; either side may then state it anew."""
    row = _answered(goods, seen=seen, by=by)
    row.state = SETTLEMENT_MACHINE.advance(row.state, SettlementStep.DISPUTE, by.role)
    refuse_if_any(dispute_faults(note))
    row.note = note.strip()
    _record(row, EventKind.SETTLEMENT_DISPUTED, by=by, now=now)


@use_case
def contest_weight(goods: Goods, note: str, *, seen: int, by: Viewer, now: datetime) -> None:
    """Ask a facilitator to decide about a disputed weight, for a reason."""
    row = _locked(goods, by)
    check_may(by, Act.TEND_CONTRACT, row.stake)
    row.expect_version(seen)
    row.state = SETTLEMENT_MACHINE.advance(row.state, SettlementStep.CONTEST, by.role)
    refuse_if_any(dispute_faults(note))
    row.note, row.due_at = note.strip(), review_due(now)
    _record(row, EventKind.SETTLEMENT_CONTESTED, by=by, now=now)


@use_case
def expire_weight(settlement_id: SettlementId, *, now: datetime) -> bool:
    """Put a weight that nobody answered in time before a facilitator; False when there was nothing to do."""
    row = db.session.get_one(Settlement, settlement_id)
    goods: Goods = CalledBags(row.call_off_id) if row.call_off_id else row.contract_id
    row = _locked(goods, SYSTEM)
    if not is_unanswered(row.state, row.due_at, now=now):
        return False
    row.state = SETTLEMENT_MACHINE.advance(row.state, SettlementStep.EXPIRE, SYSTEM.role)
    row.due_at = review_due(now)
    _record(row, EventKind.SETTLEMENT_EXPIRED, by=SYSTEM, now=now)
    return True


@use_case
def approve_weight(goods: Goods, *, seen: int, by: Viewer, now: datetime) -> None:
    """Let a weight settle the contract that lies outside the tolerance, or on which the two sides could not agree."""
    row = _judged(goods, SettlementStep.APPROVE, seen=seen, by=by)
    _settle(row, by=by, now=now)
    _record(row, EventKind.SETTLEMENT_APPROVED, by=by, now=now)


@use_case
def refuse_weight(goods: Goods, note: str, *, seen: int, by: Viewer, now: datetime) -> None:
    """Send a weight back to the sides, for a reason that says what would be right."""
    row = _judged(goods, SettlementStep.REFUSE, seen=seen, by=by)
    refuse_if_any(dispute_faults(note))
    row.note = note.strip()
    _record(row, EventKind.SETTLEMENT_REFUSED, by=by, now=now)


def _check_ripe(locked: Locked) -> None:
    has_arrived = locked.arrived_on is not None if locked.call_off else locked.contract.milestone in ARRIVED
    if not has_arrived:
        raise Refused("settlement.not_arrived")
    if locked.terms.is_provisional:
        raise Refused("settlement.price_provisional")


def _answered(goods: Goods, *, seen: int, by: Viewer) -> Settlement:
    row = _locked(goods, by)
    check_may(by, Act.TEND_CONTRACT, row.stake)
    check_other_side(row.stated_by_id, by.organization_id)
    row.expect_version(seen)
    return row


def _judged(goods: Goods, step: SettlementStep, *, seen: int, by: Viewer) -> Settlement:
    row = _locked(goods, by)
    check_may(by, Act.REVIEW_CONTRACT, row.stake)
    row.expect_version(seen)
    row.state = SETTLEMENT_MACHINE.advance(row.state, step, by.role)
    return row


def _locked(goods: Goods, by: Viewer) -> Settlement:
    locked = lock_goods(goods, by)
    row = settlement_of(locked.contract.id, locked.call_off_id, is_locked=True)
    if row is None:
        raise NotFound("settlement.unknown")
    return row


def _settle(row: Settlement, *, by: Viewer, now: datetime) -> None:
    figures = row.figures
    row.amount, row.difference = figures.amount.amount, figures.difference.amount
    row.settled_at, row.decided_by_id, row.due_at = now, by.user_id, None
    settle_up(row.contract, now=now)


def _record(row: Settlement, kind: EventKind, *, by: Viewer, now: datetime) -> None:
    facts: dict[str, object] = {"code": row.about, "kilograms": str(row.final_weight.kilograms)}
    if row.difference is not None:
        facts |= {"amount": str(row.amount), "difference": str(row.difference)}
    record_event(row, kind, by=by, now=now, note=row.note, **facts)
    say_anew(row.call_off or row.contract, now=now)
