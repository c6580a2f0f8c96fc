"""The pack for customs: what it says of one contract's cacao (article 9, Annex II), and when it may be made."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from marketplace.domain.errors import Reason
from marketplace.domain.evidence.dates import HS_HEADINGS
from marketplace.domain.evidence.screening import Risk, ScreeningSource, Verdict
from marketplace.domain.mass import Mass
from marketplace.domain.plots.register import Tenure
from marketplace.domain.plots.shapes import Shape

LONGEST_DESCRIPTION = 150
"""Characters of `descriptionOfGoods` in the EU's system (domain.md 5.2)."""
NO_CONSENT = "evidence.no_consent"
MADE_AT_ONCE = 300
"""Plots up to which a pack is made while its reader waits; larger ones are made later."""


@dataclass(frozen=True, slots=True)
class Trader:
    """A side of the contract as Annex II names it."""

    name: str
    post: str
    email: str


@dataclass(frozen=True, slots=True)
class Fed:
    """One delivery as it fed the contract: on which day, from which plot, so many grams of the lot and of the bags."""

    delivery: str
    delivered_on: date
    plot: str
    grams_in_lot: int
    grams: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnexTwo:
    """What a due-diligence statement asks of the goods, in the words of the EU's system."""

    contract: str
    lot: str
    description: str
    hs: str
    net_weight: Mass
    country: str
    producers: Sequence[str]
    plots: int
    harvested_from: date
    harvested_until: date
    supplied_by: Trader
    acquired_by: Trader


@dataclass(frozen=True, slots=True)
class PackedPlot:
    """One plot that fed the contract: whose, its hectares, its outline, and by what right it is worked."""

    code: str
    producer: str
    area: Decimal
    shape: Shape
    tenure: Tenure


@dataclass(frozen=True, slots=True)
class Proven:
    """What a screening said of a plot, and what a facilitator made of it."""

    plot: str
    source: ScreeningSource
    dataset_on: date
    risk: Risk
    indicators: Mapping[str, str]
    verdict: Verdict | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A proof or a certificate by its file: of what, of which kind and day, and the hash of the file."""

    what: str
    kind: str
    day: date
    file: str = ""
    sha256: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackContent:
    """All that a pack says; what it is numbered and when it was made is no part of it."""

    annex: AnnexTwo
    plots: Sequence[PackedPlot]
    fed: Sequence[Fed]
    proven: Sequence[Proven]
    shown: Sequence[Shown]
    certificates: Sequence[Shown]
    gaps: Sequence[Reason]
    is_draft: bool


def describe(varieties: Iterable[str], crop_year: int) -> str:
    """Describe the goods in at most 150 characters."""
    said = f"Cocoa beans, whole, raw, fermented and dried; crop {crop_year}"
    named = ", ".join(varieties)
    whole = f"{said}; {named}" if named else said
    return whole if len(whole) <= LONGEST_DESCRIPTION else said


def heading_of(hs_code: str) -> str:
    """Return the HS heading of a tariff code: 1801 of 1801.00; raises `ValueError` for what is no cocoa."""
    digits = hs_code.replace(".", "")
    if digits[:4] not in HS_HEADINGS:
        raise ValueError(hs_code)
    return digits


def pack_faults(gaps: Sequence[Reason], *, is_draft: bool) -> list[Reason]:
    """List what forbids a pack: a draft may have gaps, but nobody's data leave the group without their consent."""
    silent = [each for each in gaps if each.code == NO_CONSENT]
    return silent if is_draft else list(gaps)


def kilograms(grams: int) -> Decimal:
    """Say grams in kilograms with three decimals."""
    return Decimal(grams).scaleb(-3)
