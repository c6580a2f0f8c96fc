"""Payouts in lists, and what is due to groups: for facilitators everything, for a group its own."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, true

from marketplace.domain.errors import NotFound
from marketplace.domain.ids import ContractId, OrganizationId, PayoutId
from marketplace.domain.money import Currency, Money
from marketplace.domain.payouts.accounts import AccountState
from marketplace.domain.payouts.life import UNFINISHED, PayoutState
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.base import db
from marketplace.models.payouts.steps import payouts_of
from marketplace.models.payouts.waiting import account_for, due_to
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.money.bank_accounts import BankAccount
from marketplace.models.rows.money.payouts import WAITING, Payout
from marketplace.models.rows.people.accounts import Organization
from marketplace.queries.payouts.accounts import AccountLine, line_of_account

PER_PAGE = 30


@dataclass(frozen=True, slots=True)
class PayoutLine:
    """One payout in a list; `is_late` when whoever's turn it is should have acted."""

    id: PayoutId
    code: str
    organization: str
    state: PayoutState
    money: Money
    account: str
    prepared_at: datetime
    sent_on: date | None
    changed_at: datetime
    is_late: bool


@dataclass(frozen=True, slots=True)
class DueLine:
    """What is due to a group under one contract."""

    contract_id: ContractId
    code: str
    money: Money


@dataclass(frozen=True, slots=True)
class DueGroup:
    """What is due to one group in one currency: together, by contract, and the account it would go to."""

    organization_id: OrganizationId
    organization_code: str
    organization: str
    lines: tuple[DueLine, ...]
    account: AccountLine | None

    @property
    def currency(self) -> Currency:
        """The currency of all of it."""
        return self.lines[0].money.currency

    @property
    def money(self) -> Money:
        """All of it."""
        return sum((line.money for line in self.lines[1:]), self.lines[0].money)

    @property
    def can_be_paid(self) -> bool:
        """Whether a facilitator may prepare its payout now."""
        return self.account is not None and self.account.state is AccountState.CONFIRMED


def list_payouts(viewer: Viewer, *, now: datetime, is_finished: bool = False, page: int = 1) -> list[PayoutLine]:
    """List payouts under way, the oldest first, or those that are over; one more than a page holds tells of more."""
    order = Payout.id.desc() if is_finished else Payout.id
    is_open = Payout.state.in_(UNFINISHED)
    query = (
        select(Payout, Organization.name, BankAccount)
        .join(Organization, Organization.id == Payout.organization_id)
        .join(BankAccount, BankAccount.id == Payout.account_id)
        .where(payouts_of(viewer), ~is_open if is_finished else is_open)
        .order_by(order)
        .limit(PER_PAGE + 1)
        .offset(PER_PAGE * (page - 1))
    )
    return [
        PayoutLine(
            id=row.id,
            code=row.code,
            organization=name,
            state=row.state,
            money=row.money,
            account=f"{account.bank} {account.shown}",
            prepared_at=row.prepared_at,
            sent_on=row.sent_on,
            changed_at=row.changed_at,
            is_late=row.state in WAITING and row.changed_at + WAITING[row.state][1] < now,
        )
        for row, name, account in db.session.execute(query)
    ]


def list_due(viewer: Viewer, organization_id: int | None = None) -> list[DueGroup]:
    """List what is due to groups and in no payout yet; raises `NotFound` for a group that is not the viewer's."""
    if viewer.role is not Role.FACILITATOR:
        if organization_id not in (None, viewer.organization_id) or viewer.organization_id is None:
            raise NotFound("organization.unknown")
        organization_id = viewer.organization_id
    where = true() if organization_id is None else Contract.producer_id == organization_id
    found: dict[tuple[OrganizationId, Currency], list[DueLine]] = {}
    for contract, money in due_to(where):
        line = DueLine(contract.id, contract.code, money)
        found.setdefault((contract.producer_id, money.currency), []).append(line)
    names = _names({key[0] for key in found})
    return [_group(names[key[0]], tuple(lines), viewer=viewer) for key, lines in sorted(found.items())]


def _group(row: Organization, lines: tuple[DueLine, ...], *, viewer: Viewer) -> DueGroup:
    account = account_for(row.id, lines[0].money.currency)
    return DueGroup(row.id, row.code, row.name, lines, line_of_account(account, viewer) if account else None)


def _names(ids: set[OrganizationId]) -> dict[OrganizationId, Organization]:
    query = select(Organization).where(Organization.id.in_(ids))
    return {row.id: row for row in db.session.scalars(query)} if ids else {}
