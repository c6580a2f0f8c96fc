"""What a deforestation screening says of a plot, how its files are read, and what may become of a plot then.

Whisp (domain.md 5.4) answers low, high or more_info_needed; the last is normal for cacao under shade and only asks for
photographs and documents.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from hashlib import sha256

from marketplace.domain.errors import Reason, Refused, reason
from marketplace.domain.evidence.dates import CUT_OFF
from marketplace.domain.plots.checks import is_in
from marketplace.domain.plots.shapes import Bounds, Position, Shape, rounded_micro


class Risk(StrEnum):
    """What a screening says of a plot, as Whisp names it."""

    LOW = "low"
    MORE_INFO_NEEDED = "more_info_needed"
    HIGH = "high"


class ScreeningSource(StrEnum):
    """Whose screening it is."""

    WHISP = "whisp"
    OTHER = "other"


class Verdict(StrEnum):
    """What a facilitator decided about a plot that needs more information."""

    CLEARED = "cleared"
    REFUSED = "refused"


class ProofKind(StrEnum):
    """What shows how a plot was used."""

    PHOTO = "photo"
    DOCUMENT = "document"
    VISIT = "visit"


CODE_COLUMNS = ("external_id", "plot_code", "productionplace", "plotid")
"""Where a file may name the plot, the surest first; Whisp itself counts `plotId` where nothing was given."""
RISK_COLUMNS = ("risk_pcrop", "risk")
INDICATORS = (
    "ind_01_treecover",
    "ind_02_commodities",
    "ind_03_disturbance_before_2020",
    "ind_04_disturbance_after_2020",
)
DAY_COLUMNS = ("dataset_date", "dataset_on")
COUNTRIES = {"country": frozenset({"PER", "PE", ""}), "producercountry": frozenset({"PE", ""})}
YES = frozenset({"yes", "true", "1", "y"})
NO = frozenset({"no", "false", "0", "n"})
MARK = 8
"""Signs of the digest of an outline that stand behind its code in files: `SAM-P1#0a1b2c3d`."""
AROUND = 1_000
"""Millionths of a degree, some hundred metres, by which the centre of what was screened may lie beside the plot."""
SHORTEST_REASON, LONGEST_REASON = 20, 2_000
LONGEST_NOTE = 1_000


@dataclass(frozen=True, slots=True)
class Dataset:
    """Whose screening a file holds, and of which day its data are; a row may name another day of its own."""

    on: date
    source: ScreeningSource = ScreeningSource.WHISP


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a facilitator decides of a plot that was left open, and why."""

    verdict: Verdict
    why: str


@dataclass(frozen=True, slots=True)
class Screened:
    """One row of a file of results: which plot (as it was drawn, where the file says so), what risk, and what else."""

    row: int
    code: str
    risk: Risk
    outline: str | None = None
    dataset_on: date | None = None
    centre: Position | None = None
    indicators: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Screenable:
    """What must be known of a plot to take a result for it: its outline's digest and bounds, and of which day it is."""

    outline: str
    bounds: Bounds
    mapped_on: date | None


def read_result(row: int, cells: Mapping[str, object]) -> Screened:
    """Read one row, whatever the case of its columns (`risk_pcrop` as in files, `Risk_PCrop` as in Whisp's manual).

    Raises `Refused` with all that is wrong with it.
    """
    said = {str(name).strip().lower(): _text(value) for name, value in cells.items()}
    code, _, outline = _first(said, CODE_COLUMNS).partition("#")
    risk, faults = _risk(said), list(_row_faults(said))
    if faults or risk is None:
        raise Refused(*faults)
    return Screened(
        row=row,
        code=code.strip(),
        risk=risk,
        outline=outline or None,
        dataset_on=_day(_first(said, DAY_COLUMNS)),
        centre=_centre(said),
        indicators={name: said[name] for name in INDICATORS if said.get(name)},
    )


def outline_digest(shape: Shape) -> str:
    """Return a digest that any other outline changes: a result counts only for the plot as it was drawn."""
    return stored_digest(shape.to_json())


def stored_digest(outline: Mapping[str, object]) -> str:
    """Return the same digest of an outline as it is stored, without reading its thousand corners."""
    return sha256(json.dumps(outline, separators=(",", ":"), sort_keys=True).encode()).hexdigest()


def risk_of(indicators: Mapping[str, str]) -> Risk | None:
    """Decide as Whisp does for perennial crops (domain.md 5.4); None where an indicator that decides is missing."""
    answers = [_yes(indicators.get(name, "")) for name in INDICATORS]
    trees, crops, before, after = answers
    if None in answers:
        return None
    if not trees or crops or before:
        return Risk.LOW
    return Risk.HIGH if after else Risk.MORE_INFO_NEEDED


