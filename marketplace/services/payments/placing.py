"""Giving money without a name its place: one facilitator says whose it is or that it goes back, another one agrees."""

from datetime import datetime

from sqlalchemy import select

from marketplace.domain.acts import NOBODYS, Act, check_may
from marketplace.domain.errors import Refused, reason, refuse_if_any
from marketplace.domain.events import EventKind
from marketplace.domain.ids import InstalmentId, PlacementId, StrayId
from marketplace.domain.payments.life import PaymentStep
from marketplace.domain.payments.provider import RemotePart
from marketplace.domain.payments.strays import (
    PLACEMENT_MACHINE,
    PlacementKind,
    PlacementState,
    PlacementStep,
    Placing,
    check_other_person,
    placing_faults,
)
from marketplace.domain.viewers import Viewer
from marketplace.gateways.queue import enqueue
from marketplace.models.base import db
from marketplace.models.payments.steps import lock_instalment, move_payment, take_part
from marketplace.models.payments.steps import told_of as told_of_payment
from marketplace.models.payments.strays import claim, first_due, lock_placement, lock_stray, matched_payment, told_of
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.money.strays import Placement
from marketplace.models.rows.record.events import record_event
from marketplace.services.payments.hearing import give_place
from marketplace.services.transaction import use_case

LOCALE = "es_PE"


@use_case
def ask_placement(stray_id: StrayId, wanted: Placing, *, by: Viewer, now: datetime) -> PlacementId:
    """Say what is to become of money without a name, or of a part of it; never more than is left of it.

    It pays what of the contract has been due for longest; what is more is the maker's credit.
    """
    check_may(by, Act.GIVE_BACK, NOBODYS)
    stray = lock_stray(stray_id)
    refuse_if_any(placing_faults(wanted, stray.free))
    instalment_id = _due(wanted.contract_code, stray.currency) if wanted.kind is PlacementKind.MATCH else None
    row = Placement(
        stray=stray,
        kind=wanted.kind,
        state=PlacementState.ASKED,
        currency=stray.currency,
        amount=wanted.amount,
        instalment_id=instalment_id,
        note=wanted.note.strip(),
        asked_by_id=by.user_id,
        asked_at=now,
        changed_at=now,
    )
    record_event(row, EventKind.PLACEMENT_ASKED, by=by, now=now, **told_of(row))
    claim(stray, row.money, by=by, now=now)
    return row.id


@use_case
def agree_placement(placement_id: PlacementId, *, seen: int, by: Viewer, now: datetime) -> None:
    """Agree as another facilitator: the money pays the contract, or is sent back to where it came from."""
    instalment_id = db.session.scalar(select(Placement.instalment_id).where(Placement.id == placement_id))
    check_may(by, Act.GIVE_BACK, NOBODYS)
    if instalment_id is not None:
        lock_instalment(instalment_id, by)
    row = lock_placement(placement_id)
    row.expect_version(seen)
    check_other_person(row.asked_by_id, by.user_id)
    row.decided_by_id = by.user_id
    if row.instalment is None:
        row.state = PLACEMENT_MACHINE.advance(row.state, PlacementStep.DECIDE, by.role)
        record_event(row, EventKind.PLACEMENT_DECIDED, by=by, now=now, **told_of(row))
        enqueue(db.session, "refunds:return", placement_id=row.id)
        return
    check_may(by, Act.GIVE_BACK, row.instalment.stake)
    row.state = PLACEMENT_MACHINE.advance(row.state, PlacementStep.MATCH, by.role)
    record_event(row, EventKind.PLACEMENT_MATCHED, by=by, now=now, **told_of(row))
    _pay(row, by=by, now=now)


@use_case
def refuse_placement(placement_id: PlacementId, *, seen: int, by: Viewer, now: datetime) -> None:
    """Leave the money where it is; who asked may take it back this way too."""
    check_may(by, Act.GIVE_BACK, NOBODYS)
    row = lock_placement(placement_id)
    row.expect_version(seen)
    row.state = PLACEMENT_MACHINE.advance(row.state, PlacementStep.REFUSE, by.role)
    claim(row.stray, -row.money, by=by, now=now)
    record_event(row, EventKind.PLACEMENT_REFUSED, by=by, now=now, **told_of(row))


def _due(code: str, currency: str) -> InstalmentId:
    """Find what the money is to pay; raises `Refused` beside the contract's code."""
    contract = db.session.scalar(select(Contract).where(Contract.code == code.strip().upper()))
    if contract is None:
        raise Refused(reason("placement.no_contract", "contract_code"))
    if contract.total.currency != currency:
        raise Refused(reason("placement.another_currency", "contract_code", currency=contract.total.currency))
    instalment_id = first_due(contract.id)
    if instalment_id is None:
        raise Refused(reason("placement.nothing_due", "contract_code"))
    return instalment_id


def _pay(placement: Placement, *, by: Viewer, now: datetime) -> None:
    """Let the money pay as if it had come for the instalment, on the day on which it was found out."""
    row = placement.instalment
    assert row is not None  # noqa: S101 - a match has one, says the row
    payment = matched_payment(placement, row, locale=LOCALE, now=now)
    record_event(payment, EventKind.PAYMENT_BEGUN, by=by, now=now, **told_of_payment(payment))
    take_part(payment, RemotePart(placement.reference, placement.money, now), now=now)
    move_payment(payment, PaymentStep.RECEIVE, now=now)
    give_place(row.contract, now=now)
