"""Samples, and the append-only ledger of the grams that a group keeps of each lot for them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import (
    CheckConstraint,
    Computed,
    ForeignKey,
    Index,
    Numeric,
    SmallInteger,
    UniqueConstraint,
    select,
    text,
)
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from marketplace.domain.acts import Stake
from marketplace.domain.contracts.changes import PENDING
from marketplace.domain.evaluations import TastedProduct
from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import ContractId, LotId, OrganizationId, SampleId, UserId
from marketplace.domain.money import Currency, Money
from marketplace.domain.samples.grams import CHANGE, GramKind
from marketplace.domain.samples.life import OPEN, SampleKind, SampleState, is_fee_open, turn_of
from marketplace.domain.turns import Task, Turn
from marketplace.domain.viewers import Role
from marketplace.models.base import Base, Versioned, choice, db
from marketplace.models.rows.contracts.amendments import Amendment
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.contracts.crediting import crediting
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.people.accounts import Organization

IS_OPEN = f"state IN ({', '.join(repr(state.value) for state in OPEN)})"
IS_OFFER = "kind = 'offer'"
CHANGES = " ".join(f"WHEN '{kind.value}' THEN {change} * grams" for kind, change in CHANGE.items() if change)


class Sample(Versioned, Base):
    """Grams of a lot for one maker's tongue: asked for, sent, tasted; under a contract or before one.

    `fee` is what the maker knows of and pays; `quoted_…` what the group asks for instead, until the maker agrees.
    """

    SUBJECT: ClassVar = SubjectKind.SAMPLE
    __tablename__ = "samples"
    __table_args__ = (
        CheckConstraint("grams > 0", name="grams_positive"),
        CheckConstraint("fee_amount >= 0", name="fee_not_negative"),
        CheckConstraint("allowance_amount > 0", name="allowance_positive"),
        CheckConstraint("producer_id <> maker_id", name="two_sides"),
        CheckConstraint("(kind = 'offer') = (contract_id IS NULL)", name="contract_where_due"),
        Index("uq_samples_open_offer", "lot_id", "maker_id", unique=True, postgresql_where=f"{IS_OPEN} AND {IS_OFFER}"),
        Index("uq_samples_open_of_contract", "contract_id", "kind", unique=True, postgresql_where=IS_OPEN),
        Index("ix_samples_order", text("sample_urgency(state, kind)"), "due_at", text("id DESC")),
        Index("ix_samples_producer", "producer_id", "id"),
        Index("ix_samples_maker", "maker_id", "id"),
        Index("ix_samples_contract", "contract_id", "number"),
        Index("ix_samples_lot", "lot_id", "maker_id"),
    )

    id: Mapped[SampleId] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[SampleKind] = mapped_column(choice(SampleKind))
    state: Mapped[SampleState] = mapped_column(choice(SampleState), default=SampleState.REQUESTED)
    lot_id: Mapped[LotId] = mapped_column(ForeignKey("lots.id"))
    contract_id: Mapped[ContractId | None] = mapped_column(ForeignKey("contracts.id"))
    producer_id: Mapped[OrganizationId] = mapped_column(ForeignKey("organizations.id"))
    maker_id: Mapped[OrganizationId] = mapped_column(ForeignKey("organizations.id"))
    number: Mapped[int] = mapped_column(SmallInteger)
    grams: Mapped[int]
    address: Mapped[str]
    message: Mapped[str | None]
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    note: Mapped[str | None]

    fee: Mapped[Money] = composite(
        Money,
        mapped_column("fee_amount", Numeric(8, 2)),
        mapped_column("fee_currency", choice(Currency, "fee_currency")),
    )
    fee_paid_on: Mapped[date | None]
    quoted_amount: Mapped[Decimal | None] = mapped_column(Numeric(8, 2))
    quoted_currency: Mapped[Currency | None] = mapped_column(choice(Currency, "quoted_currency"))

    dispatches: Mapped[int] = mapped_column(SmallInteger, default=0)
    sent_on: Mapped[date | None]
    courier: Mapped[str | None]
    tracking: Mapped[str | None]
    received_on: Mapped[date | None]

    tasted_on: Mapped[date | None]
    product: Mapped[TastedProduct | None] = mapped_column(choice(TastedProduct))
    scores: Mapped[dict[str, Any] | None]
    global_quality: Mapped[Decimal | None] = mapped_column(Numeric(4, 2))
    words: Mapped[str | None]
    judged_at: Mapped[datetime | None]
    judged_by_id: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))

    allowance_amount: Mapped[Decimal | None] = mapped_column(Numeric(10, 2))
    allowance_currency: Mapped[Currency | None] = mapped_column(choice(Currency, "allowance_currency"))

    lot: Mapped[Lot] = relationship()
    contract: Mapped[Contract | None] = relationship()
    producer: Mapped[Organization] = relationship(foreign_keys=[producer_id])
    maker: Mapped[Organization] = relationship(foreign_keys=[maker_id])

    @property
    def stake(self) -> Stake:
        """Say whose this is: the group's that sends and the maker's that tastes."""
        return Stake.of(self.producer_id, self.maker_id)

    @property
    def quoted(self) -> Money | None:
        """The fee that waits for the maker's yes."""
        if self.quoted_amount is None or self.quoted_currency is None:
            return None
        return Money(self.quoted_amount, self.quoted_currency)

    @property
    def allowance(self) -> Money | None:
        """The price allowance per tonne that was asked for, or agreed."""
        if self.allowance_amount is None or self.allowance_currency is None:
            return None
        return Money(self.allowance_amount, self.allowance_currency)

    @property
    def turns(self) -> list[Turn]:
        """Say whose turn it is in the sample's present state, and that the group must note a fee that is open.

        An agreed allowance is to be written into the contract only while no change of the contract is pending.
        """
        wanted = None if self.is_being_written else turn_of(self.state, self.kind)
        fee = [Turn(self.producer_id, Task.SAMPLE_NOTE_FEE, self.code, None, self.maker_id)] if self.is_fee_due else []
        if wanted is None:
            return fee
        task, role = wanted
        sides = {Role.PRODUCER: (self.producer_id, self.maker_id), Role.MAKER: (self.maker_id, self.producer_id)}
        own, other = sides.get(role, (None, None))
        return [Turn(own, task, self.code, self.due_at, other), *fee]

    @property
    def is_being_written(self) -> bool:
        """Whether an allowance is agreed and a change of the contract is pending, beside which none can be asked."""
        if self.state is not SampleState.ALLOWED:
            return False
        query = select(Amendment.id).where(Amendment.contract_id == self.contract_id, Amendment.state.in_(PENDING))
        return db.session.scalar(query.limit(1)) is not None

    @property
    def is_fee_due(self) -> bool:
        """Whether the group waits for its fee: it is open, and no contract in force stands in its place."""
        is_open = is_fee_open(self.fee, self.state, paid_on=self.fee_paid_on)
        return is_open and db.session.execute(crediting(self.lot_id, self.maker_id)).first() is None


