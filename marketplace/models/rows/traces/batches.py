"""Batches, and the append-only ledger of what flowed from deliveries and batches into batches and lots."""

from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.domain.acts import Stake
from marketplace.domain.deliveries.batches import BatchState
from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import BatchId, DeliveryId, FlowId, LotId, OrganizationId, UserId
from marketplace.domain.mass import Mass
from marketplace.models.base import Base, MassColumn, Versioned, choice
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.people.accounts import Organization
from marketplace.models.rows.traces.deliveries import Delivery


class Batch(Versioned, Base):
    """Cacao fermented, dried or mixed together.

    `taken` and `drawn` count its flows (by trigger); `dry_weight` is weighed when it is closed, and only then may it
    flow on.
    """

    SUBJECT: ClassVar = SubjectKind.BATCH
    __tablename__ = "batches"
    __table_args__ = (
        UniqueConstraint("organization_id", "code"),
        CheckConstraint("taken >= 0", name="taken_not_negative"),
        CheckConstraint("drawn >= 0 AND (drawn = 0 OR drawn <= dry_weight)", name="never_overdrawn"),
        CheckConstraint("(state = 'closed') = (dry_weight IS NOT NULL)", name="closed_is_weighed"),
        CheckConstraint("ended_on >= began_on", name="days_in_order"),
        Index("ix_batches_own", "organization_id", text("began_on DESC"), text("id DESC")),
    )

    id: Mapped[BatchId] = mapped_column(primary_key=True)
    organization_id: Mapped[OrganizationId] = mapped_column(ForeignKey("organizations.id"))
    code: Mapped[str]
    state: Mapped[BatchState] = mapped_column(choice(BatchState), default=BatchState.OPEN)
    began_on: Mapped[date]
    ended_on: Mapped[date | None]
    fermentation_method: Mapped[str | None]
    fermentation_days: Mapped[Decimal | None] = mapped_column(Numeric(4, 1))
    drying_method: Mapped[str | None]
    drying_days: Mapped[Decimal | None] = mapped_column(Numeric(4, 1))
    taken: Mapped[Mass] = mapped_column(MassColumn(), server_default="0")
    dry_weight: Mapped[Mass | None] = mapped_column(MassColumn())
    drawn: Mapped[Mass] = mapped_column(MassColumn(), server_default="0")
    note: Mapped[str | None]
    is_fictional: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]

    organization: Mapped[Organization] = relationship()

    @property
    def stake(self) -> Stake:
        """Say whose this is: the group's."""
        return Stake.of(self.organization_id)


class Flow(Base):
    """So much of a delivery or a batch went into a batch or a lot; what came back is a negative line. Never changed."""

    __tablename__ = "flows"
    __table_args__ = (
        CheckConstraint("num_nonnulls(delivery_id, from_batch_id) = 1", name="one_source"),
        CheckConstraint("num_nonnulls(batch_id, lot_id) = 1", name="one_aim"),
        CheckConstraint("from_batch_id <> batch_id", name="not_into_itself"),
        CheckConstraint("weight <> 0", name="something_flowed"),
        Index("ix_flows_delivery_id", "delivery_id"),
        Index("ix_flows_from_batch_id", "from_batch_id"),
        Index("ix_flows_batch_id", "batch_id"),
        Index("ix_flows_lot_id", "lot_id"),
    )

    id: Mapped[FlowId] = mapped_column(primary_key=True)
    delivery_id: Mapped[DeliveryId | None] = mapped_column(ForeignKey(Delivery.id))
    from_batch_id: Mapped[BatchId | None] = mapped_column(ForeignKey(Batch.id))
    batch_id: Mapped[BatchId | None] = mapped_column(ForeignKey(Batch.id))
    lot_id: Mapped[LotId | None] = mapped_column(ForeignKey(Lot.id))
    weight: Mapped[Mass] = mapped_column(MassColumn())
    why: Mapped[str | None]
    user_id: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
