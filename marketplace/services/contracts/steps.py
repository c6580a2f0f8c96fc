"""What the use cases of contracts share: how each begins, and how what happened is recorded."""

from datetime import datetime

from marketplace.domain.acts import Act, check_may
from marketplace.domain.contracts.life import CONTRACT_MACHINE, ContractStep
from marketplace.domain.events import SubjectKind, step_taken
from marketplace.domain.ids import ContractId
from marketplace.domain.plain import to_plain
from marketplace.domain.viewers import Viewer
from marketplace.models.contracts.steps import lock_contract
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.record.events import record_event


def stepped(contract_id: ContractId, step: ContractStep, *, act: Act, seen: int, by: Viewer) -> Contract:
    """Lock a contract that the viewer saw in version `seen` and take the step, if this viewer may."""
    contract = lock_contract(contract_id, by)
    check_may(by, act, contract.stake)
    contract.expect_version(seen)
    contract.state = CONTRACT_MACHINE.advance(contract.state, step, by.role)
    return contract


def record(contract: Contract, step: ContractStep, *, by: Viewer, now: datetime, **facts: object) -> None:
    """Record that a step was taken."""
    record_event(contract, step_taken(SubjectKind.CONTRACT, step), by=by, now=now, **to_plain(facts))
