"""Prices that were fixed, each once and for good."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Numeric
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.domain.contracts.clauses import Side
from marketplace.domain.ids import ContractId, UserId
from marketplace.models.base import Base, choice


class PriceFixing(Base):
    """The level at which a season's price was fixed, by the version it made; without a side nobody did so in time."""

    __tablename__ = "price_fixings"
    __table_args__ = (CheckConstraint("price > 0", name="price_positive"),)

    contract_id: Mapped[ContractId] = mapped_column(ForeignKey("contracts.id"), primary_key=True)
    terms_version: Mapped[int] = mapped_column(primary_key=True)
    fixed_on: Mapped[date]
    level: Mapped[Decimal] = mapped_column(Numeric(12, 4))
    level_from: Mapped[date]
    rate: Mapped[Decimal | None] = mapped_column(Numeric(12, 4))
    rate_from: Mapped[date | None]
    differential: Mapped[Decimal] = mapped_column(Numeric(10, 2))
    price: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    side: Mapped[Side | None] = mapped_column(choice(Side))
    by_user_id: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
