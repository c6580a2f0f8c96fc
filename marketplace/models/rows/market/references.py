"""Dated figures that rules need but must not contain: reference prices, floors, freight and legal limits."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.domain.cadmium import ProductCategory
from marketplace.domain.contracts.clauses import Forum
from marketplace.domain.contracts.disputes import Reach
from marketplace.domain.freight import FreightMode
from marketplace.domain.money import Incoterm
from marketplace.domain.prices import ReferenceKind
from marketplace.models.base import Base, choice


class ReferencePrice(Base):
    """One figure of the day, valid from a date until the next one of its kind; a terminal's of one delivery month.

    A terminal's figure without a month is of the market as a whole, as figures were before months were kept.
    """

    __tablename__ = "reference_prices"
    __table_args__ = (
        UniqueConstraint("kind", "month", "valid_from", postgresql_nulls_not_distinct=True),
        CheckConstraint("value > 0", name="value_positive"),
        CheckConstraint("month IS NULL OR kind IN ('ice_ny', 'ice_london')", name="month_of_terminal"),
        CheckConstraint("month ~ '^20[0-9]{2}-(03|05|07|09|12)$'", name="month_traded"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ReferenceKind] = mapped_column(choice(ReferenceKind))
    month: Mapped[str | None] = mapped_column(String(7))
    valid_from: Mapped[date]
    value: Mapped[Decimal] = mapped_column(Numeric(12, 4))
    source: Mapped[str]
    is_fictional: Mapped[bool] = mapped_column(default=False)


class FreightRate(Base):
    """What it costs to bring a tonne from the seller's basis to a destination; negative where less is paid."""

    __tablename__ = "freight_rates"
    __table_args__ = (UniqueConstraint("incoterm", "destination", "mode", "valid_from"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    incoterm: Mapped[Incoterm] = mapped_column(choice(Incoterm))
    destination: Mapped[str]
    mode: Mapped[FreightMode] = mapped_column(choice(FreightMode))
    valid_from: Mapped[date]
    usd_per_tonne: Mapped[Decimal] = mapped_column(Numeric(10, 2))
    source: Mapped[str]
    is_fictional: Mapped[bool] = mapped_column(default=False)


class CadmiumLimit(Base):
    """The most cadmium that a market allows in a product category, mg/kg of the finished product."""

    __tablename__ = "cadmium_limits"
    __table_args__ = (UniqueConstraint("market", "category", "valid_from"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    market: Mapped[str]
    category: Mapped[ProductCategory] = mapped_column(choice(ProductCategory))
    valid_from: Mapped[date]
    mg_per_kg: Mapped[Decimal] = mapped_column(Numeric(6, 3))
    source: Mapped[str]


class DisputeCustom(Base):
    """Who decides disputes of contracts drafted from a day on, unless the parties say otherwise."""

    __tablename__ = "dispute_customs"
    __table_args__ = (UniqueConstraint("reach", "valid_from"), CheckConstraint("forum <> 'cmaa'", name="for_anybody"))

    id: Mapped[int] = mapped_column(primary_key=True)
    reach: Mapped[Reach] = mapped_column(choice(Reach))
    valid_from: Mapped[date]
    forum: Mapped[Forum] = mapped_column(choice(Forum))
    place: Mapped[str | None]
    law: Mapped[str]
