"""Reporting how an approved contract is carried out, from the cacao made ready to the contract closed."""

from datetime import date, datetime

from marketplace.domain.acts import Act, check_may
from marketplace.domain.contracts.life import CONTRACT_MACHINE, ContractPermit
from marketplace.domain.contracts.milestones import (
    MILESTONE_MACHINE,
    Milestone,
    MilestoneStep,
    Report,
    check_claims_over,
    report_faults,
)
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.errors import Refused, refuse_if_any
from marketplace.domain.events import SubjectKind, step_taken
from marketplace.domain.ids import ContractId
from marketplace.domain.samples.standing import check_may_ship
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.contract_steps import lock_contract
from marketplace.models.contracts import Contract
from marketplace.models.events import record_event
from marketplace.models.sample_steps import sample_standing
from marketplace.models.signatures import ContractMilestone
from marketplace.services.transaction import use_case


@use_case
def report_milestone(contract_id: ContractId, report: Report, *, seen: int, by: Viewer, now: datetime) -> None:
    """Record that a milestone was reached, by the side that may say so; the other side reads it at once."""
    contract = lock_contract(contract_id, by)
    check_may(by, Act.REPORT_MILESTONE, contract.stake)
    contract.expect_version(seen)
    reached = _advanced(contract, report.step, by)
    refuse_if_any(report_faults(report, last_day=contract.milestone_on, today=now.date()))
    _check_gates(contract, report, by=by, today=now.date())
    contract.milestone, contract.milestone_on = reached, report.day
    _keep(contract, report, by=by, now=now)
    kind = step_taken(SubjectKind.CONTRACT, report.step)
    record_event(contract, kind, by=by, now=now, note=report.note, day=report.day.isoformat())


def _advanced(contract: Contract, step: MilestoneStep, by: Viewer) -> Milestone:
    if contract.milestone is None or not CONTRACT_MACHINE.permits(contract.state, ContractPermit.BIND):
        raise Refused("contract.not_approved")
    return MILESTONE_MACHINE.advance(contract.milestone, step, by.role)


def _check_gates(contract: Contract, report: Report, *, by: Viewer, today: date) -> None:
    terms = ContractTerms.from_json(contract.terms)
    if report.step is MilestoneStep.MAKE_READY:
        check_may_ship(sample_standing(contract))
    if report.step is MilestoneStep.CLOSE:
        check_claims_over(contract.milestone_on, terms.claim_days, role=by.role, today=today)


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
