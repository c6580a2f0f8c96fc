"""Changes of the address under which a person signs in."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.domain.addresses import ChangeFacts
from marketplace.domain.ids import AddressChangeId, UserId
from marketplace.models.base import Base
from marketplace.models.rows.people.accounts import User


class AddressChange(Base):
    """One wish to sign in with another address: nothing changes until it is confirmed there."""

    __tablename__ = "address_changes"
    __table_args__ = (
        Index(
            "uq_address_changes_waiting",
            "user_id",
            unique=True,
            postgresql_where="confirmed_at IS NULL AND withdrawn_at IS NULL",
        ),
        Index("ix_address_changes_user_id", "user_id", "id"),
        Index("ix_address_changes_old_email", text("lower(old_email)"), postgresql_where="confirmed_at IS NOT NULL"),
    )

    id: Mapped[AddressChangeId] = mapped_column(primary_key=True)
    user_id: Mapped[UserId] = mapped_column(ForeignKey("users.id"))
    old_email: Mapped[str]
    new_email: Mapped[str]
    asked_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]

    user: Mapped[User] = relationship()

    @property
    def facts(self) -> ChangeFacts:
        """What a rule needs."""
        return ChangeFacts(self.asked_at, self.confirmed_at, self.withdrawn_at, self.undone_at)
