"""The books: entries that nobody changes, their lines, what each contract stands at, and closed months."""

from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.domain.acts import Stake
from marketplace.domain.books.chart import Account
from marketplace.domain.books.corrections import CorrectionState
from marketplace.domain.books.periods import PeriodState
from marketplace.domain.books.postings import CauseKind
from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import ContractId, EntryId, InstalmentId, OrganizationId, UserId
from marketplace.domain.money import Currency
from marketplace.domain.turns import Task, Turn
from marketplace.models.base import Base, Versioned, choice


class Entry(Base):
    """One entry: why it was booked, when it happened and on which day it stands; a trigger keeps it balanced.

    `booked_on` is the day it happened, or the first open day where that day's month was closed already.
    """

    __tablename__ = "entries"
    __table_args__ = (
        UniqueConstraint("cause_kind", "cause_key"),
        UniqueConstraint("id", "currency", "booked_on", name="uq_entries_frame"),
        UniqueConstraint("reverses_id"),
        CheckConstraint("lines >= 2", name="lines_enough"),
        CheckConstraint("booked_on >= happened_on", name="never_booked_back"),
        CheckConstraint("(reverses_id IS NULL) = (cause_kind <> 'reversed')", name="reversed_knows_what"),
        Index("ix_entries_contract", "contract_id", "booked_on", "id"),
        Index("ix_entries_day", "booked_on", "id"),
    )

    id: Mapped[EntryId] = mapped_column(primary_key=True)
    cause_kind: Mapped[CauseKind] = mapped_column(choice(CauseKind))
    cause_key: Mapped[str]
    happened_on: Mapped[date]
    booked_on: Mapped[date]
    booked_at: Mapped[datetime]
    currency: Mapped[Currency] = mapped_column(choice(Currency))
    lines: Mapped[int]
    contract_id: Mapped[ContractId | None] = mapped_column(ForeignKey("contracts.id"))
    instalment_id: Mapped[InstalmentId | None] = mapped_column(index=True)
    reverses_id: Mapped[EntryId | None] = mapped_column(ForeignKey("entries.id"))
    note: Mapped[str | None]

    postings: Mapped[list["Posting"]] = relationship(order_by="Posting.id")


class Posting(Base):
    """One line of an entry: debit above zero, credit below; currency and day are the entry's."""

    __tablename__ = "postings"
    __table_args__ = (
        ForeignKeyConstraint(
            ["entry_id", "currency", "booked_on"],
            ["entries.id", "entries.currency", "entries.booked_on"],
            name="fk_postings_frame",
        ),
        CheckConstraint("amount <> 0", name="amount_matters"),
        CheckConstraint("currency <> 'JPY' OR amount = trunc(amount)", name="whole_coins"),
        Index("ix_postings_entry_id", "entry_id"),
        Index("ix_postings_account", "account", "currency", "booked_on", "id"),
        Index("ix_postings_organization", "organization_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    entry_id: Mapped[EntryId]
    account: Mapped[Account] = mapped_column(choice(Account))
    currency: Mapped[Currency] = mapped_column(choice(Currency))
    booked_on: Mapped[date]
    amount: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    organization_id: Mapped[OrganizationId | None] = mapped_column(ForeignKey("organizations.id"))

    entry: Mapped[Entry] = relationship(viewonly=True)


class ContractBalance(Base):
    """What one account of one contract stands at, debit above zero; a trigger adds up every line."""

    __tablename__ = "contract_balances"
    __table_args__ = (
        CheckConstraint(
            "CASE WHEN account IN ('maker_due', 'group_owes') THEN amount >= 0"
            " WHEN account IN ('provider', 'bank', 'unmatched', 'fees', 'provider_costs') THEN true"
            " ELSE amount <= 0 END",
            name="never_overdrawn",
        ),
    )

    contract_id: Mapped[ContractId] = mapped_column(ForeignKey("contracts.id"), primary_key=True)
    account: Mapped[Account] = mapped_column(choice(Account), primary_key=True)
    currency: Mapped[Currency] = mapped_column(choice(Currency), primary_key=True)
    amount: Mapped[Decimal] = mapped_column(Numeric(14, 2))


class Period(Versioned, Base):
    """One month of the books: one facilitator asks to close it, another one closes it for good."""

    SUBJECT: ClassVar = SubjectKind.PERIOD
    __tablename__ = "periods"
    __table_args__ = (
        CheckConstraint("month = date_trunc('month', month)", name="whole_month"),
        CheckConstraint("(state = 'closed') = (closed_by_id IS NOT NULL)", name="closed_by_somebody"),
        CheckConstraint("closed_by_id <> asked_by_id", name="two_people"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    month: Mapped[date] = mapped_column(unique=True)
    state: Mapped[PeriodState] = mapped_column(choice(PeriodState), default=PeriodState.ASKED)
    asked_by_id: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    asked_at: Mapped[datetime]
    closed_by_id: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    closed_at: Mapped[datetime | None]

    @property
    def stake(self) -> Stake:
        """Say whose this is: nobody's but the facilitators'."""
        return Stake.of()

    @property
    def turns(self) -> list[Turn]:
        """Say whose turn it is: another facilitator's, until the month is closed."""
        if self.state is PeriodState.ASKED:
            return [Turn(None, Task.PERIOD_CLOSE, f"{self.month:%Y-%m}")]
        return []


class MonthTotal(Base):
    """What one account did in one closed month, both sides of it; written as the month is closed, never changed."""

    __tablename__ = "month_totals"
    __table_args__ = (CheckConstraint("debit >= 0 AND credit >= 0", name="sides_apart"),)

    month: Mapped[date] = mapped_column(primary_key=True)
    account: Mapped[Account] = mapped_column(choice(Account), primary_key=True)
    currency: Mapped[Currency] = mapped_column(choice(Currency), primary_key=True)
    debit: Mapped[Decimal] = mapped_column(Numeric(16, 2))
    credit: Mapped[Decimal] = mapped_column(Numeric(16, 2))


class Correction(Versioned, Base):
    """A wish to undo one entry by hand, and what another facilitator made of it."""

    SUBJECT: ClassVar = SubjectKind.CORRECTION
    __tablename__ = "corrections"
    __table_args__ = (
        CheckConstraint("(state = 'asked') = (decided_by_id IS NULL)", name="decided_by_somebody"),
        CheckConstraint("state <> 'booked' OR decided_by_id <> asked_by_id", name="two_people"),
        Index("uq_corrections_standing", "entry_id", unique=True, postgresql_where="state <> 'refused'"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[EntryId] = mapped_column(ForeignKey("entries.id"))
    state: Mapped[CorrectionState] = mapped_column(choice(CorrectionState), default=CorrectionState.ASKED)
    why: Mapped[str]
    asked_by_id: Mapped[UserId] = mapped_column(ForeignKey("users.id"))
    asked_at: Mapped[datetime]
    decided_by_id: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime | None]

    entry: Mapped[Entry] = relationship()

    @property
    def stake(self) -> Stake:
        """Say whose this is: nobody's but the facilitators'."""
        return Stake.of()

    @property
    def turns(self) -> list[Turn]:
        """Say whose turn it is: another facilitator's, until it is booked or refused."""
        if self.state is CorrectionState.ASKED:
            return [Turn(None, Task.CORRECTION_JUDGE, str(self.entry_id))]
        return []
