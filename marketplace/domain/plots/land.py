"""A plot as the register knows it: what is stated of the land, and what must be true of that.

What may be wrong with its outline is judged apart (`checks`, and `marketplace.geodata`).
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from marketplace.domain.errors import Reason, reason
from marketplace.domain.people import line_faults
from marketplace.domain.plots.farmers import code_faults
from marketplace.domain.plots.register import PlotSource, Tenure
from marketplace.domain.plots.shapes import Shape

MOST_HECTARES = Decimal(1_000)
"""No smallholder's plot is larger; a larger figure is a slip of units."""
FIRST_YEAR = 1900
MOST_METRES = Decimal(1_000)
PLACES = 4
"""Decimals of hectares that are kept: a square metre."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlotTerms:
    """What is stated of a plot; areas in hectares, `accuracy` of the receiver in metres. No code: one is given."""

    code: str | None = None
    name: str | None = None
    declared_area: Decimal | None = None
    cacao_area: Decimal | None = None
    planted_year: int | None = None
    tenure: Tenure = Tenure.UNSTATED
    is_agroforestry: bool | None = None
    shape: Shape | None = None
    source: PlotSource | None = None
    mapped_on: date | None = None
    accuracy_metres: Decimal | None = None

    def __repr__(self) -> str:
        """Say nothing of the place."""
        return f"<PlotTerms {self.code}>"


def plot_faults(terms: PlotTerms, today: date) -> list[Reason]:
    """List all that is wrong with what is stated of a plot, its outline left aside."""
    return [
        *code_faults(terms.code),
        *(line_faults(terms.name, "name") if terms.name is not None else ()),
        *_area_faults(terms),
        *_date_faults(terms, today),
    ]


def _area_faults(terms: PlotTerms) -> list[Reason]:
    found = []
    for name in ("declared_area", "cacao_area"):
        area = getattr(terms, name)
        if area is not None and not 0 < area <= MOST_HECTARES:
            found.append(reason("plot.area_out_of_range", name, most=MOST_HECTARES))
    if terms.cacao_area is not None and terms.declared_area is not None and terms.cacao_area > terms.declared_area:
        found.append(reason("plot.cacao_exceeds_area", "cacao_area", limit=terms.declared_area))
    if terms.accuracy_metres is not None and not 0 <= terms.accuracy_metres <= MOST_METRES:
        found.append(reason("plot.accuracy_out_of_range", "accuracy_metres", most=MOST_METRES))
    return found


def _date_faults(terms: PlotTerms, today: date) -> list[Reason]:
    found = []
    if terms.planted_year is not None and not FIRST_YEAR <= terms.planted_year <= today.year:
        limits = {"least": str(FIRST_YEAR), "most": str(today.year)}
        found.append(reason("plot.planted_year_out_of_range", "planted_year", **limits))
    if terms.mapped_on is not None and terms.mapped_on > today:
        found.append(reason("plot.mapped_in_future", "mapped_on"))
    if terms.shape is not None and terms.source is None:
        found.append(reason("plot.source_missing", "source"))
    return found
