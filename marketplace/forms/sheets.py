"""Tables that people bring as CSV files: read strictly, and each fault told with its row and column.

The first row names the columns; cells are divided by commas, semicolons or tabs, as that row shows.
"""

import csv
import io
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

MOST_ROWS = 5_000
MOST_BYTES = 10_000_000
NUL = "\0"
"""No text holds it, and no database takes it."""
DIVIDERS = ",;\t"
YES = frozenset({"yes", "y", "true", "1", "si", "sí"})
NO = frozenset({"no", "n", "false", "0", ""})


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row: its number in the file (the names of the columns stand in row 1) and its cells by column, trimmed."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SheetFault:
    """What is wrong, in the reader's language, in which row and column; None where it concerns more than one."""

    sentence: str
    row: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        """Say where and what: `Row 3, column moisture_max: Must lie between 0 and 100.`."""
        if self.row is None and self.column is None:
            return self.sentence
        if self.column is None:
            return str(_("Row %(row)s: %(sentence)s", row=self.row, sentence=self.sentence))
        if self.row is None:
            return str(_("Column %(column)s: %(sentence)s", column=self.column, sentence=self.sentence))
        place = {"row": self.row, "column": self.column}
        return str(_("Row %(row)s, column %(column)s: %(sentence)s", sentence=self.sentence, **place))


class FaultySheetError(ValueError):
    """The sheet cannot be taken; `faults` says all that is wrong with it."""

    def __init__(self, faults: Iterable[SheetFault]) -> None:
        """Keep the faults."""
        self.faults = tuple(faults)
        super().__init__("; ".join(map(str, self.faults)))


def read_sheet(content: bytes, *, known: Collection[str], needed: Collection[str]) -> list[SheetRow]:
    """Read the rows of a CSV file in UTF-8; empty rows are skipped, empty cells left out.

    Raises `FaultySheetError` when a `needed` column is missing, one is not `known`, or a row has too many cells.
    """
    text = _text(content)
    head = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(DIVIDERS, key=head.count), strict=True)
    try:
        names = [name.strip().lower() for name in next(reader, [])]
        _check_names(names, known=known, needed=needed)
        rows = list(_rows(reader, names))
    except csv.Error as error:
        sentence = _("The quotation marks of this row do not close, or something stands after them.")
        raise FaultySheetError([SheetFault(str(sentence), reader.line_num)]) from error
    if not rows:
        raise FaultySheetError([SheetFault(str(_("There is no row in this file but the names of the columns.")))])
    return rows


def too_large() -> SheetFault:
    """Say that a file is larger than anybody would read."""
    return SheetFault(str(_("This file is too large: at most %(mb)s MB.", mb=MOST_BYTES // 1_000_000)))


def too_many(row: int) -> SheetFault:
    """Say that a file goes on below the last row that is read."""
    return SheetFault(str(_("A file has at most %(most)s rows.", most=MOST_ROWS)), row)


def read_yes_no(text: str) -> bool | None:
    """Read yes or no in either language of the market; nothing written is no, None is neither."""
    word = text.strip().lower()
    return True if word in YES else False if word in NO else None


def read_pairs(text: str) -> tuple[dict[str, str], list[str]]:
    """Read `cacao=4.7; floral_total=1.8` as names and values; second, the parts that are no pair or said twice."""
    pairs: dict[str, str] = {}
    unread = []
    for part in filter(None, (each.strip() for each in text.split(";"))):
        name, is_pair, value = (each.strip() for each in part.partition("="))
        if not is_pair or not name or not value or name in pairs:
            unread.append(part)
        else:
            pairs[name] = value
    return pairs, unread


def _text(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise FaultySheetError([too_large()])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = NUL
    if NUL in text:
        raise FaultySheetError([SheetFault(str(_("Please save the file as CSV in UTF-8.")))])
    return text


def _check_names(names: list[str], *, known: Collection[str], needed: Collection[str]) -> None:
    faults = [SheetFault(str(_("This column is not known.")), 1, name or "-") for name in names if name not in known]
    faults += [
        SheetFault(str(_("This column stands here twice.")), 1, name)
        for name in sorted({name for name in names if names.count(name) > 1})
    ]
    faults += [SheetFault(str(_("This column is missing.")), 1, name) for name in needed if name not in names]
    if faults:
        raise FaultySheetError(faults)


def _rows(reader: Iterator[list[str]], names: list[str]) -> Iterator[SheetRow]:
    number = 1
    for cells in reader:
        number += 1
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(names):
            sentence = _("This row has %(cells)s cells for %(names)s columns.", cells=len(cells), names=len(names))
            raise FaultySheetError([SheetFault(str(sentence), number)])
        if number > MOST_ROWS + 1:
            raise FaultySheetError([too_many(number)])
        trimmed = zip(names, (cell.strip() for cell in cells), strict=False)
        yield SheetRow(number, {name: cell for name, cell in trimmed if cell})
