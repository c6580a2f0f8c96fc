"""What waits at a group for money that is due to it: an account to be stated, a payout to be prepared."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sqlalchemy import ColumnElement, func, select

from marketplace.domain.accounts import OrganizationKind
from marketplace.domain.books.chart import Account
from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import OrganizationId
from marketplace.domain.money import Currency, Money
from marketplace.domain.payouts.accounts import STANDING, AccountState
from marketplace.domain.payouts.life import PREPARE_TIME, RESERVING
from marketplace.domain.payouts.rails import Rail, account_currency
from marketplace.domain.turns import Task, Turn
from marketplace.models.base import db
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.money.bank_accounts import BankAccount
from marketplace.models.rows.money.books import ContractBalance
from marketplace.models.rows.money.payouts import Payout, PayoutPart
from marketplace.models.rows.people.accounts import Organization
from marketplace.models.rows.record.turns import Turn as TurnRow
from marketplace.models.rows.record.turns import settle_turns


@dataclass(frozen=True, slots=True)
class Waiting:
    """A group for which money waits, seen as a subject of turns."""

    SUBJECT: ClassVar = SubjectKind.ORGANIZATION
    id: OrganizationId
    turns: list[Turn]


def settle_waiting(organization_id: OrganizationId, *, now: datetime) -> None:
    """Write down who must act so that a group gets what is due to it; the days of what stands already are kept."""
    group = db.session.get(Organization, organization_id, with_for_update=True)
    if group is None or group.kind is not OrganizationKind.PRODUCER_GROUP:
        return
    standing = select(TurnRow.task, TurnRow.due_at).where(
        TurnRow.subject_kind == SubjectKind.ORGANIZATION, TurnRow.subject_id == organization_id
    )
    days = {row.task: row.due_at for row in db.session.execute(standing)}
    turns = [
        Turn(who, task, group.name, days.get(task) or now + PREPARE_TIME, organization_id if who is None else None)
        for who, task in dict.fromkeys(_wanted(organization_id))
    ]
    settle_turns(Waiting(organization_id, turns), now)


def due_to(where: ColumnElement[bool]) -> list[tuple[Contract, Money]]:
    """List the contracts under which money is due to a group and is in no payout yet, with how much."""
    reserved = (
        select(func.coalesce(func.sum(PayoutPart.amount), 0))
        .join(Payout, Payout.id == PayoutPart.payout_id)
        .where(PayoutPart.contract_id == Contract.id, Payout.state.in_(RESERVING))
        .correlate(Contract)
        .scalar_subquery()
    )
    left = (-ContractBalance.amount - reserved).label("left")
    query = (
        select(Contract, ContractBalance.currency, left)
        .join(ContractBalance, ContractBalance.contract_id == Contract.id)
        .where(ContractBalance.account == Account.GROUP_DUE, ContractBalance.amount < 0, left > 0, where)
        .order_by(Contract.id)
    )
    return [(contract, Money(amount, currency)) for contract, currency, amount in db.session.execute(query)]


def account_for(organization_id: OrganizationId, currency: Currency, *, lock: bool = False) -> BankAccount | None:
    """Find the standing account of a group that money of a currency arrives at, confirmed or not."""
    query = select(BankAccount).where(
        BankAccount.organization_id == organization_id,
        BankAccount.currency == account_currency(Rail.BANK_WIRE, currency),
        BankAccount.state.in_(STANDING),
    )
    query = query.with_for_update().execution_options(populate_existing=True) if lock else query
    return db.session.scalar(query)


def _wanted(organization_id: OrganizationId) -> list[tuple[OrganizationId | None, Task]]:
    found: list[tuple[OrganizationId | None, Task]] = []
    for currency in {money.currency for _contract, money in due_to(Contract.producer_id == organization_id)}:
        account = account_for(organization_id, currency)
        if account is None:
            found.append((organization_id, Task.BANK_ACCOUNT_STATE))
        elif account.state is AccountState.CONFIRMED:
            found.append((None, Task.PAYOUT_PREPARE))
    return found
