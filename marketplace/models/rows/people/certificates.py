"""Certificates that producer groups hold."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.domain.acts import Stake
from marketplace.domain.certificates import Certificate as Terms
from marketplace.domain.certificates import Scheme
from marketplace.domain.contracts.milestones import end_of_day
from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import CertificateId, FileId, OrganizationId
from marketplace.domain.turns import Task, Turn
from marketplace.models.base import Base, Versioned, choice
from marketplace.models.rows.people.accounts import Organization


class Certificate(Versioned, Base):
    """One certificate with its scheme, number, validity and file; `reminded` is the last reminder of its end."""

    SUBJECT: ClassVar = SubjectKind.CERTIFICATE
    __tablename__ = "certificates"
    __table_args__ = (
        UniqueConstraint("scheme", "number"),
        CheckConstraint("valid_to >= valid_from", name="validity_in_order"),
        CheckConstraint("withdrawn_on BETWEEN valid_from AND valid_to", name="withdrawn_within_validity"),
        CheckConstraint("(withdrawn_on IS NULL) = (withdrawal_reason IS NULL)", name="withdrawn_for_a_reason"),
        Index("ix_certificates_ending", "valid_to", "id", postgresql_where="NOT is_renewed"),
    )

    id: Mapped[CertificateId] = mapped_column(primary_key=True)
    organization_id: Mapped[OrganizationId] = mapped_column(ForeignKey("organizations.id"), index=True)
    scheme: Mapped[Scheme] = mapped_column(choice(Scheme))
    number: Mapped[str]
    control_body: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date]
    scope: Mapped[str | None]
    withdrawn_on: Mapped[date | None]
    withdrawal_reason: Mapped[str | None]
    file_id: Mapped[FileId | None] = mapped_column(ForeignKey("files.id"))
    reminded: Mapped[int | None] = mapped_column(SmallInteger)
    is_renewed: Mapped[bool] = mapped_column(default=False)
    is_fictional: Mapped[bool] = mapped_column(default=False)
    recorded_at: Mapped[datetime]

    organization: Mapped[Organization] = relationship()

    @property
    def stake(self) -> Stake:
        """Say whose this is: the holder's."""
        return Stake.of(self.organization_id)

    @property
    def terms(self) -> Terms:
        """Say what is certified; for whom, the reader knows."""
        return Terms(
            scheme=self.scheme,
            holder="",
            number=self.number,
            control_body=self.control_body,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
            scope=self.scope,
            withdrawn_on=self.withdrawn_on,
        )

    @property
    def turns(self) -> list[Turn]:
        """Say that the group must renew it, once it was reminded and until a later one is recorded."""
        if self.reminded is None or self.is_renewed:
            return []
        return [Turn(self.organization_id, Task.CERTIFICATE_RENEW, self.number, end_of_day(self.terms.ends_on))]
