"""Due-diligence statements that an importer filed: their numbers recorded, and what became of them."""

from datetime import datetime

from sqlalchemy import select

from marketplace.domain.acts import Act, check_may
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import NotFound, Refused, refuse_if_any
from marketplace.domain.events import EventKind
from marketplace.domain.evidence.statements import StatementState, StatementTerms, statement_faults
from marketplace.domain.ids import ContractId, StatementId
from marketplace.domain.viewers import Viewer
from marketplace.gateways.queue import enqueue
from marketplace.models.base import db
from marketplace.models.contracts.steps import lock_contract
from marketplace.models.rows.record.events import record_event
from marketplace.models.rows.traces.statements import Statement
from marketplace.models.traces.packing import is_in_force
from marketplace.services.transaction import use_case


@use_case
def record_statement(contract_id: int, terms: StatementTerms, *, by: Viewer, now: datetime) -> StatementId:
    """Record a statement that the maker filed for a contract in force, by the numbers that the EU's system gave it."""
    contract = lock_contract(ContractId(contract_id), by)
    check_may(by, Act.RECORD_STATEMENT, contract.stake)
    if not is_in_force(contract):
        raise Refused("statement.not_in_force")
    refuse_if_any(statement_faults(terms, today=day_in_lima(now)))
    row = Statement(
        contract_id=contract.id,
        contract=contract,
        reference_number=terms.reference_number,
        verification_number=terms.verification_number,
        state=terms.state,
        filed_on=terms.filed_on,
        user_id=by.user_id,
        recorded_at=now,
    )
    record_event(row, EventKind.STATEMENT_RECORDED, by=by, now=now, code=contract.code, number=row.reference_number)
    enqueue(db.session, "evidence:hand_over")
    return row.id


@use_case
def change_statement(
    statement_id: int, state: StatementState, *, seen: int | None, by: Viewer, now: datetime
) -> ContractId:
    """Say where a statement stands now in the EU's system."""
    row = db.session.scalar(select(Statement).where(Statement.id == statement_id))
    if row is None or by.organization_id not in row.stake.owners:
        raise NotFound("statement.unknown")
    check_may(by, Act.RECORD_STATEMENT, row.stake)
    row.expect_version(seen)
    row.state = state
    facts = {"code": row.contract.code, "number": row.reference_number, "state": state.value}
    record_event(row, EventKind.STATEMENT_CHANGED, by=by, now=now, **facts)
    return row.contract_id
