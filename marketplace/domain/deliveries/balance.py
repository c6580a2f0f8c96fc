"""Mass balance: whether so much cacao can have grown, dried and been sold as the books of a group say."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from marketplace.domain.deliveries.terms import CacaoForm
from marketplace.domain.errors import Reason
from marketplace.domain.mass import NO_MASS, Mass
from marketplace.domain.plots.checks import Severity
from marketplace.domain.prices import ReferenceKind, References

HUNDRED = Decimal(100)
ALMOST_ALL = Decimal("99.9")
SEASON_BEGINS = 10
"""October: the season of Peru runs from October to September (domain.md 3.4)."""
GRACE = timedelta(days=30)
"""So far outside of the stated harvest a delivery only deserves a look; beyond, somebody is wrong."""
USUAL: dict[ReferenceKind, Decimal] = {
    ReferenceKind.DRY_OF_WET_LEAST: Decimal(33),
    ReferenceKind.DRY_OF_WET: Decimal(38),
    ReferenceKind.DRY_OF_WET_MOST: Decimal(42),
    ReferenceKind.YIELD_PLAUSIBLE: Decimal(1200),
    ReferenceKind.YIELD_MOST: Decimal(2000),
}
"""In force until the alliance sets figures of its own.

What is left of wet beans in percent is the trade's rule of thumb and was not verified; 1,200 kg/ha is what better farms
of Huánuco reach (domain.md 3.1), 2,000 kg/ha a choice of ours for the best stands of CCN-51.
"""


@dataclass(frozen=True, slots=True)
class Figures:
    """What the balance compares with: dry of wet in percent, and dry kilograms of a hectare in a season."""

    dry_least: Decimal
    dry_usual: Decimal
    dry_most: Decimal
    yield_plausible: Decimal
    yield_most: Decimal

    def dryness(self, form: CacaoForm) -> Decimal:
        """Say what a kilogram is worth dry."""
        return self.dry_usual / HUNDRED if form is CacaoForm.WET else Decimal(1)


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that cannot be, or should be looked at."""

    severity: Severity
    reason: Reason

    @property
    def is_error(self) -> bool:
        """Whether it cannot be as the books say."""
        return self.severity is Severity.ERROR


@dataclass(frozen=True, slots=True)
class Grown:
    """What a plot, or all plots of a farmer, gave in a season: dry weight, and on how many hectares of cacao."""

    code: str
    season: str
    dry: Mass
    hectares: Decimal | None


@dataclass(frozen=True, slots=True)
class BatchFlow:
    """What went into a batch, wet and dry, what it came to, and when."""

    wet: Mass
    dry: Mass
    dry_weight: Mass | None
    began_on: date
    ended_on: date | None
    first_delivery: date | None
    last_delivery: date | None


@dataclass(frozen=True, slots=True)
class LotFlow:
    """What a lot weighs, what flowed in, what of it is promised, and when it was harvested and delivered."""

    volume: Mass
    filled: Mass
    reserved: Mass
    harvest_start: date
    harvest_end: date
    first_delivery: date | None = None
    last_delivery: date | None = None
    without_plot: Mass = NO_MASS

    @property
    def traced_percent(self) -> Decimal:
        """How much of the lot is traced to deliveries, in percent."""
        return traced_percent(self.filled, self.volume)


def traced_percent(filled: Mass, volume: Mass) -> Decimal:
    """Say how much of a lot came from deliveries, in percent with one decimal; never 100 before every gram did."""
    share = (filled.kilograms * HUNDRED / volume.kilograms).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return min(share, ALMOST_ALL) if filled < volume else share


def figures_in_force(references: References) -> Figures:
    """Take the alliance's figures of the day, or the usual ones."""
    return Figures(*(references.value(kind) or usual for kind, usual in USUAL.items()))


def season_of(day: date) -> str:
    """Name the season of a day: `2025/26` from October 2025 to September 2026."""
    first = day.year if day.month >= SEASON_BEGINS else day.year - 1
    return f"{first}/{(first + 1) % 100:02d}"


def season_days(season: str) -> tuple[date, date]:
    """Say the first and the last day of a season."""
    first = int(season.partition("/")[0])
    return date(first, SEASON_BEGINS, 1), date(first + 1, SEASON_BEGINS, 1) - timedelta(days=1)


def plot_alarms(grown: Grown, figures: Figures) -> list[Alarm]:
    """Compare what came from one plot with what can grow there."""
    return list(_yield_alarms(grown, figures, "plot"))