def result_faults(result: Screened, plot: Screenable, *, dataset_on: date) -> list[Reason]:
    """List why a result cannot be of this plot as it is drawn today."""
    found = []
    if result.outline is not None and not plot.outline.startswith(result.outline):
        found.append(reason("screening.outline_changed", plot=result.code))
    elif result.outline is None and plot.mapped_on is not None and dataset_on < plot.mapped_on:
        found.append(reason("screening.older_than_outline", plot=result.code, day=dataset_on, mapped=plot.mapped_on))
    if result.centre is not None and not is_in(_widened(plot.bounds), result.centre):
        found.append(reason("screening.other_place", plot=result.code))
    return found


def day_faults(dataset_on: date, today: date) -> list[Reason]:
    """List what is wrong with the day of the data: still to come, or before anything could be cut after the cut-off."""
    if dataset_on > today:
        return [reason("screening.day_to_come", "dataset_on")]
    return [reason("screening.day_before_cut_off", "dataset_on", cut_off=CUT_OFF)] if dataset_on <= CUT_OFF else []


def review_faults(risk: Risk | None, judgement: Judgement, *, proofs: int) -> list[Reason]:
    """List what forbids a verdict: only what was left open is judged, for a reason, and cleared only upon proof."""
    found = []
    if risk is Risk.HIGH:
        found.append(reason("review.high_never_clears"))
    elif risk is not Risk.MORE_INFO_NEEDED:
        found.append(reason("review.nothing_open"))
    elif judgement.verdict is Verdict.CLEARED and not proofs:
        found.append(reason("review.no_proof"))
    if not SHORTEST_REASON <= len(judgement.why.strip()) <= LONGEST_REASON:
        found.append(reason("review.reason_length", "reason", least=SHORTEST_REASON, most=LONGEST_REASON))
    return found


def proof_faults(kind: ProofKind, shown_on: date, *, note: str | None, has_file: bool, today: date) -> list[Reason]:
    """List what is wrong with a proof: photographs and documents need a file, visits a note of what was seen."""
    found = []
    if shown_on > today:
        found.append(reason("proof.day_to_come", "shown_on"))
    if kind is not ProofKind.VISIT and not has_file:
        found.append(reason("proof.file_missing", "file"))
    if kind is ProofKind.VISIT and not (note or "").strip():
        found.append(reason("proof.note_missing", "note"))
    if len(note or "") > LONGEST_NOTE:
        found.append(reason("proof.note_too_long", "note", limit=LONGEST_NOTE))
    return found


def _row_faults(said: Mapping[str, str]) -> Iterator[Reason]:
    if not _first(said, CODE_COLUMNS).partition("#")[0].strip():
        yield reason("screening.code_missing", CODE_COLUMNS[0])
    if _risk(said) is None:
        value = _first(said, RISK_COLUMNS)
        yield reason("screening.risk_unknown" if value else "screening.risk_missing", RISK_COLUMNS[0], value=value)
    for column, own in COUNTRIES.items():
        if said.get(column, "").upper() not in own:
            yield reason("screening.other_country", column, value=said[column])
    day = _first(said, DAY_COLUMNS)
    if day and _day(day) is None:
        yield reason("screening.day_unread", DAY_COLUMNS[0], value=day)


def _risk(said: Mapping[str, str]) -> Risk | None:
    value = re.sub(r"[\s_-]+", "_", _first(said, RISK_COLUMNS).lower())
    if not value:
        return risk_of(said)
    return Risk(value) if value in list(Risk) else None


def _centre(said: Mapping[str, str]) -> Position | None:
    try:
        lon, lat = (rounded_micro(Decimal(said.get(name, ""))) for name in ("centroid_lon", "centroid_lat"))
    except (InvalidOperation, ValueError):
        return None
    return Position(lon, lat)


def _widened(bounds: Bounds) -> Bounds:
    return bounds[0] - AROUND, bounds[1] - AROUND, bounds[2] + AROUND, bounds[3] + AROUND


def _first(said: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((said[name] for name in names if said.get(name)), "")


def _text(value: object) -> str:
    return "" if value is None else "".join(filter(str.isprintable, str(value))).strip()  # no database takes the rest


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _yes(text: str) -> bool | None:
    word = text.strip().lower()
    return True if word in YES else False if word in NO else None
