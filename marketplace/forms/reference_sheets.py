"""The dated figures in a CSV file: reference prices, floors, exchange rates and freight, each fault with its place."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf.file import FileField, FileRequired
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from marketplace import wording
from marketplace.domain.freight import FreightMode, FreightRow
from marketplace.domain.money import Incoterm
from marketplace.domain.prices import ReferenceFigure, ReferenceKind
from marketplace.domain.terminals.levels import TERMINALS, figure_faults
from marketplace.forms.base import BaseForm
from marketplace.forms.numbers import REQUIRED, read_number
from marketplace.forms.sheets import FaultySheetError, SheetFault, SheetRow, read_sheet

FREIGHT = "freight"
NEEDED = ("what", "value", "from")
COLUMNS = (*NEEDED, "month", "incoterm", "destination", "mode")
MOST_PLACES = {FREIGHT: 2}
USUAL_PLACES = 4
HIGHEST = Decimal(10) ** 7
LONGEST_SOURCE = 200
MOST_LETTERS = 200_000


@dataclass(frozen=True, slots=True)
class FigureSheet:
    """What a sheet sets: figures of the day, and freight rates."""

    figures: tuple[ReferenceFigure, ...]
    rates: tuple[FreightRow, ...]


class FigureFileForm(BaseForm):
    """A file of figures, and where they come from."""

    sheet = FileField(lazy_gettext("CSV file"), [FileRequired(lazy_gettext("Please choose a file."))])
    source = StringField(
        lazy_gettext("Where the figures come from"), [InputRequired(REQUIRED), Length(max=LONGEST_SOURCE)]
    )


class FigureTextForm(BaseForm):
    """The same figures once they have been looked at."""

    text = TextAreaField(validators=[InputRequired(REQUIRED), Length(max=MOST_LETTERS)])
    source = StringField(validators=[InputRequired(REQUIRED), Length(max=LONGEST_SOURCE)])


def read_figures(content: bytes, source: str) -> FigureSheet:
    """Read figures and rates; raises `FaultySheetError` with every fault, each with its row and column."""
    rows = read_sheet(content, known=COLUMNS, needed=NEEDED)
    faults = [fault for row in rows for fault in _faults(row)] or _repeated(rows)
    if faults:
        raise FaultySheetError(faults)
    return FigureSheet(
        tuple(_figure(row, source) for row in rows if row.cells["what"] != FREIGHT),
        tuple(_rate(row) for row in rows if row.cells["what"] == FREIGHT),
    )


def _faults(row: SheetRow) -> Iterator[SheetFault]:
    what = row.cells.get("what", "")
    kinds = {each.value for each in ReferenceKind}
    if what != FREIGHT and what not in kinds:
        yield _fault(row, "what", _("Write one of: %(words)s.", words=", ".join([*sorted(kinds), FREIGHT])))
    yield from _number_faults(row, is_freight=what == FREIGHT)
    if not _is_day(row.cells.get("from", "")):
        yield _fault(row, "from", _("Write the day as 2026-11-30."))
    yield from _month_faults(row)
    if what == FREIGHT:
        yield from _freight_faults(row)
    else:
        for column in ("incoterm", "destination", "mode"):
            if column in row.cells:
                yield _fault(row, column, _("Only freight rates have this."))


def _number_faults(row: SheetRow, *, is_freight: bool) -> Iterator[SheetFault]:
    try:
        value = read_number(row.cells.get("value", ""))
    except ValueError:
        yield _fault(row, "value", _("This is not a number. Write digits with a decimal point, for example 1250.5."))
        return
    places = MOST_PLACES[FREIGHT] if is_freight else USUAL_PLACES
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and -exponent > places:
        yield _fault(row, "value", _("At most %(places)s decimals make sense here.", places=places))
    if abs(value) >= HIGHEST or (value <= 0 and not is_freight):
        yield _fault(row, "value", _("Must lie above 0 and below %(most)s.", most=HIGHEST))


def _month_faults(row: SheetRow) -> Iterator[SheetFault]:
    """A terminal's figure is of one delivery month, which is traded on the day of the figure; nothing else has one."""
    what, month = row.cells.get("what", ""), row.cells.get("month")
    if what in TERMINALS and month is None:
        yield _fault(row, "month", _("Write the delivery month of the terminal, for example 2027-03."))
    elif what in TERMINALS and _is_day(row.cells.get("from", "")):
        figure = ReferenceFigure(ReferenceKind(what), Decimal(1), date.fromisoformat(row.cells["from"]), month=month)
        yield from (_fault(row, "month", wording.say(each)) for each in figure_faults(figure))
    elif what not in TERMINALS and month is not None:
        yield _fault(row, "month", _("Only figures of terminal markets have this."))


def _freight_faults(row: SheetRow) -> Iterator[SheetFault]:
    choices = {"incoterm": [each.value for each in Incoterm], "mode": [each.value for each in FreightMode]}
    for column, words in choices.items():
        if row.cells.get(column) not in words:
            yield _fault(row, column, _("Write one of: %(words)s.", words=", ".join(words)))
    if not row.cells.get("destination"):
        yield _fault(row, "destination", _("Write the destination's code, for example FR."))


def _repeated(rows: list[SheetRow]) -> list[SheetFault]:
    """List rows that state the same figure of the same day again: which of them would hold?"""
    seen: dict[tuple[str, ...], int] = {}
    found = []
    for row in rows:
        key = tuple(row.cells.get(name, "") for name in ("what", "from", "month", "incoterm", "destination", "mode"))
        if key in seen:
            found.append(SheetFault(_("Row %(row)s states the same figure.", row=seen[key]), row.number))
        seen.setdefault(key, row.number)
    return found


def _fault(row: SheetRow, column: str, sentence: object) -> SheetFault:
    return SheetFault(str(sentence), row.number, column)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _figure(row: SheetRow, source: str) -> ReferenceFigure:
    kind, value = ReferenceKind(row.cells["what"]), read_number(row.cells["value"])
    return ReferenceFigure(kind, value, date.fromisoformat(row.cells["from"]), source, row.cells.get("month"))


def _rate(row: SheetRow) -> FreightRow:
    cells = row.cells
    way = Incoterm(cells["incoterm"]), cells["destination"], FreightMode(cells["mode"])
    return FreightRow(*way, read_number(cells["value"]), date.fromisoformat(cells["from"]))
