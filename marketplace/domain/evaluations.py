"""What a trained panel found in a lot, and whether it may be believed (Cacao of Excellence Guide, 2023)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from marketplace.domain.errors import Reason, reason
from marketplace.domain.flavours import (
    ATTRIBUTES,
    AXES,
    CHOCOLATE_ONLY,
    HIGHEST,
    LOWEST,
    OFF_TOTAL,
    QUALITY_SCORES,
    TOTALS,
    FlavourProfile,
)
from marketplace.domain.ranges import is_within

USUAL_PANEL = range(6, 9)
USUAL_REPLICATES = 3
MOST_DECIMALS = 2
LONGEST_COMMENT = 2000
CLEAR_DEFECT = Decimal(3)
SLIGHT_DEFECT = Decimal(1)


class TastedProduct(StrEnum):
    """What the panel had in the cup or on the tongue."""

    COARSE_POWDER = "coarse_powder"
    CACAO_MASS = "cacao_mass"
    CHOCOLATE = "chocolate"


@dataclass(frozen=True, slots=True)
class PanelEvaluation:
    """One trained panel's result on one lot: means and deviations per attribute, and a global quality of its own.

    `comment` is the panel's word to the producer. Totals are stored as the panel gave them, never recomputed.
    """

    product: TastedProduct
    protocol: str
    laboratory: str | None
    panel_size: int
    replicates: int
    evaluated_on: date
    means: FlavourProfile
    global_quality: Decimal | None
    deviations: FlavourProfile = field(default_factory=dict)
    quality: Mapping[str, Decimal | None] = field(default_factory=dict)
    comment: str | None = None
    off_other_note: str | None = None


def evaluation_faults(
    terms: PanelEvaluation, *, today: date, harvest_start: date | None = None, harvest_end: date | None = None
) -> list[Reason]:
    """List what is wrong with a panel's result; `field` is the attribute's key or the form's field.

    A result older than the harvest is a fault once the harvest is over; before that it describes an earlier crop.
    """
    return [
        *_panel_faults(terms),
        *_date_faults(terms.evaluated_on, today=today, harvest_start=harvest_start, harvest_end=harvest_end),
        *_attribute_faults(terms),
        *_total_faults(terms.means),
        *_quality_faults(terms),
    ]


def evaluation_warnings(terms: PanelEvaluation, *, harvest_start: date | None = None) -> list[Reason]:
    """List what is unusual, though not wrong, in a panel's result."""
    found = []
    if terms.panel_size not in USUAL_PANEL:
        usual = {"least": USUAL_PANEL.start, "most": USUAL_PANEL.stop - 1}
        found.append(reason("evaluation.panel_size_unusual", "panel_size", value=terms.panel_size, **usual))
    if terms.replicates != USUAL_REPLICATES:
        found.append(
            reason("evaluation.replicates_unusual", "replicates", value=terms.replicates, usual=USUAL_REPLICATES)
        )
    if harvest_start and terms.evaluated_on < harvest_start:
        found.append(
            reason("evaluation.of_earlier_crop", "evaluated_on", value=terms.evaluated_on, harvest_start=harvest_start)
        )
    return [*found, *_defect_warnings(terms)]


def expected_quality(off_total: Decimal) -> tuple[Decimal, Decimal] | None:
    """Give the usual range of global quality for an off-flavour intensity, or None for a mere trace.

    A rule of thumb among tasters, so a warning and never a refusal.
    """
    if off_total >= CLEAR_DEFECT:
        return Decimal(0), Decimal(3)
    if off_total >= SLIGHT_DEFECT:
        return Decimal(4), Decimal(6)
    return (Decimal(7), Decimal(10)) if off_total == 0 else None


