"""Calling off the bags of a frame: the maker calls, the group confirms and ships, the calendar closes quarters."""

from datetime import date, datetime

from sqlalchemy import select, tuple_

from marketplace.domain.acts import Act, check_may
from marketplace.domain.contracts.approvals import check_condition_read
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.contracts.frames import (
    CALL_OFF_MACHINE,
    CONFIRM_WITHIN,
    CallOffState,
    CallOffStep,
    Closing,
    Uncalled,
    call_faults,
    check_callable_until,
    close_quarter,
    shipment_faults,
    shipped_faults,
)
from marketplace.domain.contracts.goods import arrival_faults, check_may_finish
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.errors import NotFound, Refused, refuse_if_any
from marketplace.domain.events import EventKind, SubjectKind, step_taken
from marketplace.domain.ids import CallOffId
from marketplace.domain.samples.standing import check_may_ship
from marketplace.domain.viewers import SYSTEM, Viewer
from marketplace.models.base import db
from marketplace.models.cargo.steps import close_shipment_if_done
from marketplace.models.contracts.amending import check_in_force
from marketplace.models.contracts.goods import arrive_called, lock_call_off, say_anew
from marketplace.models.contracts.steps import lock_contract
from marketplace.models.frames.seasons import give_back_quarter, open_next
from marketplace.models.money.course import plan_called, raise_called, settle_up
from marketplace.models.money.instalments import check_may_leave
from marketplace.models.rows.contracts.call_offs import CallOff, FrameSeason
from marketplace.models.rows.record.events import record_event
from marketplace.models.samples.steps import sample_standing
from marketplace.services.transaction import use_case


@use_case
def call_bags(call_off_id: CallOffId, bags: int, *, seen: int, by: Viewer, now: datetime) -> None:
    """Call bags of the open quarter; the database refuses more than the season holds. The next quarter opens."""
    call_off = _stepped(call_off_id, CallOffStep.CALL, seen=seen, by=by)
    check_callable_until(call_off.call_by, now)
    refuse_if_any(call_faults(bags, call_off.may_be_called))
    call_off.bags, call_off.confirm_by = bags, now + CONFIRM_WITHIN
    _record(call_off, CallOffStep.CALL, by=by, now=now, bags=bags)
    open_next(call_off.season, now=now)


@use_case
def confirm_call(call_off_id: CallOffId, shipment_on: date, *, seen: int, by: Viewer, now: datetime) -> None:
    """Confirm called bags with the day on which they will ship, within their quarter."""
    call_off = _stepped(call_off_id, CallOffStep.CONFIRM, seen=seen, by=by)
    refuse_if_any(shipment_faults(shipment_on, call_off.quarter, today=day_in_lima(now)))
    call_off.shipment_on = shipment_on
    _record(call_off, CallOffStep.CONFIRM, by=by, now=now, day=shipment_on.isoformat())
    plan_called(call_off, now=now)


@use_case
def ship_call(call_off_id: CallOffId, shipped_on: date, *, seen: int, by: Viewer, now: datetime) -> None:
    """Record that called bags have left; refused while sample, condition or money keep the contract from it."""
    call_off = _stepped(call_off_id, CallOffStep.SHIP, seen=seen, by=by)
    check_condition_read(call_off.season.contract.unread_by)
    check_may_ship(sample_standing(call_off.season.contract))
    with db.session.no_autoflush:  # the step is written with its event
        check_may_leave(call_off.season.contract, call_off)
    refuse_if_any(shipped_faults(shipped_on, today=day_in_lima(now)))
    call_off.shipped_on = shipped_on
    _record(call_off, CallOffStep.SHIP, by=by, now=now, day=shipped_on.isoformat())
    raise_called(call_off, now=now)


@use_case
def report_called(call_off_id: CallOffId, arrived_on: date, *, seen: int, by: Viewer, now: datetime) -> None:
    """Report that called bags arrived, where no shipment says it."""
    call_off = _told(call_off_id, seen=seen, by=by)
    if call_off.cargo:
        raise Refused("call_off.carried")
    CALL_OFF_MACHINE.advance(call_off.state, CallOffStep.ARRIVE, by.role)
    refuse_if_any(arrival_faults(arrived_on, shipped_on=call_off.shipped_on, today=day_in_lima(now)))
    arrive_called(call_off, arrived_on, by=by, now=now)


