"""Which forms have been acted on already, so that a double click does nothing twice."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from marketplace.models.base import Base


class Submission(Base):
    """One acted-on form: its key, what was sent (a hash), and where the sender was led afterwards."""

    __tablename__ = "submissions"

    key: Mapped[str] = mapped_column(primary_key=True)
    fingerprint: Mapped[str]
    location: Mapped[str | None]
    at: Mapped[datetime] = mapped_column(index=True)
