"""Papers about money as they were issued, and how far each series is numbered."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Numeric, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.domain.ids import ContractId
from marketplace.domain.money_papers import MoneyPaperKind
from marketplace.models.base import Base, choice


class MoneyPaper(Base):
    """One paper: its number, what it says and the hash of that; nobody changes it, `party_ids` may read it.

    `subject_id` is the receipt, instalment, contract or payout that it is about; `edition` counts invoices anew.
    """

    __tablename__ = "money_papers"
    __table_args__ = (
        UniqueConstraint("kind", "subject_id", "edition"),
        UniqueConstraint("kind", "year", "place"),
        Index("ix_money_papers_party_ids", "party_ids", postgresql_using="gin"),
        Index("ix_money_papers_contract_id", "contract_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[MoneyPaperKind] = mapped_column(choice(MoneyPaperKind))
    subject_id: Mapped[int] = mapped_column(BigInteger)
    edition: Mapped[int]
    year: Mapped[int]
    place: Mapped[int]
    number: Mapped[str]
    contract_id: Mapped[ContractId | None] = mapped_column(ForeignKey("contracts.id"))
    amount: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    party_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    said: Mapped[dict[str, Any]]
    document_hash: Mapped[str] = mapped_column(unique=True)
    at: Mapped[datetime]


class MoneyPaperSeries(Base):
    """How far a kind of paper is numbered in a year; whoever numbers one holds this row."""

    __tablename__ = "money_paper_series"

    kind: Mapped[MoneyPaperKind] = mapped_column(choice(MoneyPaperKind), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]
