"""Demands in a CSV file: one row each, read through the same forms that people fill in on the pages."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from marketplace import wording
from marketplace.domain.certificates import Scheme
from marketplace.domain.demands import DemandState, DemandTerms, code_faults
from marketplace.domain.errors import Reason
from marketplace.domain.mass import MassUnit
from marketplace.domain.money import Incoterm
from marketplace.forms.demand_steps import STEPS, form_of, is_sound, terms_typed
from marketplace.forms.demands import Offered
from marketplace.forms.numbers import read_number
from marketplace.forms.sheets import FaultySheetError, SheetFault, SheetRow, read_pairs, read_sheet, read_yes_no
from marketplace.forms.tastes import TASTED, WEIGHTS

TASTES = {"target": "", "weights": "_weight", "tolerances": "_tolerance"}
"""Columns that hold one value for each attribute, and how the field of an attribute ends."""
TICKS = ("needs_eudr", "needs_sample", "prefers_women_led")
STATES = (DemandState.DRAFT.value, DemandState.OPEN.value)
USUAL = {
    "unit": MassUnit.KILOGRAM.value,
    "max_lots": "1",
    "ceiling_incoterm": Incoterm.DAP.value,
    "needs_sample": "yes",
    "state": DemandState.OPEN.value,
}
"""What an empty cell says."""
NEEDED = (
    "code",
    "maker",
    "title",
    "target",
    "volume_min",
    "volume_max",
    "destination",
    "ceiling_amount",
    "ceiling_place",
    "delivery_start",
    "delivery_end",
)
COLUMNS = (
    *NEEDED,
    *("weights", "tolerances", "certificates", *TICKS, "cadmium_max"),
    *("recipe_confection", "recipe_cocoa_solids", "recipe_cocoa_mass", "recipe_market"),
    *("moisture_max", "fermentation_min", "off_max", "global_quality_min"),
    *("unit", "max_lots", "ceiling_incoterm", "notes", "state"),
)


@dataclass(frozen=True, slots=True)
class SheetDemand:
    """One demand as a row states it; `maker` is the code or the name of the organization that seeks."""

    row: int
    code: str
    maker: str
    is_open: bool
    terms: DemandTerms


def read_demands(content: bytes, offered: Offered) -> list[SheetDemand]:
    """Read all demands of a CSV file; raises `FaultySheetError` with every fault of every row."""
    rows = read_sheet(content, known=COLUMNS, needed=NEEDED)
    faults: list[SheetFault] = [*_repeated(rows)]
    found = []
    for row in rows:
        typed, own = _typed(row)
        kept = {**offered, "weights": _weights(typed["flavour"])}
        own += [fault for step in STEPS for fault in _faults(row, step, typed=typed[step], offered=kept)]
        terms, _step = terms_typed(typed, kept) if not own else (None, None)
        faults += own
        if terms:
            is_open = row.cells.get("state", USUAL["state"]) == DemandState.OPEN.value
            found.append(SheetDemand(row.number, row.cells["code"], row.cells["maker"], is_open, terms))
    if faults:
        raise FaultySheetError(sorted(faults, key=lambda fault: fault.row or 0))
    return found


def fault_of(reason: Reason) -> SheetFault:
    """Say a refusal that names its row as a fault of the sheet."""
    row = reason.facts.get("row")
    return SheetFault(wording.say(reason), row if isinstance(row, int) else None, reason.field)


def _repeated(rows: list[SheetRow]) -> Iterator[SheetFault]:
    seen: dict[str, int] = {}
    for row in rows:
        code = row.cells.get("code", "")
        first = seen.setdefault(code, row.number)
        if code and first != row.number:
            yield SheetFault(str(_("Row %(row)s has this code already.", row=first)), row.number, "code")


def _typed(row: SheetRow) -> tuple[dict[str, dict[str, list[str]]], list[SheetFault]]:
    """Say what would be typed in each step for a row, and what of the row cannot be typed."""
    cells = {**USUAL, **row.cells}
    faults = [*_missing(row), *_word_faults(row, cells)]
    typed: dict[str, dict[str, list[str]]] = {step: {} for step in STEPS}
    for name, text in cells.items():
        step = next((step for step, kind in STEPS.items() if hasattr(kind, name)), None)
        if step and name not in TICKS:
            typed[step][name] = [text]
    for name in TICKS:
        if read_yes_no(cells.get(name, "")):
            typed["limits" if name == "needs_eudr" else "delivery"][name] = ["y"]
    typed["limits"]["certificates"] = _words(cells.get("certificates", ""))
    for column, ending in TASTES.items():
        pairs, unread = read_pairs(cells.get(column, ""))
        unknown = [name for name in pairs if name not in TASTED]
        typed["flavour"] |= {f"{name}{ending}": [value] for name, value in pairs.items() if name in TASTED}
        faults += [_not_understood(row, column, each) for each in (*unread, *unknown)]
    return typed, faults


def _missing(row: SheetRow) -> Iterator[SheetFault]:
    for name in ("code", "maker", "target"):
        if name not in row.cells:
            yield SheetFault(str(_("Please fill this in.")), row.number, name)
    for reason in code_faults(row.cells["code"]) if "code" in row.cells else ():
        yield SheetFault(wording.say(reason), row.number, "code")


def _word_faults(row: SheetRow, cells: Mapping[str, str]) -> Iterator[SheetFault]:
    for name in TICKS:
        if read_yes_no(cells.get(name, "")) is None:
            yield SheetFault(str(_("Write yes or no.")), row.number, name)
    if cells["state"] not in STATES:
        yield SheetFault(str(_("Write draft or open.")), row.number, "state")
    for word in _words(cells.get("certificates", "")):
        if word not in set(Scheme):
            yield _not_understood(row, "certificates", word)


def _faults(row: SheetRow, step: str, *, typed: Mapping[str, list[str]], offered: Offered) -> Iterator[SheetFault]:
    form = form_of(step, typed, offered=offered)
    if is_sound(form):
        return
    for name, sentences in form.errors.items():
        for sentence in sentences if name and name != "certificates" else ():
            column, attribute = _place(str(name))
            yield SheetFault(f"{attribute}: {sentence}" if attribute else str(sentence), row.number, column)


def _place(field: str) -> tuple[str, str]:
    """Name the column of a field, and the attribute where the column holds several."""
    for column, ending in reversed(TASTES.items()):
        attribute = field.removesuffix(ending)
        if field.endswith(ending) and attribute in TASTED:
            return column, attribute
    return field, ""


def _weights(typed: Mapping[str, list[str]]) -> list[str]:
    """List the weights of a row that no list on a page offers, but that are numbers."""
    found = {values[0] for name, values in typed.items() if name.endswith("_weight")} - set(WEIGHTS)
    return sorted(each for each in found if _is_number(each))


def _is_number(text: str) -> bool:
    try:
        read_number(text)
    except ValueError:
        return False
    return True


def _words(text: str) -> list[str]:
    return [word.strip().upper() for word in text.split(";") if word.strip()]


def _not_understood(row: SheetRow, column: str, part: str) -> SheetFault:
    return SheetFault(str(_("%(part)s is not understood here.", part=part)), row.number, column)
