"""Reads the first sheet of an Excel workbook as rows of text, with limits on what a hostile file may unfold to."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

WORKBOOK, STRINGS = "xl/workbook.xml", "xl/sharedStrings.xml"
SHEETS = re.compile(r"xl/worksheets/[^/]+\.xml")
COLUMN = re.compile(r"[A-Z]{1,3}")
MOST_UNPACKED = 120_000_000
MOST_COLUMNS = 200
LETTERS = 26


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell, as text; a number that Excel keeps as a number is told apart from typed digits."""

    text: str
    is_number: bool = False


class NotAWorkbookError(ValueError):
    """The file is no Excel workbook, is locked, damaged, or unfolds to more than anybody would read."""


def is_workbook(data: bytes) -> bool:
    """Say whether a file looks like an Excel workbook from the inside."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as packed:
            return WORKBOOK in packed.namelist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return False


def read_workbook(data: bytes) -> Iterator[tuple[int, list[Cell]]]:
    """Yield the rows of the first sheet with their numbers; raises `NotAWorkbookError`."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as packed:
            if sum(each.file_size for each in packed.infolist()) > MOST_UNPACKED:
                raise NotAWorkbookError
            strings = _strings(packed)
            yield from _rows(packed, strings)
    except (zipfile.BadZipFile, KeyError, ParseError, DefusedXmlException, RuntimeError, OSError) as error:
        raise NotAWorkbookError from error


def _strings(packed: zipfile.ZipFile) -> list[str]:
    if STRINGS not in packed.namelist():
        return []
    found = []
    with packed.open(STRINGS) as source:
        for _event, element in iterparse(source, forbid_dtd=True):
            if _name(element) == "si":
                found.append(_text(element))
                element.clear()
    return found


def _rows(packed: zipfile.ZipFile, strings: list[str]) -> Iterator[tuple[int, list[Cell]]]:
    sheets = sorted((each for each in packed.namelist() if SHEETS.fullmatch(each)), key=lambda each: (len(each), each))
    if not sheets:
        raise NotAWorkbookError
    number = 0
    with packed.open(sheets[0]) as source:
        for _event, element in iterparse(source, forbid_dtd=True):
            if _name(element) == "row":
                said = element.get("r", "")
                number = int(said) if said.isascii() and said.isdigit() and len(said) < 9 else number + 1  # noqa: PLR2004
                yield number, _cells(element, strings)
                element.clear()


def _cells(row: Element, strings: list[str]) -> list[Cell]:
    cells: list[Cell] = []
    for each in row:
        at = _column(each.get("r", ""))
        at = len(cells) if at is None else at
        if at < MOST_COLUMNS:
            cells += [Cell("")] * (at - len(cells))
            cells.append(_cell(each, strings))
    return cells


def _cell(element: Element, strings: list[str]) -> Cell:
    kind = element.get("t", "n")
    if kind == "inlineStr":
        return Cell(_text(element).strip())
    value = next((each.text or "" for each in element if _name(each) == "v"), "").strip()
    if kind == "s":
        known = value.isascii() and value.isdigit() and int(value) < len(strings)
        return Cell(strings[int(value)].strip() if known else "")
    if kind == "b":
        return Cell("yes" if value == "1" else "no")
    return Cell(value, is_number=kind == "n" and bool(value))


def _column(reference: str) -> int | None:
    found = COLUMN.match(reference)
    if found is None:
        return None
    number = 0
    for letter in found[0]:
        number = number * LETTERS + ord(letter) - ord("A") + 1
    return number - 1


def _text(element: Element) -> str:
    return "".join(each.text or "" for each in element.iter() if _name(each) == "t")


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
