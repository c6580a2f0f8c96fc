"""Passports of lots as they were signed, one after another; none is ever changed."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.domain.ids import LotId, PassportId
from marketplace.models.base import Base


class Passport(Base):
    """What was said of a lot in public: the very bytes that were signed, by which key, and what they follow."""

    __tablename__ = "passports"
    __table_args__ = (UniqueConstraint("lot_id", "number"),)

    id: Mapped[PassportId] = mapped_column(primary_key=True)
    lot_id: Mapped[LotId] = mapped_column(ForeignKey("lots.id"))
    number: Mapped[int]
    body: Mapped[str]
    digest: Mapped[str]
    former_digest: Mapped[str | None]
    signature: Mapped[str]
    key_id: Mapped[str]
    issued_at: Mapped[datetime]
