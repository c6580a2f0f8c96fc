"""Packs that were made for customs, and the due-diligence statements that importers filed with them."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.domain.acts import Stake
from marketplace.domain.events import SubjectKind
from marketplace.domain.evidence.statements import StatementState
from marketplace.domain.ids import ContractId, FileId, PackId, StatementId, UserId
from marketplace.models.base import Base, Versioned, choice
from marketplace.models.rows.contracts.contracts import Contract


class Pack(Base):
    """One zip for customs, as it was made for one contract; never changed. A draft is not for the maker yet."""

    SUBJECT: ClassVar = SubjectKind.PACK
    version: ClassVar = 1
    __tablename__ = "packs"
    __table_args__ = (UniqueConstraint("contract_id", "number"),)

    id: Mapped[PackId] = mapped_column(primary_key=True)
    contract_id: Mapped[ContractId] = mapped_column(ForeignKey("contracts.id"))
    number: Mapped[int]
    file_id: Mapped[FileId] = mapped_column(ForeignKey("files.id"))
    digest: Mapped[str]
    manifest: Mapped[dict[str, Any]]
    plots: Mapped[int]
    producers: Mapped[int]
    is_draft: Mapped[bool]
    user_id: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime]

    contract: Mapped[Contract] = relationship()

    @property
    def stake(self) -> Stake:
        """Say whose this is: the group's, and once it is no draft the maker's too."""
        return Stake.of(self.contract.producer_id) if self.is_draft else self.contract.stake


class Statement(Versioned, Base):
    """A due-diligence statement that an importer filed for a contract's cacao, by its numbers."""

    SUBJECT: ClassVar = SubjectKind.STATEMENT
    __tablename__ = "statements"
    __table_args__ = (
        UniqueConstraint("reference_number"),
        CheckConstraint("char_length(reference_number) = 14", name="reference_is_whole"),
        Index("ix_statements_contract_id", "contract_id"),
    )

    id: Mapped[StatementId] = mapped_column(primary_key=True)
    contract_id: Mapped[ContractId] = mapped_column(ForeignKey("contracts.id"))
    reference_number: Mapped[str]
    verification_number: Mapped[str]
    state: Mapped[StatementState] = mapped_column(choice(StatementState))
    filed_on: Mapped[date]
    user_id: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    recorded_at: Mapped[datetime]

    contract: Mapped[Contract] = relationship()

    @property
    def stake(self) -> Stake:
        """Say whose this is: both sides'."""
        return self.contract.stake
