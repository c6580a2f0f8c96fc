"""What makers seek."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, SmallInteger, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from marketplace.domain.acts import Stake
from marketplace.domain.demands import DemandState
from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import DemandId, OrganizationId
from marketplace.domain.mass import Mass
from marketplace.domain.money import Currency, Incoterm, UnitPrice
from marketplace.models.base import Base, MassColumn, Versioned, choice
from marketplace.models.rows.people.accounts import Organization


class Demand(Versioned, Base):
    """A maker's need: flavour target, hard limits, volume range, landed price ceiling and delivery window."""

    SUBJECT: ClassVar = SubjectKind.DEMAND
    __tablename__ = "demands"
    __table_args__ = (
        CheckConstraint("volume_min > 0 AND volume_max >= volume_min", name="volume_in_order"),
        CheckConstraint("max_lots >= 1", name="at_least_one_lot"),
        CheckConstraint("delivery_end >= delivery_start", name="delivery_in_order"),
        CheckConstraint("ceiling_amount > 0", name="ceiling_positive"),
        Index("ix_demands_state", "state"),
    )

    id: Mapped[DemandId] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    organization_id: Mapped[OrganizationId] = mapped_column(ForeignKey("organizations.id"), index=True)
    state: Mapped[DemandState] = mapped_column(choice(DemandState), default=DemandState.DRAFT)
    title: Mapped[str]
    is_fictional: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]

    target_profile: Mapped[dict[str, Any]]
    weights: Mapped[dict[str, Any]]
    tolerances: Mapped[dict[str, Any]]
    certificates: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    needs_eudr: Mapped[bool] = mapped_column(default=False)
    cadmium_max: Mapped[Decimal | None] = mapped_column(Numeric(6, 3))
    recipe: Mapped[dict[str, Any] | None]
    moisture_max: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    fermentation_min: Mapped[Decimal | None] = mapped_column(Numeric(4, 1))
    off_max: Mapped[Decimal | None] = mapped_column(Numeric(4, 2))
    global_quality_min: Mapped[Decimal | None] = mapped_column(Numeric(4, 2))

    volume_min: Mapped[Mass] = mapped_column(MassColumn())
    volume_max: Mapped[Mass] = mapped_column(MassColumn())
    max_lots: Mapped[int] = mapped_column(SmallInteger)
    ceiling: Mapped[UnitPrice] = composite(
        UnitPrice,
        mapped_column("ceiling_amount", Numeric(12, 2)),
        mapped_column("ceiling_currency", choice(Currency)),
        mapped_column("ceiling_incoterm", choice(Incoterm)),
        mapped_column("ceiling_place"),
    )
    destination: Mapped[str]
    delivery_start: Mapped[date]
    delivery_end: Mapped[date]
    needs_sample: Mapped[bool] = mapped_column(default=True)
    prefers_women_led: Mapped[bool] = mapped_column(default=False)
    notes: Mapped[str | None]

    organization: Mapped[Organization] = relationship()

    @property
    def stake(self) -> Stake:
        """Say whose this is: the maker's."""
        return Stake.of(self.organization_id)