@use_case
def finish_call(call_off_id: CallOffId, *, seen: int, by: Viewer, now: datetime) -> None:
    """Close called bags: weighed, without open claims, their money paid; their shipment closes with the last."""
    call_off = _told(call_off_id, seen=seen, by=by)
    reached = CALL_OFF_MACHINE.advance(call_off.state, CallOffStep.FINISH, by.role)
    if call_off.facts is not None:
        days = call_off.terms.claim_days
        check_may_finish(call_off.facts, claim_days=days, role=by.role, today=day_in_lima(now))
    call_off.state = reached
    _record(call_off, CallOffStep.FINISH, by=by, now=now)
    for cargo in call_off.cargo:
        close_shipment_if_done(cargo.shipment_id, now=now)
    settle_up(call_off.season.contract, now=now)
    say_anew(call_off.season.contract, now=now)


@use_case
def close_call_off(call_off_id: CallOffId, *, now: datetime) -> bool:
    """Close a quarter whose time to call is over, by the frame's own rule; False when there was nothing to do."""
    call_off = _locked(call_off_id, SYSTEM)
    if call_off.closed_at is not None or now < call_off.call_by:
        return False
    was_open = call_off.state is CallOffState.OPEN
    closing = _closing(call_off)
    call_off.closed_at = now
    give_back_quarter(call_off, closing.released, now=now)
    if was_open:
        call_off.state = CALL_OFF_MACHINE.advance(call_off.state, CallOffStep.LAPSE, SYSTEM.role)
    kind = EventKind.CALL_OFF_LAPSED if was_open else EventKind.CALL_OFF_CLOSED
    facts = {"code": call_off.season.contract.code, "released": closing.released, "carried": closing.carried}
    record_event(call_off, kind, by=SYSTEM, now=now, **facts)
    if was_open:
        open_next(call_off.season, now=now, carried=closing.carried)
    return True


def _closing(call_off: CallOff) -> Closing:
    frame = ContractTerms.from_json(call_off.season.contract.terms).frame
    later = select(CallOff.id).where(
        CallOff.season_id == call_off.season_id,
        tuple_(CallOff.year, CallOff.quarter_number) > (call_off.year, call_off.quarter_number),
    )
    is_last = db.session.scalar(later.limit(1)) is None
    rule = frame.uncalled if frame else Uncalled.RELEASE
    left = call_off.season.left
    return close_quarter(call_off.may_be_called, call_off.bags, left=left, rule=rule, is_last=is_last)


def _told(call_off_id: CallOffId, *, seen: int, by: Viewer) -> CallOff:
    """Lock called bags about which a side says something once they have left, whether or not their frame was ended."""
    call_off = _locked(call_off_id, by)
    check_may(by, Act.TEND_CONTRACT, call_off.stake)
    call_off.expect_version(seen)
    return call_off


def _stepped(call_off_id: CallOffId, step: CallOffStep, *, seen: int, by: Viewer) -> CallOff:
    call_off = _locked(call_off_id, by)
    check_may(by, Act.TEND_CONTRACT, call_off.stake)
    check_in_force(call_off.season.contract)
    call_off.expect_version(seen)
    call_off.state = CALL_OFF_MACHINE.advance(call_off.state, step, by.role)
    return call_off


def _locked(call_off_id: CallOffId, by: Viewer) -> CallOff:
    """Lock the lot and the contract, then the season and the quarter."""
    found = db.session.execute(
        select(FrameSeason.id, FrameSeason.contract_id)
        .join(CallOff, CallOff.season_id == FrameSeason.id)
        .where(CallOff.id == call_off_id)
    ).one_or_none()
    if found is None:
        raise NotFound("call_off.unknown")
    lock_contract(found.contract_id, by)
    return lock_call_off(call_off_id)


def _record(call_off: CallOff, step: CallOffStep, *, by: Viewer, now: datetime, **facts: object) -> None:
    code = call_off.season.contract.code
    kind = step_taken(SubjectKind.CALL_OFF, step)
    record_event(call_off, kind, by=by, now=now, code=code, quarter=str(call_off.quarter), **facts)
