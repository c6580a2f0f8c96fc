"""Tables to work on: CSV and XLSX from plain cells, in which no name can pass for a formula."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO

import xlsxwriter

Cell = str | int | Decimal | date | None
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula, when it reads a text (OWASP, "CSV injection")."""
WIDEST = 40
MARGIN = 2


def defused(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would run."""
    return f"'{text}" if text.startswith(DANGEROUS) else text


def as_csv(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Write a table as CSV in UTF-8 with a mark, which spreadsheets need to read accents."""
    sheet = StringIO(newline="")
    writer = csv.writer(sheet)
    writer.writerow(heads)
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    return sheet.getvalue().encode("utf-8-sig")


def as_xlsx(heads: Sequence[str], rows: Iterable[Sequence[Cell]], *, title: str) -> bytes:
    """Write a table as XLSX: texts as texts, amounts as numbers, days as days, the head fixed and filtered."""
    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(title[:31])
    formats = {
        Decimal: book.add_format({"num_format": "#,##0.00"}),
        date: book.add_format({"num_format": "yyyy-mm-dd"}),
    }
    widths = [len(head) for head in heads]
    sheet.write_row(0, 0, heads, book.add_format({"bold": True, "bottom": 1}))
    last = 0
    for last, row in enumerate(rows, 1):
        for column, cell in enumerate(row):
            _write(sheet, (last, column), cell, formats=formats)
            widths[column] = max(widths[column], len(str(cell or "")))
    for column, width in enumerate(widths):
        sheet.set_column(column, column, min(width, WIDEST) + MARGIN)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, last, len(heads) - 1)
    book.close()
    return file.getvalue()


def _plain(cell: Cell) -> str:
    if cell is None:
        return ""
    return defused(cell) if isinstance(cell, str) else str(cell)


def _write(
    sheet: xlsxwriter.worksheet.Worksheet,
    place: tuple[int, int],
    cell: Cell,
    *,
    formats: dict[type, xlsxwriter.format.Format],
) -> None:
    if isinstance(cell, date):
        sheet.write_datetime(*place, cell, formats[date])
    elif isinstance(cell, Decimal):
        sheet.write_number(*place, cell, formats[Decimal])
    elif isinstance(cell, int):
        sheet.write_number(*place, cell)
    elif cell:
        sheet.write_string(*place, defused(cell))
