"""Reporting how an approved contract is carried out, from the cacao made ready to the contract closed."""

from datetime import datetime

from marketplace.domain.acts import Act, check_may
from marketplace.domain.contracts.milestones import Report
from marketplace.domain.ids import ContractId
from marketplace.domain.viewers import Viewer
from marketplace.models.contracts.milestones import reach_milestone
from marketplace.models.contracts.steps import lock_contract
from marketplace.services.transaction import use_case


@use_case
def report_milestone(contract_id: ContractId, report: Report, *, seen: int, by: Viewer, now: datetime) -> None:
    """Record that a milestone was reached, by the side that may say so; the other side reads it at once."""
    contract = lock_contract(contract_id, by)
    check_may(by, Act.REPORT_MILESTONE, contract.stake)
    contract.expect_version(seen)
    reach_milestone(contract, report, role=by.role, by=by, now=now)
