"""The steps of stray money: it is written down once, and each wish about it takes its part or sets it free."""

from datetime import datetime

from sqlalchemy import select

from marketplace.domain.errors import NotFound
from marketplace.domain.events import EventKind
from marketplace.domain.ids import ContractId, InstalmentId, PlacementId, StrayId
from marketplace.domain.money import Money
from marketplace.domain.payments.life import InstalmentState, PaymentState
from marketplace.domain.payments.provider import RemotePart, RemotePayment
from marketplace.domain.payments.ways import Way
from marketplace.domain.viewers import SYSTEM, Viewer
from marketplace.models.base import db
from marketplace.models.payments.steps import next_attempt
from marketplace.models.rows.money.instalments import NIL, Instalment
from marketplace.models.rows.money.payments import Payment
from marketplace.models.rows.money.strays import Placement, Stray
from marketplace.models.rows.record.events import record_event


def add_stray(part: RemotePart, remote: RemotePayment, *, now: datetime) -> Stray:
    """Write down money that fits nothing of ours; whoever calls has booked it."""
    row = Stray(
        remote_id=part.remote_id,
        payment_remote_id=remote.remote_id,
        reference=remote.reference,
        currency=part.money.currency,
        amount=part.money.amount,
        claimed=NIL,
        at=part.at,
    )
    record_event(row, EventKind.STRAY_FOUND, by=SYSTEM, now=now, **told_of_money(part.money), number=row.remote_id)
    return row


def lock_stray(stray_id: StrayId) -> Stray:
    """Lock stray money; whoever calls has locked the contract that it is for, if any. Raises `NotFound`."""
    row = db.session.get(Stray, stray_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound("stray.unknown")
    return row


def lock_placement(placement_id: PlacementId) -> Placement:
    """Lock the money, then the wish about it; raises `NotFound`."""
    stray_id = db.session.scalar(select(Placement.stray_id).where(Placement.id == placement_id))
    if stray_id is None:
        raise NotFound("placement.unknown")
    lock_stray(stray_id)
    return db.session.get_one(Placement, placement_id, with_for_update=True, populate_existing=True)


def claim(stray: Stray, money: Money, *, by: Viewer, now: datetime) -> None:
    """Take a part of stray money for a wish, or set it free where `money` is below zero; the row refuses too much."""
    stray.claimed += money.amount
    record_event(stray, EventKind.STRAY_CHANGED, by=by, now=now, **told_of_money(stray.free), number=stray.remote_id)


def first_due(contract_id: ContractId) -> InstalmentId | None:
    """Find what of a contract has been due for longest."""
    query = select(Instalment.id).where(Instalment.contract_id == contract_id, Instalment.state == InstalmentState.DUE)
    return db.session.scalar(query.order_by(Instalment.due_on, Instalment.number).limit(1))


def matched_payment(placement: Placement, row: Instalment, *, locale: str, now: datetime) -> Payment:
    """Make the attempt by which stray money pays a locked instalment; it has waited long, and its money is there."""
    return next_attempt(
        row,
        Way.MATCHED,
        money=placement.money,
        now=now,
        state=PaymentState.EXPIRED,
        locale=locale,
        remote_id=placement.reference,
        stray=placement.stray,
        opened_by_id=placement.asked_by_id,
    )


def told_of(placement: Placement) -> dict[str, object]:
    """Say what events tell of a wish about stray money."""
    code = placement.instalment.contract.code if placement.instalment else None
    return {**told_of_money(placement.money), "what": placement.kind.value, "code": code, "note": placement.note}


def told_of_money(money: Money) -> dict[str, object]:
    """Say what events tell of money."""
    return {"amount": str(money.amount), "currency": money.currency.value}
