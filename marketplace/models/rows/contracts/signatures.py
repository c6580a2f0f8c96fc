"""What nobody can take back about a contract: its signatures, its approvals, and the milestones it has passed."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.domain.contracts.milestones import Milestone
from marketplace.domain.ids import ContractId, OrganizationId, UserId
from marketplace.models.base import Base, choice
from marketplace.models.rows.people.accounts import Organization, User


class ContractSignature(Base):
    """One side's signature on one version of the terms: who, under which name, on which document, with what consent."""

    __tablename__ = "contract_signatures"
    __table_args__ = (
        UniqueConstraint("contract_id", "terms_version", "organization_id"),
        CheckConstraint("char_length(document_hash) = 64", name="document_hash_whole"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[ContractId] = mapped_column(ForeignKey("contracts.id"))
    terms_version: Mapped[int]
    organization_id: Mapped[OrganizationId] = mapped_column(ForeignKey("organizations.id"))
    user_id: Mapped[UserId] = mapped_column(ForeignKey("users.id"))
    typed_name: Mapped[str]
    document_hash: Mapped[str] = mapped_column(String(64), index=True)
    consented_to_arbitration: Mapped[bool]
    locale: Mapped[str]
    words: Mapped[dict[str, Any] | None] = mapped_column(deferred=True)
    signed_at: Mapped[datetime]

    user: Mapped[User] = relationship()
    organization: Mapped[Organization] = relationship()


class ContractApproval(Base):
    """One facilitator's approval of one version of the terms, with the condition that was set, if any."""

    __tablename__ = "contract_approvals"
    __table_args__ = (UniqueConstraint("contract_id", "terms_version", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[ContractId] = mapped_column(ForeignKey("contracts.id"))
    terms_version: Mapped[int]
    user_id: Mapped[UserId] = mapped_column(ForeignKey("users.id"))
    condition: Mapped[str | None]
    at: Mapped[datetime]

    user: Mapped[User] = relationship()


class ContractMilestone(Base):
    """One milestone that a side reported: on which day it was reached, and what was noted."""

    __tablename__ = "contract_milestones"
    __table_args__ = (UniqueConstraint("contract_id", "milestone"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[ContractId] = mapped_column(ForeignKey("contracts.id"))
    milestone: Mapped[Milestone] = mapped_column(choice(Milestone))
    day: Mapped[date]
    note: Mapped[str | None]
    user_id: Mapped[UserId] = mapped_column(ForeignKey("users.id"))
    organization_id: Mapped[OrganizationId] = mapped_column(ForeignKey("organizations.id"))
    at: Mapped[datetime]

    user: Mapped[User] = relationship()
    organization: Mapped[Organization] = relationship()
