"""Instalments: the dated parts of a contract's price that a maker owes, and what became of each."""

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.domain.acts import Stake
from marketplace.domain.books.postings import Parts
from marketplace.domain.contracts.milestones import end_of_day
from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import CallOffId, ContractId, InstalmentId
from marketplace.domain.money import Currency, Money
from marketplace.domain.payments.life import InstalmentKind, InstalmentState, PaymentState
from marketplace.domain.payments.schedule import Standing
from marketplace.domain.turns import Task, Turn
from marketplace.models.base import Base, Versioned, choice
from marketplace.models.rows.contracts.call_offs import CallOff
from marketplace.models.rows.contracts.contracts import Contract

AMOUNT = Numeric(14, 2)
NIL = Decimal(0)


class Instalment(Versioned, Base):
    """One instalment: what was asked, dropped again, paid, released to the group and given back, price and fee apart.

    Of what was given back, `owed` had been released before and is owed by the group. `late_of_id` names the instalment
    that interest is for, `interest_until` the day up to which interest on this one was asked for.
    """

    SUBJECT: ClassVar = SubjectKind.INSTALMENT
    __tablename__ = "instalments"
    __table_args__ = (
        UniqueConstraint("contract_id", "number"),
        CheckConstraint(
            "LEAST(price, fee, dropped_price, dropped_fee, paid_price, paid_fee, released,"
            " returned_price, returned_fee, owed) >= 0",
            name="never_negative",
        ),
        CheckConstraint("price + fee > 0", name="asks_something"),
        CheckConstraint("dropped_price + paid_price <= price AND dropped_fee + paid_fee <= fee", name="never_overpaid"),
        CheckConstraint(
            "returned_price <= paid_price AND returned_fee <= paid_fee AND owed <= LEAST(returned_price, released)",
            name="never_overreturned",
        ),
        CheckConstraint("released + returned_price - owed <= paid_price", name="never_overreleased"),
        CheckConstraint(
            "CASE state WHEN 'planned' THEN paid_price + paid_fee + dropped_price + dropped_fee = 0"
            " WHEN 'due' THEN dropped_price + paid_price + dropped_fee + paid_fee < price + fee"
            " WHEN 'paid' THEN dropped_price + paid_price + dropped_fee + paid_fee = price + fee"
            " ELSE dropped_price + dropped_fee = price + fee END",
            name="state_by_money",
        ),
        CheckConstraint("state NOT IN ('due', 'paid') OR (raised_on IS NOT NULL AND due_on IS NOT NULL)", name="dated"),
        CheckConstraint("(kind = 'interest') = (late_of_id IS NOT NULL)", name="interest_on_something"),
        Index(
            "uq_instalments_planned_once",
            "contract_id",
            "call_off_id",
            "kind",
            unique=True,
            postgresql_where="kind IN ('deposit', 'balance')",
            postgresql_nulls_not_distinct=True,
        ),
        Index("ix_instalments_due", "due_on", "id", postgresql_where="state = 'due'"),
        Index("ix_instalments_late_of_id", "late_of_id"),
    )

    id: Mapped[InstalmentId] = mapped_column(primary_key=True)
    contract_id: Mapped[ContractId] = mapped_column(ForeignKey("contracts.id"))
    call_off_id: Mapped[CallOffId | None] = mapped_column(ForeignKey("call_offs.id"))
    late_of_id: Mapped[InstalmentId | None] = mapped_column(ForeignKey("instalments.id"))
    number: Mapped[int]
    kind: Mapped[InstalmentKind] = mapped_column(choice(InstalmentKind))
    state: Mapped[InstalmentState] = mapped_column(choice(InstalmentState), default=InstalmentState.PLANNED)
    currency: Mapped[Currency] = mapped_column(choice(Currency))
    price: Mapped[Decimal] = mapped_column(AMOUNT)
    fee: Mapped[Decimal] = mapped_column(AMOUNT)
    dropped_price: Mapped[Decimal] = mapped_column(AMOUNT, default=NIL)
    dropped_fee: Mapped[Decimal] = mapped_column(AMOUNT, default=NIL)
    paid_price: Mapped[Decimal] = mapped_column(AMOUNT, default=NIL)
    paid_fee: Mapped[Decimal] = mapped_column(AMOUNT, default=NIL)
    released: Mapped[Decimal] = mapped_column(AMOUNT, default=NIL)
    returned_price: Mapped[Decimal] = mapped_column(AMOUNT, default=NIL)
    returned_fee: Mapped[Decimal] = mapped_column(AMOUNT, default=NIL)
    owed: Mapped[Decimal] = mapped_column(AMOUNT, default=NIL)
    due_on: Mapped[date | None]
    raised_on: Mapped[date | None]
    paid_on: Mapped[date | None]
    interest_until: Mapped[date | None]

    contract: Mapped[Contract] = relationship()
    call_off: Mapped[CallOff | None] = relationship()
    late_of: Mapped["Instalment | None"] = relationship(remote_side="Instalment.id")
    payments: Mapped[list[Any]] = relationship("Payment", viewonly=True, order_by="Payment.id")

    @property
    def is_standing(self) -> bool:
        """Whether something of it is still to be paid."""
        return self.state in (InstalmentState.PLANNED, InstalmentState.DUE)

    @property
    def standing(self) -> Standing:
        """Say what a rule needs of it."""
        return Standing(
            id=self.id,
            kind=self.kind,
            is_planned=self.state is InstalmentState.PLANNED,
            asked=self.parts(self.price, self.fee),
            dropped=self.parts(self.dropped_price, self.dropped_fee),
            paid=self.parts(self.paid_price, self.paid_fee),
            returned=self.parts(self.returned_price, self.returned_fee),
            released=Money(self.released, self.currency),
            owed=Money(self.owed, self.currency),
        )

    def parts(self, price: Decimal, fee: Decimal) -> Parts:
        """Put amounts of its currency together."""
        return Parts(Money(price, self.currency), Money(fee, self.currency))

    @property
    def open(self) -> Parts:
        """What is still to be paid."""
        return self.standing.open

    @property
    def stake(self) -> Stake:
        """Say whose this is: both sides'."""
        return self.contract.stake

    @property
    def turns(self) -> list[Turn]:
        """Say whose turn it is: the maker's, until it is paid or its money is on the way."""
        is_on_way = any(each.state is PaymentState.PROCESSING for each in self.payments)
        if self.state is not InstalmentState.DUE or self.due_on is None or is_on_way:
            return []
        contract = self.contract
        due_at = end_of_day(self.due_on)
        return [Turn(contract.maker_id, Task.INSTALMENT_PAY, contract.code, due_at, contract.producer_id)]
