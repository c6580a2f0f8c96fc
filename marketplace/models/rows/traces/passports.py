"""Passports of lots as they were signed, one after another, and the keys with which they were; none is ever changed."""

import json
from datetime import datetime
from typing import Any, ClassVar, cast

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.domain.acts import Stake
from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import LotId, PassportId
from marketplace.models.base import Base
from marketplace.models.rows.market.lots import Lot


class PassportKey(Base):
    """The public half of a key with which passports were signed; the newest has no end, and only it signs."""

    __tablename__ = "passport_keys"
    __table_args__ = (
        CheckConstraint("valid_until >= valid_from", name="validity_in_order"),
        Index("uq_passport_keys_in_use", "in_use", unique=True, postgresql_where="in_use"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    public_key: Mapped[str]
    valid_from: Mapped[datetime]
    valid_until: Mapped[datetime | None]
    in_use: Mapped[bool]


class Passport(Base):
    """What was said of a lot in public: the very bytes that were signed, by which key, and what they follow."""

    SUBJECT: ClassVar = SubjectKind.PASSPORT
    __tablename__ = "passports"
    __table_args__ = (UniqueConstraint("lot_id", "number"),)

    id: Mapped[PassportId] = mapped_column(primary_key=True)
    lot_id: Mapped[LotId] = mapped_column(ForeignKey("lots.id"))
    number: Mapped[int]
    body: Mapped[str]
    digest: Mapped[str]
    former_digest: Mapped[str | None]
    signature: Mapped[str]
    key_id: Mapped[str] = mapped_column(ForeignKey(PassportKey.id))
    issued_at: Mapped[datetime]

    lot: Mapped[Lot] = relationship()

    @property
    def version(self) -> int:
        """A passport never changes: what comes later is another one."""
        return 1

    @property
    def stake(self) -> Stake:
        """Say whose this is: the group's whose lot it is."""
        return self.lot.stake

    @property
    def said(self) -> dict[str, Any]:
        """The body, parsed."""
        return cast("dict[str, Any]", json.loads(self.body))
