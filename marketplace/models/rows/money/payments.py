"""Payments: each attempt to pay an instalment, the money that came for it, and what goes back of it."""

from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.domain.acts import Stake
from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import ContractId, InstalmentId, PaymentId, RefundId, StrayId, UserId
from marketplace.domain.money import Currency, Money
from marketplace.domain.payments.disputes import DisputeState
from marketplace.domain.payments.life import PaymentState, RefundCause, RefundState
from marketplace.domain.payments.ways import Way
from marketplace.domain.turns import Task, Turn
from marketplace.models.base import Base, Versioned, choice
from marketplace.models.rows.money.instalments import AMOUNT, NIL, Instalment
from marketplace.models.rows.money.strays import Stray


class Payment(Versioned, Base):
    """One attempt: by which way, for how much, where the provider's page is, what came, and what was promised back."""

    SUBJECT: ClassVar = SubjectKind.PAYMENT
    __tablename__ = "payments"
    __table_args__ = (
        UniqueConstraint("instalment_id", "attempt"),
        Index(
            "uq_payments_live",
            "instalment_id",
            unique=True,
            postgresql_where="state IN ('opening', 'open', 'processing')",
        ),
        Index("ix_payments_sweep", "read_at", postgresql_where="state IN ('opening', 'open', 'processing')"),
        Index("ix_payments_trouble", "id", postgresql_where="trouble IS NOT NULL"),
        CheckConstraint("amount > 0", name="asks_something"),
        CheckConstraint("refunded >= 0 AND refunded <= received", name="never_overrefunded"),
        CheckConstraint("state <> 'received' OR received > 0", name="received_something"),
        CheckConstraint("(way = 'credit') = (source_id IS NOT NULL)", name="credit_has_source"),
        CheckConstraint("(way = 'matched') = (stray_id IS NOT NULL)", name="matched_has_stray"),
        CheckConstraint("state = 'opening' OR state = 'failed' OR remote_id IS NOT NULL", name="known_to_provider"),
    )

    id: Mapped[PaymentId] = mapped_column(primary_key=True)
    instalment_id: Mapped[InstalmentId] = mapped_column(ForeignKey("instalments.id"))
    contract_id: Mapped[ContractId] = mapped_column(ForeignKey("contracts.id"), index=True)
    attempt: Mapped[int]
    way: Mapped[Way] = mapped_column(choice(Way, "way"))
    state: Mapped[PaymentState] = mapped_column(choice(PaymentState), default=PaymentState.OPENING)
    currency: Mapped[Currency] = mapped_column(choice(Currency))
    amount: Mapped[Decimal] = mapped_column(AMOUNT)
    received: Mapped[Decimal] = mapped_column(AMOUNT, default=NIL)
    refunded: Mapped[Decimal] = mapped_column(AMOUNT, default=NIL)
    locale: Mapped[str]
    remote_id: Mapped[str | None] = mapped_column(unique=True)
    url: Mapped[str | None]
    expires_at: Mapped[datetime | None]
    wire: Mapped[dict[str, Any] | None]
    failure: Mapped[str | None]
    trouble: Mapped[str | None]
    source_id: Mapped[PaymentId | None] = mapped_column(ForeignKey("payments.id"))
    stray_id: Mapped[StrayId | None] = mapped_column(ForeignKey("strays.id"))
    opened_by_id: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    opened_at: Mapped[datetime]
    read_at: Mapped[datetime]

    instalment: Mapped[Instalment] = relationship()
    source: Mapped["Payment | None"] = relationship(remote_side="Payment.id")
    stray: Mapped[Stray | None] = relationship()
    disputes: Mapped[list["Dispute"]] = relationship(order_by="Dispute.id", back_populates="payment")
    receipts: Mapped[list["Receipt"]] = relationship(order_by="Receipt.id", back_populates="payment")

    @property
    def money(self) -> Money:
        """What it is to bring."""
        return Money(self.amount, self.currency)

    @property
    def refundable(self) -> Money:
        """What came and was not promised back."""
        return Money(self.received - self.refunded, self.currency)

    @property
    def reference(self) -> str:
        """The name by which the provider knows it."""
        return f"payment-{self.id}"

    @property
    def paid_with(self) -> str | None:
        """The provider's number of what brought the money: its own, what its credit is from, or the money it is of."""
        if self.stray:
            return self.stray.payment_remote_id
        return self.source.paid_with if self.source else self.remote_id

    @property
    def key(self) -> str:
        """The key under which its page is asked for: the same page, however often it is asked for."""
        return f"payment-{self.id}-{self.attempt}"

    @property
    def stake(self) -> Stake:
        """Say whose this is: both sides'."""
        return self.instalment.stake

    @property
    def turns(self) -> list[Turn]:
        """Say whose turn it is: a facilitator's, when what the provider says does not fit or a bank disputes it."""
        code = self.instalment.contract.code
        open_ones = [each for each in self.disputes if each.state is DisputeState.OPEN]
        found = [Turn(None, Task.PAYMENT_ANSWER_DISPUTE, code, each.answer_by) for each in open_ones[:1]]
        return [*found, Turn(None, Task.PAYMENT_RESOLVE, code)] if self.trouble else found


