"""Lots that somebody has begun to write down: what was typed so far, before it is whole enough to be a draft."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.domain.acts import Stake
from marketplace.domain.ids import LotId, OrganizationId, UserId
from marketplace.models.base import Base, Versioned


class StartedLot(Versioned, Base):
    """One unfinished form; `typed` keeps each step's fields as they were typed, readable or not."""

    __tablename__ = "started_lots"

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[OrganizationId] = mapped_column(ForeignKey("organizations.id"), index=True)
    started_by_id: Mapped[UserId] = mapped_column(ForeignKey("users.id"))
    copied_from_id: Mapped[LotId | None] = mapped_column(ForeignKey("lots.id"))
    created_at: Mapped[datetime]
    typed: Mapped[dict[str, Any]]

    @property
    def stake(self) -> Stake:
        """Say whose this is: the group's that will sell the lot."""
        return Stake.of(self.organization_id)
