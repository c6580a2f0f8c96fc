"""Several panels taken together: the mean of each attribute, and how far tasters and panels lie apart."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from marketplace.domain.evaluations import PanelEvaluation
from marketplace.domain.flavours import AXES, OFF_TOTAL, FlavourProfile

HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Pooled:
    """All panels that tasted the same product of a lot: means and standard deviations, each taster counted once."""

    panels: int
    tasters: int
    means: FlavourProfile
    deviations: FlavourProfile
    quality: Decimal | None
    quality_range: tuple[Decimal, Decimal] | None


def pool(panels: Sequence[PanelEvaluation]) -> Pooled | None:
    """Take panels together, the newest first; those that tasted another product than the newest are left out.

    The deviation is that of all tasters: what a panel states within itself, and what lies between the panels' means.
    An attribute for which any panel states no deviation has none.
    """
    alike = [each for each in panels if each.product is panels[0].product]
    if not alike:
        return None
    scored = [name for name in (*AXES, OFF_TOTAL) if any(each.means.get(name) is not None for each in alike)]
    pooled = {name: _together(alike, name) for name in scored}
    scores = [each.global_quality for each in alike if each.global_quality is not None]
    return Pooled(
        panels=len(alike),
        tasters=sum(each.panel_size for each in alike),
        means={name: mean for name, (mean, _spread) in pooled.items()},
        deviations={name: spread for name, (_mean, spread) in pooled.items() if spread is not None},
        quality=_mean((each.panel_size, each.global_quality) for each in alike if each.global_quality is not None),
        quality_range=(min(scores), max(scores)) if scores else None,
    )


def _together(panels: Sequence[PanelEvaluation], name: str) -> tuple[Decimal, Decimal | None]:
    known = [
        (each.panel_size, value, each.deviations.get(name))
        for each in panels
        if (value := each.means.get(name)) is not None
    ]
    tasters = sum(size for size, _value, _spread in known)
    mean = sum((size * value for size, value, _spread in known), Decimal(0)) / tasters
    spreads = [(size, value, spread) for size, value, spread in known if spread is not None]
    deviation = None
    if len(spreads) == len(known):
        squares = (size * (spread**2 + (value - mean) ** 2) for size, value, spread in spreads)
        deviation = _rounded((sum(squares, Decimal(0)) / tasters).sqrt())
    return _rounded(mean), deviation


def _mean(weighed: Iterable[tuple[int, Decimal]]) -> Decimal | None:
    pairs = list(weighed)
    tasters = sum(size for size, _value in pairs)
    return _rounded(sum((size * value for size, value in pairs), Decimal(0)) / tasters) if tasters else None


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(HUNDREDTH, ROUND_HALF_UP)