def farmer_alarms(grown: Grown, figures: Figures) -> list[Alarm]:
    """Compare what one farmer brought with what can grow on all plots together."""
    return list(_yield_alarms(grown, figures, "farmer"))


def batch_alarms(flow: BatchFlow, figures: Figures) -> list[Alarm]:
    """Compare what a batch came to with what went in, and its days with those of its deliveries."""
    return [*_drying_alarms(flow, figures), *_batch_day_alarms(flow)]


def lot_alarms(flow: LotFlow) -> list[Alarm]:
    """Compare what a lot weighs with what flowed in, and its harvest with the days of its deliveries."""
    return [*_filling_alarms(flow), *_harvest_alarms(flow)]


def gravest_first(alarms: Iterable[Alarm]) -> list[Alarm]:
    """Put what cannot be before what deserves a look."""
    return sorted(alarms, key=lambda alarm: not alarm.is_error)


def _yield_alarms(grown: Grown, figures: Figures, whose: str) -> Iterator[Alarm]:
    if grown.dry <= NO_MASS:
        return
    if not grown.hectares:
        yield _warn(f"balance.{whose}_without_area", about=grown.code, season=grown.season, dry=_kg(grown.dry))
        return
    per_hectare = (grown.dry.kilograms / grown.hectares).quantize(Decimal(1), ROUND_HALF_UP)
    facts = {"about": grown.code, "season": grown.season, "dry": _kg(grown.dry), "per_hectare": per_hectare}
    if grown.dry.kilograms > figures.yield_most * grown.hectares:
        yield _fail(f"balance.{whose}_cannot_yield", limit=figures.yield_most, **facts)
    elif grown.dry.kilograms > figures.yield_plausible * grown.hectares:
        yield _warn(f"balance.{whose}_yields_much", limit=figures.yield_plausible, **facts)


def _drying_alarms(flow: BatchFlow, figures: Figures) -> Iterator[Alarm]:
    if flow.dry_weight is None:
        return
    most = flow.dry.kilograms + flow.wet.kilograms * figures.dry_most / HUNDRED
    least = flow.dry.kilograms + flow.wet.kilograms * figures.dry_least / HUNDRED
    dry = flow.dry_weight.kilograms
    if dry > most:
        yield _fail("balance.batch_too_heavy", dry=dry, most=_whole(most))
    elif dry < least:
        yield _warn("balance.batch_too_light", dry=dry, least=_whole(least))


def _batch_day_alarms(flow: BatchFlow) -> Iterator[Alarm]:
    if flow.first_delivery is not None and flow.began_on < flow.first_delivery:
        yield _warn("balance.batch_before_deliveries", day=flow.began_on, first=flow.first_delivery)
    if flow.last_delivery is not None and flow.ended_on is not None and flow.ended_on < flow.last_delivery:
        yield _fail("balance.batch_ended_before_delivery", day=flow.ended_on, last=flow.last_delivery)


def _filling_alarms(flow: LotFlow) -> Iterator[Alarm]:
    if flow.filled <= NO_MASS:
        yield _warn("balance.lot_untraced", volume=_kg(flow.volume))
        return
    if flow.filled < flow.reserved:
        yield _fail("balance.lot_sold_beyond", reserved=_kg(flow.reserved), filled=_kg(flow.filled))
    elif flow.filled < flow.volume:
        yield _warn("balance.lot_in_part", percent=flow.traced_percent, missing=_kg(flow.volume - flow.filled))
    if flow.without_plot > NO_MASS:
        yield _warn("balance.lot_without_plots", without=_kg(flow.without_plot))


def _harvest_alarms(flow: LotFlow) -> Iterator[Alarm]:
    first, last = flow.first_delivery, flow.last_delivery
    if first is not None and first < flow.harvest_start:
        say = _fail if first < flow.harvest_start - GRACE else _warn
        yield say("balance.delivered_before_harvest", day=first, start=flow.harvest_start)
    if last is not None and last > flow.harvest_end:
        say = _fail if last > flow.harvest_end + GRACE else _warn
        yield say("balance.delivered_after_harvest", day=last, end=flow.harvest_end)


def _warn(code: str, **facts: object) -> Alarm:
    return Alarm(Severity.WARNING, Reason(code, None, facts))


def _fail(code: str, **facts: object) -> Alarm:
    return Alarm(Severity.ERROR, Reason(code, None, facts))


def _kg(mass: Mass) -> Decimal:
    return _whole(mass.kilograms)


def _whole(kilograms: Decimal) -> Decimal:
    return kilograms.quantize(Decimal("0.1"), ROUND_HALF_UP)