def _defect_warnings(terms: PanelEvaluation) -> Iterator[Reason]:
    off_total = terms.means.get(OFF_TOTAL)
    usual = expected_quality(off_total) if off_total is not None else None
    if usual is None or terms.global_quality is None:
        return
    least, most = usual
    if not least <= terms.global_quality <= most:
        facts = {"value": terms.global_quality, "off_total": off_total, "least": least, "most": most}
        yield reason("evaluation.quality_unusual_for_defects", "global_quality", **facts)


def _panel_faults(terms: PanelEvaluation) -> Iterator[Reason]:
    if not terms.protocol.strip():
        yield reason("evaluation.protocol_missing", "protocol")
    if terms.panel_size < 1:
        yield reason("evaluation.panel_too_small", "panel_size", value=terms.panel_size, limit=1)
    if terms.replicates < 1:
        yield reason("evaluation.replicates_too_few", "replicates", value=terms.replicates, limit=1)
    if len(terms.comment or "") > LONGEST_COMMENT:
        yield reason("evaluation.comment_too_long", "comment", limit=LONGEST_COMMENT)


def _date_faults(
    evaluated_on: date, *, today: date, harvest_start: date | None, harvest_end: date | None
) -> Iterator[Reason]:
    if evaluated_on > today:
        yield reason("evaluation.in_future", "evaluated_on", value=evaluated_on, today=today)
    is_over = harvest_end is not None and harvest_end < today
    if is_over and harvest_start and evaluated_on < harvest_start:
        yield reason("evaluation.before_harvest", "evaluated_on", value=evaluated_on, harvest_start=harvest_start)


def _attribute_faults(terms: PanelEvaluation) -> Iterator[Reason]:
    for name, value in (*terms.means.items(), *terms.deviations.items()):
        if name not in ATTRIBUTES:
            yield reason("evaluation.attribute_unknown", name, attribute=name)
        else:
            yield from score_faults(name, value)
    for name in (*AXES, OFF_TOTAL):
        if terms.means.get(name) is None:
            yield reason("evaluation.attribute_missing", name, attribute=name)
    if terms.product is not TastedProduct.CHOCOLATE:
        for name in sorted(CHOCOLATE_ONLY):
            if terms.means.get(name) is not None:
                yield reason("evaluation.chocolate_only", name, attribute=name, product=terms.product.value)
    if terms.means.get("off_other") and not (terms.off_other_note or "").strip():
        yield reason("evaluation.off_other_unnamed", "off_other_note")


def score_faults(name: str, value: Decimal | None) -> Iterator[Reason]:
    """Yield what is wrong with one score: out of 0-10, or finer than a hundredth."""
    if value is None:
        return
    if not is_within(value, HIGHEST):
        yield reason("evaluation.score_out_of_range", name, attribute=name, value=value, least=LOWEST, most=HIGHEST)
    elif value != round(value, MOST_DECIMALS):
        yield reason("evaluation.score_too_fine", name, attribute=name, value=value, decimals=MOST_DECIMALS)


def _total_faults(means: FlavourProfile) -> Iterator[Reason]:
    for total, parts in TOTALS.items():
        value = means.get(total)
        known = [score for part in parts if (score := means.get(part)) is not None]
        if value is None or not known:
            continue
        if value < max(known):
            yield reason("evaluation.total_below_part", total, attribute=total, value=value, limit=max(known))
        if len(known) == len(parts) and value > min(HIGHEST, sum(known, Decimal(0))):
            limit = min(HIGHEST, sum(known, Decimal(0)))
            yield reason("evaluation.total_above_sum", total, attribute=total, value=value, limit=limit)


def _quality_faults(terms: PanelEvaluation) -> Iterator[Reason]:
    if terms.global_quality is None:
        yield reason("evaluation.global_quality_missing", "global_quality")
    yield from score_faults("global_quality", terms.global_quality)
    for name, value in terms.quality.items():
        if name not in QUALITY_SCORES:
            yield reason("evaluation.attribute_unknown", f"quality_{name}", attribute=name)
        else:
            yield from score_faults(f"quality_{name}", value)
