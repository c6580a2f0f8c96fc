"""Whether the cacao of a lot can be shown to customs, and all that is still missing for it, with a reason code each."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal

from marketplace.domain.errors import Reason, reason
from marketplace.domain.evidence.screening import Risk
from marketplace.domain.lots import EudrStatus
from marketplace.domain.mass import Mass
from marketplace.domain.plots.register import Tenure

HUNDRED = Decimal(100)
TENTH = Decimal("0.1")
UNDER_WAY = Decimal(50)
"""Percent of a lot's weight that is proven from which on its evidence counts as in progress."""
GRACE = timedelta(days=30)
"""So long after the harvest the last cacao of it may be brought in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlotFacts:
    """What is known of a plot today; `risk` is what its newest screening says, None where it has none that counts."""

    code: str
    farmer: str
    has_outline: bool
    has_errors: bool
    has_consent: bool
    risk: Risk | None
    is_cleared: bool
    tenure: Tenure
    planted_year: int | None = None

    @property
    def is_clear(self) -> bool:
        """Say whether the screening of the plot shows no deforestation, or a facilitator cleared what it left open."""
        return self.risk is Risk.LOW or (self.risk is Risk.MORE_INFO_NEEDED and self.is_cleared)

    @property
    def is_proven(self) -> bool:
        """Say whether nothing is missing for customs."""
        return self.has_outline and not self.has_errors and self.has_consent and self.is_clear


@dataclass(frozen=True, slots=True)
class Brought:
    """So many grams of a lot came from one plot (None: nobody knows from which), within these days."""

    grams: int
    plot: PlotFacts | None
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class LotEvidence:
    """What a lot weighs, when it was harvested, and what fed it."""

    volume: Mass
    harvest_start: date
    harvest_end: date
    brought: Sequence[Brought] = ()

    @property
    def traced(self) -> int:
        """Count the grams that came from deliveries."""
        return sum(each.grams for each in self.brought)

    @property
    def proven(self) -> int:
        """Count the grams from plots of which nothing is missing."""
        return sum(each.grams for each in self.brought if each.plot is not None and each.plot.is_proven)

    @property
    def plots(self) -> list[PlotFacts]:
        """Name each plot that fed the lot once, in the order of their codes."""
        found = {each.plot.code: each.plot for each in self.brought if each.plot is not None}
        return [found[code] for code in sorted(found)]


@dataclass(frozen=True, slots=True)
class Readiness:
    """How far the evidence of a lot is: `gaps` keep it from customs, `warnings` only deserve a look."""

    status: EudrStatus
    gaps: tuple[Reason, ...]
    warnings: tuple[Reason, ...]
    traced_percent: Decimal
    proven_percent: Decimal
    plots: int
    farmers: int

    @property
    def high_risk(self) -> int:
        """Count the plots of high risk whose cacao is still in the lot."""
        counts = (each.facts["count"] for each in self.gaps if each.code == "evidence.high_risk")
        return next((count for count in counts if isinstance(count, int)), 0)


def readiness(lot: LotEvidence) -> Readiness:
    """Judge the evidence of a lot (domain.md 5.1): ready means that every gram of it can be shown to customs."""
    gaps = tuple(_gaps(lot))
    proven = _percent(lot.proven, lot)
    underway = EudrStatus.IN_PROGRESS if proven >= UNDER_WAY else EudrStatus.NOT_READY
    return Readiness(
        status=underway if gaps else EudrStatus.READY,
        gaps=gaps,
        warnings=tuple(_warnings(lot)),
        traced_percent=_percent(lot.traced, lot),
        proven_percent=proven,
        plots=len(lot.plots),
        farmers=len({plot.farmer for plot in lot.plots}),
    )


def _gaps(lot: LotEvidence) -> Iterator[Reason]:
    if lot.traced < lot.volume.grams:
        yield reason("evidence.untraced", kilograms=_kilograms(lot.volume.grams - lot.traced))
    astray = sum(each.grams for each in lot.brought if each.plot is None)
    if astray:
        yield reason("evidence.plot_unknown", kilograms=_kilograms(astray))
    for code, is_lacking in LACKING:
        lacking = [plot for plot in lot.plots if is_lacking(plot)]
        if lacking:
            yield reason(code, count=len(lacking), codes=tuple(plot.code for plot in lacking))
    silent = sorted({plot.farmer for plot in lot.plots if not plot.has_consent})
    if silent:
        yield reason("evidence.no_consent", count=len(silent), codes=tuple(silent))
    strays = [each for each in lot.brought if not _is_in_harvest(each, lot)]
    if strays:
        first, last = min(each.first for each in strays), max(each.last for each in strays)
        yield reason("evidence.outside_harvest", first=first, last=last)


Lack = Callable[[PlotFacts], bool]
LACKING: tuple[tuple[str, Lack], ...] = (
    ("evidence.high_risk", lambda plot: plot.risk is Risk.HIGH),
    ("evidence.more_info_needed", lambda plot: plot.risk is Risk.MORE_INFO_NEEDED and not plot.is_cleared),
    ("evidence.no_outline", lambda plot: not plot.has_outline),
    ("evidence.faulty_outline", lambda plot: plot.has_outline and plot.has_errors),
    ("evidence.not_screened", lambda plot: plot.risk is None),
)
"""What a plot may lack, gravest first."""


def _warnings(lot: LotEvidence) -> Iterator[Reason]:
    untitled = [plot.code for plot in lot.plots if plot.tenure is Tenure.UNSTATED]
    if untitled:
        yield reason("evidence.tenure_unstated", count=len(untitled), codes=tuple(untitled))


def _is_in_harvest(brought: Brought, lot: LotEvidence) -> bool:
    return lot.harvest_start <= brought.first and brought.last <= lot.harvest_end + GRACE


def _percent(grams: int, lot: LotEvidence) -> Decimal:
    return (grams * HUNDRED / lot.volume.grams).quantize(TENTH, ROUND_DOWN)


def _kilograms(grams: int) -> Decimal:
    return Decimal(grams).scaleb(-3)
