"""What deforestation screenings said of plots, what else shows how they were used, and what was decided of it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.domain.evidence.screening import ProofKind, Risk, ScreeningSource, Verdict
from marketplace.domain.ids import FileId, PlotId, ScreeningId, UserId
from marketplace.models.base import Base, choice


class Screening(Base):
    """One result for one plot as it was drawn then (`outline` is that shape's digest); never changed.

    The newest dataset counts, and only while the plot is drawn so.
    """

    __tablename__ = "screenings"
    __table_args__ = (Index("ix_screenings_newest", "plot_id", text("dataset_on DESC"), text("id DESC")),)

    id: Mapped[ScreeningId] = mapped_column(primary_key=True)
    plot_id: Mapped[PlotId] = mapped_column(ForeignKey("plots.id"))
    outline: Mapped[str]
    source: Mapped[ScreeningSource] = mapped_column(choice(ScreeningSource))
    dataset_on: Mapped[date]
    risk: Mapped[Risk] = mapped_column(choice(Risk))
    indicators: Mapped[dict[str, Any]]
    user_id: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]


class PlotProof(Base):
    """A photograph, a document or a visit that shows how a plot was used."""

    __tablename__ = "plot_proofs"
    __table_args__ = (Index("ix_plot_proofs_plot_id", "plot_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plot_id: Mapped[PlotId] = mapped_column(ForeignKey("plots.id"))
    kind: Mapped[ProofKind] = mapped_column(choice(ProofKind))
    shown_on: Mapped[date]
    file_id: Mapped[FileId | None] = mapped_column(ForeignKey("files.id"))
    note: Mapped[str | None]
    user_id: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]


class PlotReview(Base):
    """A facilitator's verdict on what a screening left open; never changed."""

    __tablename__ = "plot_reviews"
    __table_args__ = (Index("ix_plot_reviews_newest", "plot_id", text("id DESC")),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plot_id: Mapped[PlotId] = mapped_column(ForeignKey("plots.id"))
    screening_id: Mapped[ScreeningId] = mapped_column(ForeignKey(Screening.id))
    verdict: Mapped[Verdict] = mapped_column(choice(Verdict))
    reason: Mapped[str]
    user_id: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
