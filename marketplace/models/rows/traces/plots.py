"""The plots of a group's farmers: outline, area, right of use, and what is known of each today."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, SmallInteger, UniqueConstraint, false
from sqlalchemy.dialects.postgresql import INT4RANGE, JSONB, Range
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.domain.acts import Stake
from marketplace.domain.events import SubjectKind
from marketplace.domain.evidence.screening import Risk
from marketplace.domain.ids import FarmerId, OrganizationId, PlotId
from marketplace.domain.plots.register import PlotSource, PlotState, Tenure
from marketplace.domain.plots.shapes import Shape, ShapeKind
from marketplace.domain.turns import Task, Turn
from marketplace.models.base import Base, Versioned, choice
from marketplace.models.rows.people.accounts import Organization
from marketplace.models.rows.traces.farmers import Farmer

HECTARES = Numeric(10, 4)


class Plot(Versioned, Base):
    """One piece of land on which a farmer grows cacao.

    `outline` is the shape in millionths of a degree (domain/plots/shapes.py), `lon_span` and `lat_span` its bounds for
    the index that finds neighbours; `area` is measured (a point has none), `declared_area` what was said. `faults` are
    the warnings that the outline came with. `risk` and `screened_on` copy the newest screening, `is_cleared` the newest
    verdict on it; `review_note` is what a facilitator still asks for, `awaits_review` whether it was brought.
    """

    SUBJECT: ClassVar = SubjectKind.PLOT
    __tablename__ = "plots"
    __table_args__ = (
        UniqueConstraint("organization_id", "code"),
        CheckConstraint("area > 0", name="area_positive"),
        CheckConstraint("declared_area > 0", name="declared_area_positive"),
        CheckConstraint("(kind IS NULL) = (outline IS NULL)", name="outline_has_kind"),
        CheckConstraint("(outline IS NULL) = (lon_span IS NULL)", name="outline_has_bounds"),
        CheckConstraint("(state = 'retired') = (retired_on IS NOT NULL)", name="retired_on_a_day"),
        Index("ix_plots_bounds", "lon_span", "lat_span", postgresql_using="gist"),
        Index("ix_plots_farmer_id", "farmer_id"),
    )

    id: Mapped[PlotId] = mapped_column(primary_key=True)
    organization_id: Mapped[OrganizationId] = mapped_column(ForeignKey("organizations.id"))
    farmer_id: Mapped[FarmerId] = mapped_column(ForeignKey("farmers.id"))
    code: Mapped[str]
    name: Mapped[str | None]
    state: Mapped[PlotState] = mapped_column(choice(PlotState), default=PlotState.ACTIVE)
    retired_on: Mapped[date | None]
    kind: Mapped[ShapeKind | None] = mapped_column(choice(ShapeKind))
    outline: Mapped[dict[str, Any] | None]
    lon_span: Mapped[Range[int] | None] = mapped_column(INT4RANGE)
    lat_span: Mapped[Range[int] | None] = mapped_column(INT4RANGE)
    area: Mapped[Decimal | None] = mapped_column(HECTARES)
    declared_area: Mapped[Decimal | None] = mapped_column(HECTARES)
    cacao_area: Mapped[Decimal | None] = mapped_column(HECTARES)
    planted_year: Mapped[int | None] = mapped_column(SmallInteger)
    tenure: Mapped[Tenure] = mapped_column(choice(Tenure), default=Tenure.UNSTATED)
    is_agroforestry: Mapped[bool | None]
    source: Mapped[PlotSource | None] = mapped_column(choice(PlotSource))
    mapped_on: Mapped[date | None]
    accuracy_metres: Mapped[Decimal | None] = mapped_column(Numeric(6, 1))
    faults: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    risk: Mapped[Risk | None] = mapped_column(choice(Risk))
    screened_on: Mapped[date | None]
    is_cleared: Mapped[bool] = mapped_column(default=False)
    is_segregated: Mapped[bool] = mapped_column(default=False)
    awaits_review: Mapped[bool] = mapped_column(default=False, server_default=false())
    review_note: Mapped[str | None]
    is_fictional: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]

    organization: Mapped[Organization] = relationship()
    farmer: Mapped[Farmer] = relationship()

    @property
    def stake(self) -> Stake:
        """Say whose this is: the group's."""
        return Stake.of(self.organization_id)

    @property
    def shape(self) -> Shape | None:
        """The outline as rules and maps understand it."""
        return None if self.outline is None else Shape.from_json(self.outline)

    @property
    def hectares(self) -> Decimal | None:
        """How large the plot is: as measured, or as said where it is a point or not drawn yet."""
        return self.area if self.area is not None else self.declared_area

    @property
    def turns(self) -> list[Turn]:
        """Say who must keep cacao of high risk apart, look at proof, or bring more of it."""
        group = self.organization_id
        if self.state is PlotState.RETIRED:
            return []
        if self.risk is Risk.HIGH:
            return [] if self.is_segregated else [Turn(group, Task.PLOT_SEGREGATE, self.code)]
        if self.risk is not Risk.MORE_INFO_NEEDED or self.is_cleared:
            return []
        if self.awaits_review:
            return [Turn(None, Task.PLOT_REVIEW, self.code, counterparty_id=group)]
        return [Turn(group, Task.PLOT_PROVE, self.code)] if self.review_note else []

    def forget_screening(self) -> None:
        """Let what was found out about another outline count no more."""
        self.risk, self.screened_on = None, None
        self.is_cleared, self.awaits_review, self.review_note = False, False, None

    def draw(self, shape: Shape | None) -> None:
        """Write down an outline with its bounds."""
        self.outline = shape.to_json() if shape else None
        self.kind = shape.kind if shape else None
        self.lon_span, self.lat_span = spans_of(shape) if shape else (None, None)

    def __repr__(self) -> str:
        """Say which row it is, and nothing of the place."""
        return f"<Plot {self.id}>"


def spans_of(shape: Shape) -> tuple[Range[int], Range[int]]:
    """Return the bounds of a shape as the index keeps them, both ends included."""
    min_lon, min_lat, max_lon, max_lat = shape.bounds
    return Range(min_lon, max_lon, bounds="[]"), Range(min_lat, max_lat, bounds="[]")
