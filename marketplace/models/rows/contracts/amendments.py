"""Wishes to change an approved contract, each with the terms that would hold and the signatures under them."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.domain.acts import Stake
from marketplace.domain.contracts.changes import BEFORE_FACILITATORS, AmendmentKind, AmendmentState
from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import AmendmentId, ContractId, LotId, OrganizationId, UserId
from marketplace.domain.turns import Task, Turn
from marketplace.models.base import Base, Versioned, choice
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.people.accounts import Organization, User


class Amendment(Versioned, Base):
    """One wish to change a contract in force: its terms are those of version `base_version` + 1, once approved."""

    SUBJECT: ClassVar = SubjectKind.AMENDMENT
    __tablename__ = "amendments"
    __table_args__ = (
        UniqueConstraint("contract_id", "number"),
        CheckConstraint("char_length(document_hash) = 64", name="document_hash_whole"),
        CheckConstraint("(kind = 'renewal') = (lot_id IS NOT NULL)", name="renewal_names_lot"),
        Index(
            "uq_amendments_pending",
            "contract_id",
            unique=True,
            postgresql_where="state IN ('waiting', 'accepted', 'endorsed')",
        ),
        Index(
            "uq_amendments_extended_once",
            "contract_id",
            unique=True,
            postgresql_where="kind = 'extension' AND state = 'in_force'",
        ),
        Index("ix_amendments_expiry", "expires_at", postgresql_where="state = 'waiting'"),
    )

    id: Mapped[AmendmentId] = mapped_column(primary_key=True)
    contract_id: Mapped[ContractId] = mapped_column(ForeignKey("contracts.id"))
    number: Mapped[int]
    kind: Mapped[AmendmentKind] = mapped_column(choice(AmendmentKind))
    state: Mapped[AmendmentState] = mapped_column(choice(AmendmentState), default=AmendmentState.WAITING)
    base_version: Mapped[int]
    terms: Mapped[dict[str, Any]]
    document_hash: Mapped[str] = mapped_column(String(64))
    lot_id: Mapped[LotId | None] = mapped_column(ForeignKey("lots.id"))
    reason: Mapped[str]
    by_organization_id: Mapped[OrganizationId] = mapped_column(ForeignKey("organizations.id"))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    judge_by: Mapped[datetime | None]
    endorsed_by_id: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    note: Mapped[str | None]

    contract: Mapped[Contract] = relationship()
    by_organization: Mapped[Organization] = relationship()
    signatures: Mapped[list["AmendmentSignature"]] = relationship(order_by="AmendmentSignature.id")

    @property
    def stake(self) -> Stake:
        """Say whose this is: both sides'."""
        return self.contract.stake

    @property
    def other_side_id(self) -> OrganizationId:
        """The side that has to answer."""
        contract = self.contract
        return contract.maker_id if self.by_organization_id == contract.producer_id else contract.producer_id

    @property
    def turns(self) -> list[Turn]:
        """Say whose turn it is: the other side answers, then a facilitator decides."""
        code = self.contract.code
        if self.state is AmendmentState.WAITING:
            return [Turn(self.other_side_id, Task.AMENDMENT_ANSWER, code, self.expires_at, self.by_organization_id)]
        return [Turn(None, Task.AMENDMENT_JUDGE, code, self.judge_by)] if self.state in BEFORE_FACILITATORS else []


class AmendmentSignature(Base):
    """One side's signature under the terms of an amendment; it counts for the contract once a facilitator approves."""

    __tablename__ = "amendment_signatures"
    __table_args__ = (UniqueConstraint("amendment_id", "organization_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    amendment_id: Mapped[AmendmentId] = mapped_column(ForeignKey("amendments.id"))
    organization_id: Mapped[OrganizationId] = mapped_column(ForeignKey("organizations.id"))
    user_id: Mapped[UserId] = mapped_column(ForeignKey("users.id"))
    typed_name: Mapped[str]
    document_hash: Mapped[str] = mapped_column(String(64))
    consented_to_arbitration: Mapped[bool]
    locale: Mapped[str]
    words: Mapped[dict[str, Any] | None] = mapped_column(deferred=True)
    signed_at: Mapped[datetime]

    user: Mapped[User] = relationship()
    organization: Mapped[Organization] = relationship()
