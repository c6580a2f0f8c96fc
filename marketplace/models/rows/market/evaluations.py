"""What panels and laboratories found: sensory evaluations, physical analyses and lab results of a lot."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Numeric, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.domain.evaluations import TastedProduct
from marketplace.domain.ids import EvaluationId, FileId, LotId, UserId
from marketplace.domain.physical import Grade
from marketplace.models.base import Base, choice
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.record.files import StoredFile


class PanelResult(Base):
    """One trained panel's result: mean and spread of each attribute, as strings of decimals keyed by attribute."""

    __tablename__ = "panel_results"

    id: Mapped[EvaluationId] = mapped_column(primary_key=True)
    lot_id: Mapped[LotId] = mapped_column(ForeignKey("lots.id"), index=True)
    product: Mapped[TastedProduct] = mapped_column(choice(TastedProduct))
    protocol: Mapped[str]
    laboratory: Mapped[str | None]
    panel_size: Mapped[int] = mapped_column(SmallInteger)
    replicates: Mapped[int] = mapped_column(SmallInteger)
    evaluated_on: Mapped[date]
    means: Mapped[dict[str, Any]]
    deviations: Mapped[dict[str, Any]]
    quality: Mapped[dict[str, Any]]
    global_quality: Mapped[Decimal] = mapped_column(Numeric(4, 2))
    comment: Mapped[str | None]
    off_other_note: Mapped[str | None]
    recorded_by_id: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    recorded_at: Mapped[datetime]

    lot: Mapped[Lot] = relationship()


class PhysicalResult(Base):
    """One physical analysis with cut test; the grade is derived from it by rule, never typed in."""

    __tablename__ = "physical_results"

    id: Mapped[EvaluationId] = mapped_column(primary_key=True)
    lot_id: Mapped[LotId] = mapped_column(ForeignKey("lots.id"), index=True)
    analysed_on: Mapped[date]
    laboratory: Mapped[str | None]
    moisture: Mapped[Decimal] = mapped_column(Numeric(4, 2))
    bean_count: Mapped[int | None] = mapped_column(SmallInteger)
    beans_cut: Mapped[int] = mapped_column(SmallInteger)
    cut_test: Mapped[dict[str, Any]]
    defects: Mapped[dict[str, Any]]
    grade: Mapped[Grade] = mapped_column(choice(Grade))
    recorded_by_id: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    recorded_at: Mapped[datetime]

    lot: Mapped[Lot] = relationship()


class LabResult(Base):
    """One measured substance: cadmium, another metal, a residue."""

    __tablename__ = "lab_results"

    id: Mapped[EvaluationId] = mapped_column(primary_key=True)
    lot_id: Mapped[LotId] = mapped_column(ForeignKey("lots.id"), index=True)
    analyte: Mapped[str]
    value: Mapped[Decimal] = mapped_column(Numeric(12, 4))
    unit: Mapped[str]
    method: Mapped[str | None]
    laboratory: Mapped[str | None]
    samples: Mapped[int | None] = mapped_column(SmallInteger)
    sampled_on: Mapped[date]
    file_id: Mapped[FileId | None] = mapped_column(ForeignKey(StoredFile.id))
    recorded_by_id: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    recorded_at: Mapped[datetime]

    lot: Mapped[Lot] = relationship()
    file: Mapped[StoredFile | None] = relationship()
