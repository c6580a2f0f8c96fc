"""Taking note of the condition on which a facilitator approved: each side for itself, before the cacao moves."""

from datetime import datetime

from marketplace.domain.acts import Act
from marketplace.domain.contracts.approvals import check_has_to_note
from marketplace.domain.contracts.life import ContractStep
from marketplace.domain.ids import ContractId
from marketplace.domain.viewers import Viewer
from marketplace.services.contracts.steps import record, stepped
from marketplace.services.transaction import use_case


@use_case
def acknowledge_condition(contract_id: ContractId, *, seen: int, by: Viewer, now: datetime) -> None:
    """Take note of the facilitator's condition for one's own side."""
    contract = stepped(contract_id, ContractStep.ACKNOWLEDGE, act=Act.TEND_CONTRACT, seen=seen, by=by)
    check_has_to_note(contract.unread_by, by.organization_id)
    if by.organization_id == contract.producer_id:
        contract.producer_noted_at = now
    else:
        contract.maker_noted_at = now
    record(contract, ContractStep.ACKNOWLEDGE, by=by, now=now, note=contract.condition)
