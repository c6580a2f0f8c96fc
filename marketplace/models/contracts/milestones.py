"""The step of reaching a milestone, which a side reports of a contract, or a shipment brings to all it carries."""

from datetime import date, datetime

from marketplace.domain.contracts.approvals import check_condition_read
from marketplace.domain.contracts.closing import missing_to_close
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.contracts.life import CONTRACT_MACHINE, ContractPermit
from marketplace.domain.contracts.milestones import (
    MILESTONE_MACHINE,
    MilestoneStep,
    Report,
    check_claims_over,
    close_frame,
    report_faults,
)
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.errors import Refused, reason, refuse_if_any
from marketplace.domain.events import SubjectKind, step_taken
from marketplace.domain.samples.standing import check_may_ship
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.base import db
from marketplace.models.cargo.steps import close_if_done, shipment_code
from marketplace.models.contracts.amending import lapse_resize
from marketplace.models.contracts.closing import closing_facts
from marketplace.models.money.course import go_on
from marketplace.models.money.instalments import check_deposit_came_of, check_may_leave
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.contracts.signatures import ContractMilestone
from marketplace.models.rows.record.events import record_event
from marketplace.models.samples.steps import sample_standing

CARRIED = frozenset({MilestoneStep.SHIP, MilestoneStep.SEND_DOCUMENTS, MilestoneStep.ARRIVE})


def reach_milestone(contract: Contract, report: Report, *, role: Role, by: Viewer, now: datetime) -> None:
    """Let a locked contract reach its next milestone, if its gates are open; `role` is whose word counts.

    A shipment that moves speaks as the system, whoever moved it. Raises `Refused`, `NotAllowed`.
    """
    if contract.milestone is None or not CONTRACT_MACHINE.permits(contract.state, ContractPermit.BIND):
        raise Refused("contract.not_approved")
    _check_whose_word(contract, report.step, role)
    if contract.terms.get("frame"):
        reached = close_frame(contract.milestone, report.step, role=role)
    else:
        reached = MILESTONE_MACHINE.advance(contract.milestone, report.step, role)
    refuse_if_any(report_faults(report, last_day=contract.milestone_on, today=day_in_lima(now)))
    _check_gates(contract, report.step, role=role, today=day_in_lima(now))
    contract.milestone, contract.milestone_on = reached, report.day
    if report.step is MilestoneStep.SHIP:  # what has left is not ended by agreement any more
        contract.end_asked_by_id = contract.end_reason = None
    _keep(contract, report, by=by, now=now)
    kind = step_taken(SubjectKind.CONTRACT, report.step)
    record_event(contract, kind, by=by, now=now, note=report.note, day=report.day.isoformat())
    go_on(contract, now=now)
    if report.step is MilestoneStep.MAKE_READY:
        lapse_resize(contract, now)
    if report.step is MilestoneStep.CLOSE:
        close_if_done(contract, now=now)


def _check_whose_word(contract: Contract, step: MilestoneStep, role: Role) -> None:
    """Refuse a side's word on what the shipment reports that carries the cacao."""
    if contract.shipment_id is not None and step in CARRIED and role is not Role.SYSTEM:
        raise Refused(reason("milestone.by_shipment", shipment=shipment_code(contract)))


def _check_gates(contract: Contract, step: MilestoneStep, *, role: Role, today: date) -> None:
    terms = ContractTerms.from_json(contract.terms)
    if step is MilestoneStep.MAKE_READY:
        check_condition_read(contract.unread_by)
        check_may_ship(sample_standing(contract))
        check_deposit_came_of(contract)
    if step is MilestoneStep.SHIP:
        check_may_leave(contract)
    if step is MilestoneStep.CLOSE:
        if terms.frame is None:
            check_claims_over(contract.milestone_on, terms.claim_days, role=role, today=today)
        refuse_if_any(missing_to_close(closing_facts(contract)))


def _keep(contract: Contract, report: Report, *, by: Viewer, now: datetime) -> None:
    db.session.add(
        ContractMilestone(
            contract_id=contract.id,
            milestone=contract.milestone,
            day=report.day,
            note=report.note,
            user_id=by.user_id,
            organization_id=by.organization_id,
            at=now,
        )
    )
