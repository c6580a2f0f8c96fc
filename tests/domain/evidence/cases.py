"""Plots and lots as the rules of proof are told of them."""

from dataclasses import replace
from datetime import date
from typing import Any

from marketplace.domain.evidence.readiness import Brought, LotEvidence, PlotFacts
from marketplace.domain.evidence.screening import Risk
from marketplace.domain.mass import Mass
from marketplace.domain.plots.register import Tenure

MAY, JUNE, AUGUST = date(2026, 5, 10), date(2026, 6, 10), date(2026, 8, 10)


def a_plot(code: str = "P1", **changes: Any) -> PlotFacts:
    """Return a plot of which nothing is missing, with facts changed as told."""
    plot = PlotFacts(
        code=code,
        farmer=f"F-{code}",
        has_outline=True,
        has_errors=False,
        has_consent=True,
        risk=Risk.LOW,
        is_cleared=False,
        tenure=Tenure.TITLE,
    )
    return replace(plot, **changes)


def a_lot_of(*plots: PlotFacts | None, kilograms: int = 0) -> LotEvidence:
    """Return a lot into which each plot brought a hundred kilograms, and that weighs so much."""
    brought = [Brought(100_000, plot, JUNE, JUNE) for plot in plots]
    return LotEvidence(Mass.of(kilograms or 100 * len(plots)), MAY, AUGUST, brought)
