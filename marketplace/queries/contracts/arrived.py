"""Contracts whose cacao arrived and whose turn to be closed is told otherwise than they stand."""

from sqlalchemy import exists, select

from marketplace.domain.contracts.closing import missing_to_close
from marketplace.domain.contracts.life import ContractState
from marketplace.domain.contracts.milestones import Milestone
from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import ContractId
from marketplace.domain.turns import Task
from marketplace.models.base import db
from marketplace.models.contracts.closing import closing_columns, facts_from
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.record.turns import Turn


def list_wrongly_told() -> list[ContractId]:
    """List the contracts that nobody is asked to close although nothing is missing, or the other way round."""
    is_asked = exists().where(
        Turn.subject_kind == SubjectKind.CONTRACT, Turn.subject_id == Contract.id, Turn.task == Task.CONTRACT_CLOSE
    )
    query = select(Contract.id, is_asked.label("is_asked"), *closing_columns())
    query = query.where(Contract.state == ContractState.APPROVED, Contract.milestone == Milestone.ARRIVED)
    rows = db.session.execute(query.order_by(Contract.id)).all()
    return [row.id for row in rows if row.is_asked == bool(missing_to_close(facts_from(row)))]