class GramLine(Base):
    """One line of the ledger of grams. Never changed, never deleted.

    A trigger adds `change` to the lot's stock, whose CHECK makes it impossible to send more than was kept.
    """

    __tablename__ = "sample_grams"
    __table_args__ = (
        CheckConstraint("grams > 0", name="grams_positive"),
        UniqueConstraint("sample_id", "kind", "dispatch"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    lot_id: Mapped[LotId] = mapped_column(ForeignKey("lots.id"), index=True)
    sample_id: Mapped[SampleId | None] = mapped_column(ForeignKey("samples.id"))
    dispatch: Mapped[int | None] = mapped_column(SmallInteger)
    kind: Mapped[GramKind] = mapped_column(choice(GramKind))
    grams: Mapped[int]
    change: Mapped[int] = mapped_column(Computed(f"CASE kind {CHANGES} ELSE 0 END", persisted=True))
    note: Mapped[str | None]
    by_id: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]


class GramStock(Base):
    """What is left of one lot for samples; kept by the ledger's trigger alone."""

    __tablename__ = "sample_stocks"
    __table_args__ = (CheckConstraint("grams >= 0", name="never_negative"),)

    lot_id: Mapped[LotId] = mapped_column(ForeignKey("lots.id"), primary_key=True)
    grams: Mapped[int]