class Dispute(Base):
    """Money of a payment that the maker's bank took back: what, why, until when to answer, and how it ended."""

    __tablename__ = "disputes"
    __table_args__ = (CheckConstraint("amount > 0", name="amount_positive"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    payment_id: Mapped[PaymentId] = mapped_column(ForeignKey("payments.id"), index=True)
    remote_id: Mapped[str] = mapped_column(unique=True)
    state: Mapped[DisputeState] = mapped_column(choice(DisputeState))
    reason: Mapped[str]
    currency: Mapped[Currency] = mapped_column(choice(Currency))
    amount: Mapped[Decimal] = mapped_column(AMOUNT)
    answer_by: Mapped[datetime | None]
    opened_at: Mapped[datetime]
    taken_at: Mapped[datetime | None]
    returned_at: Mapped[datetime | None]

    payment: Mapped[Payment] = relationship(back_populates="disputes")

    @property
    def money(self) -> Money:
        """What it is about."""
        return Money(self.amount, self.currency)


class Receipt(Base):
    """Money that came for a payment, once: what it paid of the price and the fee, and what was more than was open."""

    __tablename__ = "receipts"
    __table_args__ = (
        CheckConstraint("amount > 0 AND LEAST(price, fee, credit) >= 0", name="never_negative"),
        CheckConstraint("price + fee + credit = amount", name="adds_up"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    payment_id: Mapped[PaymentId] = mapped_column(ForeignKey("payments.id"), index=True)
    remote_id: Mapped[str] = mapped_column(unique=True)
    currency: Mapped[Currency] = mapped_column(choice(Currency))
    amount: Mapped[Decimal] = mapped_column(AMOUNT)
    price: Mapped[Decimal] = mapped_column(AMOUNT)
    fee: Mapped[Decimal] = mapped_column(AMOUNT)
    credit: Mapped[Decimal] = mapped_column(AMOUNT)
    at: Mapped[datetime]
    booked_at: Mapped[datetime]

    payment: Mapped[Payment] = relationship(back_populates="receipts")

    @property
    def money(self) -> Money:
        """What came."""
        return Money(self.amount, self.currency)


class Refund(Versioned, Base):
    """Money that goes back to a maker from one payment: why, what of it is price, fee or credit, and how far it is."""

    SUBJECT: ClassVar = SubjectKind.REFUND
    __tablename__ = "refunds"
    __table_args__ = (
        CheckConstraint("amount > 0 AND LEAST(price, fee, credit) >= 0", name="never_negative"),
        CheckConstraint("price + fee + credit = amount", name="adds_up"),
        CheckConstraint("cause <> 'by_hand' OR asked_by_id IS NOT NULL", name="asked_by_somebody"),
        CheckConstraint("state NOT IN ('sent', 'done') OR remote_id IS NOT NULL", name="known_to_provider"),
        Index("ix_refunds_to_send", "id", postgresql_where="state IN ('decided', 'sent')"),
        Index("ix_refunds_contract_id", "contract_id"),
    )

    id: Mapped[RefundId] = mapped_column(primary_key=True)
    payment_id: Mapped[PaymentId] = mapped_column(ForeignKey("payments.id"), index=True)
    contract_id: Mapped[ContractId] = mapped_column(ForeignKey("contracts.id"))
    cause: Mapped[RefundCause] = mapped_column(choice(RefundCause))
    state: Mapped[RefundState] = mapped_column(choice(RefundState), default=RefundState.DECIDED)
    currency: Mapped[Currency] = mapped_column(choice(Currency))
    amount: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    price: Mapped[Decimal] = mapped_column(AMOUNT, default=NIL)
    fee: Mapped[Decimal] = mapped_column(AMOUNT, default=NIL)
    credit: Mapped[Decimal] = mapped_column(AMOUNT, default=NIL)
    attempt: Mapped[int] = mapped_column(default=1)
    remote_id: Mapped[str | None] = mapped_column(unique=True)
    failure: Mapped[str | None]
    note: Mapped[str | None]
    asked_by_id: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    asked_at: Mapped[datetime]
    decided_by_id: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    done_at: Mapped[datetime | None]

    payment: Mapped[Payment] = relationship()

    @property
    def money(self) -> Money:
        """What goes back."""
        return Money(self.amount, self.currency)

    @property
    def reference(self) -> str:
        """The name by which the provider knows it."""
        return f"refund-{self.id}"

    @property
    def key(self) -> str:
        """The key under which it is sent: the first try has the refund's own name, a further one a number."""
        return self.reference if self.attempt == 1 else f"{self.reference}-{self.attempt}"

    @property
    def stake(self) -> Stake:
        """Say whose this is: both sides'."""
        return self.payment.stake

    @property
    def turns(self) -> list[Turn]:
        """Say whose turn it is: another facilitator decides what was asked, any looks after what failed."""
        task = {RefundState.ASKED: Task.REFUND_DECIDE, RefundState.FAILED: Task.REFUND_RETRY}.get(self.state)
        return [Turn(None, task, self.payment.instalment.contract.code)] if task else []
