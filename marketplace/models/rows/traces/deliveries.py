"""Cacao that farmers brought in, and what they were paid for it."""

from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.domain.acts import Stake
from marketplace.domain.deliveries.terms import CacaoForm, PayMeans
from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import DeliveryId, FarmerId, FileId, OrganizationId, PlotId, UserId
from marketplace.domain.mass import Mass
from marketplace.models.base import Base, MassColumn, Versioned, choice
from marketplace.models.rows.people.accounts import Organization
from marketplace.models.rows.traces.farmers import Farmer
from marketplace.models.rows.traces.plots import Plot

SOLES = Numeric(12, 2)


class Delivery(Versioned, Base):
    """One receipt: a farmer brought so much, from a plot, on a day. `drawn` counts what flowed on (by trigger)."""

    SUBJECT: ClassVar = SubjectKind.DELIVERY
    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("organization_id", "code"),
        CheckConstraint("weight > 0", name="weight_positive"),
        CheckConstraint("drawn BETWEEN 0 AND weight", name="never_overdrawn"),
        CheckConstraint("voided_at IS NULL OR drawn = 0", name="voided_is_whole"),
        CheckConstraint("moisture BETWEEN 0 AND 100", name="moisture_believable"),
        CheckConstraint("price > 0 AND amount >= 0", name="paid_not_negative"),
        CheckConstraint("(paid_on IS NULL) = (means IS NULL)", name="paid_by_some_means"),
        Index("ix_deliveries_own", "organization_id", text("delivered_on DESC"), text("id DESC")),
        Index("ix_deliveries_farmer_id", "farmer_id", "delivered_on"),
        Index("ix_deliveries_plot_id", "plot_id", "delivered_on"),
    )

    id: Mapped[DeliveryId] = mapped_column(primary_key=True)
    organization_id: Mapped[OrganizationId] = mapped_column(ForeignKey("organizations.id"))
    code: Mapped[str]
    farmer_id: Mapped[FarmerId] = mapped_column(ForeignKey("farmers.id"))
    plot_id: Mapped[PlotId | None] = mapped_column(ForeignKey("plots.id"))
    delivered_on: Mapped[date]
    form: Mapped[CacaoForm] = mapped_column(choice(CacaoForm))
    weight: Mapped[Mass] = mapped_column(MassColumn())
    drawn: Mapped[Mass] = mapped_column(MassColumn(), server_default="0")
    variety: Mapped[str | None]
    moisture: Mapped[Decimal | None] = mapped_column(Numeric(4, 2))
    price: Mapped[Decimal | None] = mapped_column(Numeric(8, 2))
    amount: Mapped[Decimal | None] = mapped_column(SOLES)
    paid_on: Mapped[date | None]
    means: Mapped[PayMeans | None] = mapped_column(choice(PayMeans))
    payment_reference: Mapped[str | None]
    receipt_file_id: Mapped[FileId | None] = mapped_column(ForeignKey("files.id"))
    note: Mapped[str | None]
    received_by_id: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    voided_at: Mapped[datetime | None]
    void_reason: Mapped[str | None]
    is_fictional: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]

    organization: Mapped[Organization] = relationship()
    farmer: Mapped[Farmer] = relationship()
    plot: Mapped[Plot | None] = relationship()

    @property
    def stake(self) -> Stake:
        """Say whose this is: the group's."""
        return Stake.of(self.organization_id)
