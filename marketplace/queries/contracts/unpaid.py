"""Reservations whose share nobody paid by its last day, and what was begun to pay it, for the job that lets them go."""

from datetime import datetime

from sqlalchemy import select

from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.contracts.life import ContractState
from marketplace.domain.contracts.milestones import STILL_AT_HOME
from marketplace.domain.ids import ContractId, PaymentId
from marketplace.domain.payments.life import LIVE, InstalmentKind, InstalmentState
from marketplace.domain.payments.ways import Way
from marketplace.models.base import db
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.money.instalments import Instalment
from marketplace.models.rows.money.payments import Payment


def list_unpaid_shares(now: datetime) -> list[ContractId]:
    """List the contracts on reserved bags whose share should have been paid by now, the longest late first."""
    query = (
        select(Contract.id)
        .join(Instalment, Instalment.contract_id == Contract.id)
        .where(
            Instalment.state == InstalmentState.DUE,
            Instalment.kind == InstalmentKind.DEPOSIT,
            Instalment.due_on < day_in_lima(now),
            Contract.state == ContractState.APPROVED,
            Contract.milestone.in_(STILL_AT_HOME),
            Contract.unpaid_note.is_(None),
            Contract.terms["reserved_until"].astext.is_not(None),
        )
    )
    return list(db.session.scalars(query.order_by(Instalment.due_on, Contract.id)))


def list_begun(contract_id: ContractId) -> list[tuple[PaymentId, Way]]:
    """List the payments of a contract that may still bring money, each with its way."""
    query = select(Payment.id, Payment.way).join(Instalment, Instalment.id == Payment.instalment_id)
    query = query.where(Instalment.contract_id == contract_id, Payment.state.in_(LIVE)).order_by(Payment.id)
    return [(row.id, row.way) for row in db.session.execute(query)]
