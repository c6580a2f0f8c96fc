"""Moving a shipment: loaded, left, documents sent, arrived; every contract aboard moves along, or none does."""

from datetime import datetime

from marketplace.domain.acts import Act, Stake, check_may
from marketplace.domain.contracts.clauses import Side
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.contracts.frames import CALL_OFF_MACHINE, GONE, CallOffState, CallOffStep
from marketplace.domain.contracts.milestones import MILESTONE_MACHINE, Report
from marketplace.domain.errors import NotAllowed, Refused, reason, refuse_if_any
from marketplace.domain.events import EventKind, SubjectKind, step_taken
from marketplace.domain.ids import ShipmentId
from marketplace.domain.samples.standing import check_may_ship
from marketplace.domain.shipments.days import STAGE_OF, Certainty, Stage
from marketplace.domain.shipments.life import (
    MILESTONES,
    SHIPMENT_MACHINE,
    Moved,
    ShipmentStep,
    leaving_faults,
    moved_faults,
)
from marketplace.domain.shipments.papers import wanting
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.base import db
from marketplace.models.cargo.steps import lock_shipment, still_open, take_off
from marketplace.models.contracts.goods import arrive_called
from marketplace.models.contracts.milestones import reach_milestone
from marketplace.models.money.course import raise_called
from marketplace.models.money.instalments import check_may_leave
from marketplace.models.rows.contracts.call_offs import CallOff
from marketplace.models.rows.contracts.shipments import Cargo, Shipment, ShipmentDay
from marketplace.models.rows.record.events import record_event
from marketplace.models.rows.record.turns import settle_turns
from marketplace.models.samples.steps import sample_standing
from marketplace.services.transaction import use_case


@use_case
def move_shipment(shipment_id: ShipmentId, moved: Moved, *, seen: int, by: Viewer, now: datetime) -> None:
    """Take a step with a shipment; the contracts aboard reach the milestone with it, through their own gates."""
    shipment = lock_shipment(shipment_id, by)
    _check_whose_step(shipment, moved.step, by)
    shipment.expect_version(seen)
    reached = SHIPMENT_MACHINE.advance(shipment.state, moved.step, by.role)
    refuse_if_any(moved_faults(moved, last_day=shipment.last_step_on, today=day_in_lima(now)))
    aboard = list(shipment.cargo)
    _check_gates(shipment, moved.step)
    for cargo in aboard:
        _carry_along(cargo, moved, by=by, now=now)
    shipment.state, shipment.last_step_on = reached, moved.day
    _date(shipment, moved, by=by, now=now)
    kind = step_taken(SubjectKind.SHIPMENT, moved.step)
    record_event(shipment, kind, by=by, now=now, code=shipment.code, day=moved.day.isoformat(), note=moved.note)
    for cargo in aboard:
        settle_turns(cargo, now)


def _check_whose_step(shipment: Shipment, step: ShipmentStep, by: Viewer) -> None:
    """Let the organizer and facilitators take every step, and a maker report the arrival of what is its alone."""
    if step is ShipmentStep.ARRIVE and by.role is Role.MAKER:
        if shipment.makers != {by.organization_id}:
            raise NotAllowed("shipment.several_makers")
        check_may(by, Act.TEND_SHIPMENT, Stake(shipment.makers))
        return
    check_may(by, Act.TEND_SHIPMENT, Stake.of(shipment.organizer_id))


def _check_gates(shipment: Shipment, step: ShipmentStep) -> None:
    if step is ShipmentStep.SHIP:
        refuse_if_any(leaving_faults(shipment.terms))
    if step is ShipmentStep.SEND_DOCUMENTS:
        lacking = ((each, _lacking(each)) for each in shipment.cargo)
        refuse_if_any(
            reason("shipment.papers_missing", contract=each.contract.code, paper_kinds=kinds)
            for each, kinds in lacking
            if kinds
        )
    if step is ShipmentStep.CLOSE and (codes := still_open(shipment)):
        raise Refused(reason("shipment.not_all_closed", contracts=", ".join(codes)))


def _lacking(cargo: Cargo) -> list[str]:
    papers = ((each.rule, each.state) for each in cargo.papers)
    return [kind.value for kind in wanting(papers, Side.PRODUCER)]


def _carry_along(cargo: Cargo, moved: Moved, *, by: Viewer, now: datetime) -> None:
    contract = cargo.contract
    if moved.step is ShipmentStep.CANCEL:
        take_off(cargo, by=by, now=now)
    elif cargo.call_off_id is not None:
        _carry_call_off(cargo, moved, by=by, now=now)
    elif moved.step in MILESTONES:
        step = MILESTONES[moved.step]
        if (contract.milestone, step) in MILESTONE_MACHINE.next or moved.step is not ShipmentStep.LOAD:
            reach_milestone(contract, Report(step, moved.day, moved.note), role=Role.SYSTEM, by=by, now=now)


def _carry_call_off(cargo: Cargo, moved: Moved, *, by: Viewer, now: datetime) -> None:
    """Let a frame's call-off ship with the rest, in its group's name; its contract's sample must be settled."""
    if moved.step is ShipmentStep.LOAD:
        check_may_ship(sample_standing(cargo.contract))
    call_off = db.session.get_one(CallOff, cargo.call_off_id, with_for_update=True, populate_existing=True)
    if moved.step is ShipmentStep.ARRIVE and call_off.state is CallOffState.SHIPPED:
        arrive_called(call_off, moved.day, by=by, now=now)
    if moved.step is not ShipmentStep.SHIP or call_off.state in GONE:
        return
    check_may_leave(cargo.contract, call_off)
    call_off.state = CALL_OFF_MACHINE.advance(call_off.state, CallOffStep.SHIP, Role.PRODUCER)
    call_off.shipped_on = moved.day
    facts = {"code": cargo.contract.code, "quarter": str(call_off.quarter), "day": moved.day.isoformat()}
    record_event(call_off, EventKind.CALL_OFF_SHIPPED, by=by, now=now, **facts)
    raise_called(call_off, now=now)


def _date(shipment: Shipment, moved: Moved, *, by: Viewer, now: datetime) -> None:
    """Put the real day in the place of the expected one; days still to come are never before it."""
    stage = STAGE_OF.get(moved.step)
    if stage is None:
        return
    if stage is Stage.LOADING:
        shipment.load_on = moved.day
    if stage in (Stage.LOADING, Stage.DEPARTURE):
        shipment.depart_on = moved.day if stage is Stage.DEPARTURE else max(shipment.depart_on, moved.day)
    shipment.arrive_on = moved.day if stage is Stage.ARRIVAL else max(shipment.arrive_on, moved.day)
    kept = ShipmentDay(shipment_id=shipment.id, stage=stage, certainty=Certainty.ACTUAL, day=moved.day, at=now)
    kept.note, kept.user_id = moved.note, by.user_id
    db.session.add(kept)
