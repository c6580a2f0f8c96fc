"""Payouts: money released under one or several contracts, wired once to one account of their group."""

from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, UniqueConstraint, func, select
from sqlalchemy.orm import InstrumentedAttribute, Mapped, mapped_column, relationship

from marketplace.domain.acts import Stake
from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import BankAccountId, ContractId, FileId, OrganizationId, PayoutId, UserId
from marketplace.domain.money import Currency, Money
from marketplace.domain.payouts.life import (
    APPROVE_TIME,
    CONFIRM_TIME,
    SEND_TIME,
    TRACE_TIME,
    UNFINISHED,
    PayoutState,
)
from marketplace.domain.turns import Task, Turn
from marketplace.models.base import Base, Versioned, choice, db
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.money.bank_accounts import BankAccount
from marketplace.models.rows.money.instalments import AMOUNT
from marketplace.models.rows.people.accounts import Organization, User
from marketplace.models.rows.record.files import StoredFile

APPROVED_BY_ANOTHER = (
    "state IN ('prepared', 'cancelled') OR (approved_by_id IS NOT NULL AND approved_by_id <> prepared_by_id)"
)
TOLD_WHEN_SENT = (
    "state IN ('prepared', 'approved', 'cancelled') OR"
    " (sent_by_id IS NOT NULL AND sent_on IS NOT NULL AND reference IS NOT NULL AND receipt_id IS NOT NULL)"
)


class Payout(Versioned, Base):
    """One wire to a group: for what, to which account, who prepared, approved and sent it, and whether it arrived."""

    SUBJECT: ClassVar = SubjectKind.PAYOUT
    __tablename__ = "payouts"
    __table_args__ = (
        CheckConstraint("amount > 0", name="pays_something"),
        CheckConstraint(APPROVED_BY_ANOTHER, name="approved_by_another"),
        CheckConstraint(TOLD_WHEN_SENT, name="told_when_sent"),
        CheckConstraint("state <> 'confirmed' OR confirmed_by_id IS NOT NULL", name="confirmed_by_somebody"),
        Index("ix_payouts_organization_id", "organization_id", "id"),
        Index("ix_payouts_account_id", "account_id"),
    )

    id: Mapped[PayoutId] = mapped_column(primary_key=True)
    organization_id: Mapped[OrganizationId] = mapped_column(ForeignKey("organizations.id"))
    account_id: Mapped[BankAccountId] = mapped_column(ForeignKey("bank_accounts.id"))
    again_of_id: Mapped[PayoutId | None] = mapped_column(ForeignKey("payouts.id"), unique=True)
    state: Mapped[PayoutState] = mapped_column(choice(PayoutState), default=PayoutState.PREPARED)
    currency: Mapped[Currency] = mapped_column(choice(Currency))
    amount: Mapped[Decimal] = mapped_column(AMOUNT)
    prepared_by_id: Mapped[UserId] = mapped_column(ForeignKey("users.id"))
    prepared_at: Mapped[datetime]
    approved_by_id: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    approved_at: Mapped[datetime | None]
    sent_by_id: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    sent_on: Mapped[date | None]
    reference: Mapped[str | None]
    receipt_id: Mapped[FileId | None] = mapped_column(ForeignKey("files.id"))
    confirmed_by_id: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    confirmed_at: Mapped[datetime | None]
    returned_on: Mapped[date | None]
    note: Mapped[str | None]

    organization: Mapped[Organization] = relationship()
    account: Mapped[BankAccount] = relationship()
    prepared_by: Mapped[User] = relationship(foreign_keys=[prepared_by_id])
    approved_by: Mapped[User | None] = relationship(foreign_keys=[approved_by_id])
    sent_by: Mapped[User | None] = relationship(foreign_keys=[sent_by_id])
    receipt: Mapped[StoredFile | None] = relationship()
    parts: Mapped[list["PayoutPart"]] = relationship(order_by="PayoutPart.contract_id", back_populates="payout")

    @property
    def code(self) -> str:
        """What people call it."""
        return f"PO-{self.id}"

    @property
    def money(self) -> Money:
        """All that it pays."""
        return Money(self.amount, self.currency)

    @property
    def stake(self) -> Stake:
        """Say whose this is: the group's."""
        return Stake.of(self.organization_id)

    @property
    def turns(self) -> list[Turn]:
        """Say whose turn it is until the group has its money."""
        task, time = WAITING.get(self.state, (None, None))
        if task is None or time is None:
            return []
        is_groups = task is Task.PAYOUT_CONFIRM
        who, other = (self.organization_id, None) if is_groups else (None, self.organization_id)
        return [Turn(who, task, self.code, self.changed_at + time, other)]


class PayoutPart(Base):
    """What a payout pays under one contract; the books name it by its number."""

    __tablename__ = "payout_parts"
    __table_args__ = (
        UniqueConstraint("payout_id", "contract_id"),
        CheckConstraint("amount > 0", name="pays_something"),
        Index("ix_payout_parts_contract_id", "contract_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    payout_id: Mapped[PayoutId] = mapped_column(ForeignKey("payouts.id"))
    contract_id: Mapped[ContractId] = mapped_column(ForeignKey("contracts.id"))
    amount: Mapped[Decimal] = mapped_column(AMOUNT)

    payout: Mapped[Payout] = relationship(back_populates="parts")
    contract: Mapped[Contract] = relationship()


def being_paid_out(contract_id: ContractId | InstrumentedAttribute[ContractId]) -> ColumnElement[bool]:
    """Say in SQL whether money of a contract, a number or a column, is in a payout its group has not confirmed."""
    parts = select(Payout.id).join(PayoutPart, PayoutPart.payout_id == Payout.id)
    return parts.where(PayoutPart.contract_id == contract_id, Payout.state.in_(UNFINISHED)).exists()


def approved_of(contract_id: ContractId) -> Decimal:
    """Add up what of a contract is in approved payouts: somebody may be wiring it at this moment."""
    query = select(func.sum(PayoutPart.amount)).join(Payout, Payout.id == PayoutPart.payout_id)
    found = db.session.scalar(query.where(PayoutPart.contract_id == contract_id, Payout.state == PayoutState.APPROVED))
    return found or Decimal(0)


WAITING = {
    PayoutState.PREPARED: (Task.PAYOUT_APPROVE, APPROVE_TIME),
    PayoutState.APPROVED: (Task.PAYOUT_SEND, SEND_TIME),
    PayoutState.SENT: (Task.PAYOUT_CONFIRM, CONFIRM_TIME),
    PayoutState.NOT_ARRIVED: (Task.PAYOUT_TRACE, TRACE_TIME),
}
"""What is waited for in each state, and how long."""
