"""Certificates that producer groups hold."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.domain.certificates import Scheme
from marketplace.domain.ids import CertificateId, OrganizationId
from marketplace.models.base import Base, choice
from marketplace.models.rows.people.accounts import Organization


class Certificate(Base):
    """One certificate with its scheme, number and validity."""

    __tablename__ = "certificates"
    __table_args__ = (
        UniqueConstraint("scheme", "number"),
        CheckConstraint("valid_to >= valid_from", name="validity_in_order"),
    )

    id: Mapped[CertificateId] = mapped_column(primary_key=True)
    organization_id: Mapped[OrganizationId] = mapped_column(ForeignKey("organizations.id"), index=True)
    scheme: Mapped[Scheme] = mapped_column(choice(Scheme))
    number: Mapped[str]
    control_body: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date]
    scope: Mapped[str | None]
    is_fictional: Mapped[bool] = mapped_column(default=False)
    recorded_at: Mapped[datetime]

    organization: Mapped[Organization] = relationship()
