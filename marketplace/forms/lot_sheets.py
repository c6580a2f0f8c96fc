"""Lots in a CSV file: one row each with its results, read through the same forms that people fill in on the pages."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from marketplace import wording
from marketplace.domain.certificates import Scheme
from marketplace.domain.errors import Reason
from marketplace.domain.evaluations import PanelEvaluation
from marketplace.domain.laboratory import LabResult
from marketplace.domain.lots import LotState, LotTerms
from marketplace.domain.origins import VARIETIES
from marketplace.domain.physical import PhysicalAnalysis
from marketplace.forms.lot_prices import PriceForm
from marketplace.forms.lot_steps import STEPS, form_of, is_sound, terms_typed
from marketplace.forms.lots import OriginForm, PostHarvestForm, VolumeForm
from marketplace.forms.result_sheets import RESULTS, form_faults, not_understood, placed, read_result, result_faults
from marketplace.forms.sheets import FaultySheetError, SheetFault, SheetRow, read_pairs, read_sheet, read_yes_no

STATES = (LotState.DRAFT.value, LotState.PUBLISHED.value)
USUAL = {
    "price_kind": "fixed",
    "price_incoterm": "FOB",
    "price_place": "Callao",
    "visibility": "public",
    "state": LotState.PUBLISHED.value,
}
"""What an empty cell says."""
OFFERED = ("varieties", "certificates", "is_wet_purchase")
"""Columns that hold more than one field of a step, or one in other words."""


NEEDED = (
    *("group", "code", "crop_year", "harvest_start", "harvest_end", "region", "province", "district", "varieties"),
    *("bags", "bag_weight", "minimum_bags", "available_from", "price_amount"),
)
STATED = tuple(
    name
    for form in (OriginForm, PostHarvestForm, VolumeForm, PriceForm)
    for name in dir(form)
    if name in LotTerms.__slots__ or name.startswith("price_")
)
COLUMNS = tuple(dict.fromkeys([*NEEDED, *STATED, "state", *(name for each in RESULTS for name in each.columns)]))


@dataclass(frozen=True, slots=True)
class SheetLot:
    """One lot as a row states it; `group` is the code or the name of the organization that sells."""

    row: int
    group: str
    is_published: bool
    terms: LotTerms
    panel: PanelEvaluation | None
    analysis: PhysicalAnalysis | None
    cadmium: LabResult | None


def read_lots(content: bytes, *, today: date) -> list[SheetLot]:
    """Read all lots of a CSV file; raises `FaultySheetError` with every fault of every row."""
    rows = read_sheet(content, known=COLUMNS, needed=NEEDED)
    faults: list[SheetFault] = [*_repeated(rows)]
    found = []
    for row in rows:
        lot, own = _read(row, today)
        faults += own
        if lot:
            found.append(lot)
    if faults:
        raise FaultySheetError(sorted(faults, key=lambda fault: fault.row or 0))
    return found


def fault_of(fault: Reason) -> SheetFault:
    """Say a refusal that names its row as a fault of the sheet."""
    number = fault.facts.get("row")
    row = SheetRow(number if isinstance(number, int) else 0, {})
    return placed(row, fault.field or "", sentence=wording.say(fault))


def _repeated(rows: list[SheetRow]) -> Iterator[SheetFault]:
    seen: dict[str, int] = {}
    for row in rows:
        code = row.cells.get("code", "").upper()
        first = seen.setdefault(code, row.number)
        if code and first != row.number:
            yield SheetFault(str(_("Row %(row)s has this code already.", row=first)), row.number, "code")


def _read(row: SheetRow, today: date) -> tuple[SheetLot | None, list[SheetFault]]:
    typed, faults = _typed(row)
    for step, fields in typed.items():
        form = form_of(step, fields)
        if not is_sound(form):
            faults += form_faults(row, form)
    terms = terms_typed(typed)[0] if not faults else None
    results = [read_result(row, columns, faults=faults) for columns in RESULTS]
    if terms is None or faults:
        return None, faults
    panel, analysis, cadmium = results
    faults += result_faults(row, terms, results=results, today=today)
    is_published = row.cells.get("state", USUAL["state"]) == LotState.PUBLISHED.value
    lot = SheetLot(row.number, row.cells["group"], is_published, terms, panel, analysis, cadmium)
    return (None if faults else lot), faults


def _typed(row: SheetRow) -> tuple[dict[str, dict[str, list[str]]], list[SheetFault]]:
    """Say what would be typed in each step for a row, and what of the row cannot be typed."""
    cells = {**USUAL, **row.cells}
    faults = [*_missing(row)]
    typed: dict[str, dict[str, list[str]]] = {step: {} for step in STEPS}
    for name, text in cells.items():
        step = next((step for step, kind in STEPS.items() if hasattr(kind, name)), None)
        if step and name not in OFFERED:
            typed[step][name] = [text]
    shares, unread = read_pairs(cells.get("varieties", ""))
    unread += [name for name in shares if name not in VARIETIES]
    typed["origin"] |= {"varieties_name": list(shares), "varieties_share": list(shares.values())}
    schemes = [word.strip().upper() for word in cells.get("certificates", "").split(";") if word.strip()]
    typed["volume"]["certificates"] = [word for word in schemes if word in set(Scheme)]
    typed["post-harvest"]["is_wet_purchase"] = [_yes_no(row, faults)]
    faults += [not_understood(row, "varieties", part=each) for each in unread]
    faults += [not_understood(row, "certificates", part=each) for each in schemes if each not in set(Scheme)]
    return typed, faults


def _missing(row: SheetRow) -> Iterator[SheetFault]:
    if "group" not in row.cells:
        yield SheetFault(str(_("Please fill this in.")), row.number, "group")
    if row.cells.get("state", USUAL["state"]) not in STATES:
        yield SheetFault(str(_("Write draft or published.")), row.number, "state")


def _yes_no(row: SheetRow, faults: list[SheetFault]) -> str:
    text = row.cells.get("is_wet_purchase", "")
    said = read_yes_no(text)
    if said is None:
        faults.append(SheetFault(str(_("Write yes or no.")), row.number, "is_wet_purchase"))
    return "" if not text or said is None else "yes" if said else "no"
