"""Deliveries in a CSV file or an Excel workbook: one receipt a row, as scale houses keep them."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from itertools import zip_longest

from flask_babel import gettext as _

from marketplace import wording
from marketplace.documents.workbooks import Cell, NotAWorkbookError, is_workbook, read_workbook
from marketplace.domain.deliveries.terms import CacaoForm, DeliveryTerms, PayMeans, Payment
from marketplace.domain.errors import Reason
from marketplace.domain.ids import FarmerId
from marketplace.domain.mass import Mass
from marketplace.forms.deliveries import SHORT_COMMA
from marketplace.forms.numbers import MAY_BE_THOUSANDS, AmbiguousNumberError, read_number
from marketplace.forms.sheets import (
    MOST_ROWS,
    FaultySheetError,
    SheetFault,
    SheetRow,
    read_sheet,
    read_yes_no,
    too_many,
)

NEEDED = ("delivered_on", "farmer", "form", "weight_kg")
COLUMNS = (*NEEDED, "plot", "price_pen_kg", "moisture", "paid", "means", "reference", "note")
FORMS = {"wet": CacaoForm.WET, "baba": CacaoForm.WET, "dry": CacaoForm.DRY, "seco": CacaoForm.DRY}
EXCEL_BEGINS = date(1899, 12, 30)
WHO_IS_MEANT = FarmerId(0)
"""Stands in the terms of a row until the service knows who is meant."""
PLACES = {"who": "farmer", "weight": "weight_kg", "price": "price_pen_kg"}
"""Fields of a receipt that have another name in the sheet."""


@dataclass(frozen=True, slots=True)
class SheetDelivery:
    """One receipt as a row states it; `farmer` is a code or a DNI, `plot` a code."""

    row: int
    farmer: str
    plot: str | None
    terms: DeliveryTerms


def read_deliveries(content: bytes) -> list[SheetDelivery]:
    """Read the receipts of a file; raises `FaultySheetError` with all that cannot be read."""
    faults: list[SheetFault] = []
    rows = read_sheet(_as_csv(content), known=COLUMNS, needed=NEEDED)
    found = [_read(row, faults) for row in rows]
    if faults:
        raise FaultySheetError(faults)
    return [each for each in found if each is not None]


def faults_of(reasons: tuple[Reason, ...]) -> Iterator[SheetFault]:
    """Say where in the sheet the market said no, and why."""
    for each in reasons:
        row, place = each.facts.get("row"), PLACES.get(each.field or "", each.field)
        yield SheetFault(wording.say(each), row if isinstance(row, int) else None, place)


def _as_csv(content: bytes) -> bytes:
    """Write the first sheet of a workbook as CSV, each row under its own number; anything else stays what it is."""
    if not is_workbook(content):
        return content
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet)
    written, heads = 0, list[str]()
    try:
        for number, cells in read_workbook(content):
            if number > MOST_ROWS + 1:
                raise FaultySheetError([too_many(number)])
            writer.writerows([] for _ in range(written + 1, number))
            heads = heads or [cell.text.strip().lower() for cell in cells]
            writer.writerow([_said(cell, head) for cell, head in zip_longest(cells, heads, fillvalue=None)])
            written = number
    except NotAWorkbookError as error:
        raise FaultySheetError([SheetFault(str(_("This workbook cannot be read. Please save it anew.")))]) from error
    return sheet.getvalue().encode()


def _said(cell: Cell | str | None, head: Cell | str | None) -> str:
    """Say a cell as somebody would type it: Excel counts days from 1900, and writes 1.125 for what is no thousand."""
    if not isinstance(cell, Cell) or not cell.is_number:
        return cell.text if isinstance(cell, Cell) else ""
    if head == "delivered_on":
        try:
            return (EXCEL_BEGINS + timedelta(days=int(Decimal(cell.text)))).isoformat()
        except (InvalidOperation, ValueError, OverflowError):
            return cell.text
    return f"{cell.text}0" if MAY_BE_THOUSANDS.fullmatch(cell.text) else cell.text


def _read(row: SheetRow, faults: list[SheetFault]) -> SheetDelivery | None:
    before = len(faults)
    faults += [SheetFault(str(_("Please fill this in.")), row.number, name) for name in NEEDED if name not in row.cells]
    day, weight = _day(row, faults), _number(row, "weight_kg", faults)
    price, moisture = _number(row, "price_pen_kg", faults), _number(row, "moisture", faults)
    form = FORMS.get(row.cells.get("form", "").lower())
    if form is None and "form" in row.cells:
        faults.append(SheetFault(str(_("Write wet or dry.")), row.number, "form"))
    paid = _payment(row, day, faults)
    if len(faults) > before or day is None or weight is None or form is None:
        return None
    terms = DeliveryTerms(
        farmer_id=WHO_IS_MEANT,
        delivered_on=day,
        form=form,
        weight=Mass.of(weight),
        price=price,
        moisture=moisture,
        note=row.cells.get("note"),
        payment=paid,
    )
    return SheetDelivery(row.number, row.cells["farmer"], row.cells.get("plot"), terms)


def _payment(row: SheetRow, day: date | None, faults: list[SheetFault]) -> Payment | None:
    is_paid = read_yes_no(row.cells.get("paid", ""))
    if is_paid is None:
        faults.append(SheetFault(str(_("Write yes or no.")), row.number, "paid"))
    means = row.cells.get("means", PayMeans.CASH.value).lower()
    if means not in set(PayMeans):
        faults.append(SheetFault(str(_("Write cash, bank, wallet or other.")), row.number, "means"))
    elif is_paid and day is not None:
        return Payment(day, PayMeans(means), row.cells.get("reference"))
    return None


def _day(row: SheetRow, faults: list[SheetFault]) -> date | None:
    text = row.cells.get("delivered_on")
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        faults.append(SheetFault(str(_("Write the day as 2026-06-10.")), row.number, "delivered_on"))
        return None


def _number(row: SheetRow, column: str, faults: list[SheetFault]) -> Decimal | None:
    text = row.cells.get(column)
    if text is None:
        return None
    try:
        return read_number(text.replace(",", ".") if SHORT_COMMA.fullmatch(text) else text)
    except AmbiguousNumberError as error:
        both = " / ".join(error.readings)
        faults.append(SheetFault(str(_("Can be read in two ways: %(both)s.", both=both)), row.number, column))
    except ValueError:
        faults.append(SheetFault(str(_("This is not a number.")), row.number, column))
    return None
