"""Files on their way into a register; what is in them is personal, so it stays only until it is taken in or dropped."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import String

from marketplace.domain.ids import OrganizationId, UserId
from marketplace.domain.plots.imports import ImportState
from marketplace.models.base import Base, choice
from marketplace.models.rows.people.accounts import User


class RegisterImport(Base):
    """One file: who brought it, how far it is, what the preview says, and what became of it.

    `repairs` are the kinds of mending that were agreed to, `takes_only_right` whether wrong lines are left out.
    """

    __tablename__ = "register_imports"
    __table_args__ = (
        CheckConstraint("(content IS NULL) = (state IN ('done', 'failed', 'dropped'))", name="content_until_the_end"),
        Index("ix_register_imports_newest", "organization_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[OrganizationId] = mapped_column(ForeignKey("organizations.id"))
    user_id: Mapped[UserId] = mapped_column(ForeignKey("users.id"))
    name: Mapped[str]
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    state: Mapped[ImportState] = mapped_column(choice(ImportState), default=ImportState.WAITING)
    repairs: Mapped[list[str]] = mapped_column(ARRAY(String), default=list)
    takes_only_right: Mapped[bool] = mapped_column(default=False)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    preview: Mapped[dict[str, Any] | None]
    taken: Mapped[dict[str, Any] | None]
    at: Mapped[datetime]
    changed_at: Mapped[datetime]

    user: Mapped[User] = relationship()

    def end(self, state: ImportState, now: datetime) -> None:
        """Let a file come to its end, and forget what was in it."""
        self.state, self.content, self.changed_at = state, None, now

    def __repr__(self) -> str:
        """Say which row it is."""
        return f"<RegisterImport {self.id}>"
