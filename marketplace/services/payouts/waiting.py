"""Keeping in step who must act so that a group gets what is due to it."""

from datetime import datetime

from sqlalchemy import select

from marketplace.domain.books.chart import Account
from marketplace.domain.ids import OrganizationId
from marketplace.models.base import db
from marketplace.models.payouts.waiting import settle_waiting
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.money.books import ContractBalance
from marketplace.services.transaction import use_case


@use_case
def settle_group(organization_id: OrganizationId, *, now: datetime) -> None:
    """Write down whose turn it is about the money that waits for a group."""
    settle_waiting(organization_id, now=now)


def groups_with_money() -> list[OrganizationId]:
    """List the groups to which something is due."""
    query = select(Contract.producer_id).join(ContractBalance, ContractBalance.contract_id == Contract.id)
    due = query.where(ContractBalance.account == Account.GROUP_DUE, ContractBalance.amount < 0)
    found = list(db.session.scalars(due.distinct().order_by(Contract.producer_id)))
    db.session.rollback()
    return found
