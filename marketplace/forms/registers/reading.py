"""Reads a file of a register, whatever it is: CSV, Excel, GeoJSON, KML, KMZ, GPX or a zipped shapefile."""

import csv
import io
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from marketplace.documents.workbooks import Cell, NotAWorkbookError, is_workbook, read_workbook
from marketplace.domain.errors import Reason, reason
from marketplace.domain.plots.checks import MOST_BYTES, area_faults
from marketplace.domain.plots.land import PlotTerms
from marketplace.domain.plots.lines import RegisterLine
from marketplace.domain.plots.register import PlotSource
from marketplace.domain.plots.repairs import Repair
from marketplace.domain.plots.shapes import Shape
from marketplace.forms.registers.cells import PERSON, CellReader, Cells
from marketplace.forms.registers.columns import recognise
from marketplace.forms.registers.wkt import NotWktError, read_wkt
from marketplace.geodata.features import Feature, Geometry
from marketplace.geodata.judging import judge_plot
from marketplace.geodata.measuring import area_of
from marketplace.geodata.reading import read_features
from marketplace.geodata.repairing import offers

MOST_LINES = 50_000
DIVIDERS = ",;\t"
LABELS = ("name", "nombre")
MOST_NAMED = 8
LONGEST_CELL = 2_000_000
WATCHED = 1_000
Watch = Callable[[int, int], None]
Source = tuple[int, Cells, Feature | None]


@dataclass(frozen=True, slots=True)
class Brought:
    """What a file holds: its lines, what keeps the whole file out, and what is worth knowing of it."""

    lines: tuple[RegisterLine, ...] = ()
    faults: tuple[Reason, ...] = ()
    notes: tuple[Reason, ...] = ()


class _UnreadableError(Exception):
    def __init__(self, *faults: Reason) -> None:
        super().__init__()
        self.faults = faults


def read_register(
    name: str, data: bytes, *, repairs: Collection[str] = (), watch: Watch = lambda _done, _total: None
) -> Brought:
    """Read every line of a file; `repairs` are the kinds of mending that whoever brings it has agreed to.

    `watch` is told every now and then how many lines were read, and of how many.
    """
    notes: list[Reason] = []
    if len(data) > MOST_BYTES:
        return Brought(faults=(reason("register.file_too_large", limit=MOST_BYTES // 1_000_000),))
    try:
        sources = list(_sources(name, data, notes))
    except _UnreadableError as unreadable:
        return Brought(faults=unreadable.faults)
    if not sources:
        return Brought(faults=(reason("register.file_empty"),), notes=tuple(notes))
    lines = []
    for done, source in enumerate(sources):
        if done % WATCHED == 0:
            watch(done, len(sources))
        lines.append(_line(source, repairs=repairs))
    return Brought(tuple(lines), notes=tuple(notes))


def _sources(name: str, data: bytes, notes: list[Reason]) -> Iterator[Source]:
    if is_workbook(data):
        return _table(_workbook(data), notes)
    if data[:4] == b"PK\x03\x04" or data.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in (b"{", b"<", b"["):
        return _features(name, data, notes)
    return _table(_comma_separated(data, notes), notes)


def _workbook(data: bytes) -> Iterator[tuple[int, list[Cell]]]:
    try:
        yield from read_workbook(data)
    except NotAWorkbookError as error:
        raise _UnreadableError(reason("register.workbook_unreadable")) from error


def _comma_separated(data: bytes, notes: list[Reason]) -> Iterator[tuple[int, list[Cell]]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
        notes.append(reason("register.read_as_windows"))
    if "\0" in text:
        raise _UnreadableError(reason("register.format_unknown"))
    head = text.partition("\n")[0]
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(DIVIDERS, key=head.count))
    try:
        for number, cells in enumerate(reader, start=1):
            yield number, [Cell(each.strip()) for each in cells]
    except csv.Error as error:
        raise _UnreadableError(reason("register.format_unknown")) from error


def _table(rows: Iterator[tuple[int, list[Cell]]], notes: list[Reason]) -> Iterator[Source]:
    """Yield the lines below the row of headings, which is the first in which a person or a plot is recognised."""
    columns: list[str | None] = []
    count = 0
    for number, cells in rows:
        if not any(cell.text for cell in cells):
            continue
        if not columns:
            columns = _columns([cell.text for cell in cells], notes)
            continue
        count += 1
        if count > MOST_LINES:
            raise _UnreadableError(reason("register.too_many_lines", limit=MOST_LINES))
        yield number, {column: cell for column, cell in zip(columns, cells, strict=False) if column}, None


def _columns(headings: list[str], notes: list[Reason]) -> list[str | None]:
    found = [recognise(each) for each in headings]
    twice = sorted({each for each in found if each and found.count(each) > 1})
    if twice:
        raise _UnreadableError(*(reason("register.column_twice", column=each) for each in twice))
    if not any(each in (*PERSON, "plot_code") for each in found):
        raise _UnreadableError(reason("register.nobody_named"))
    unknown = [heading for heading, column in zip(headings, found, strict=True) if heading and column is None]
    if unknown:
        notes.append(reason("register.columns_unknown", columns=", ".join(each[:30] for each in unknown[:MOST_NAMED])))
    return found


def _features(name: str, data: bytes, notes: list[Reason]) -> Iterator[Source]:
    reading = read_features(name, data)
    errors = [each for each in reading.faults if each.is_error]
    if errors:
        raise _UnreadableError(*(each.reason for each in errors))
    notes += (each.reason for each in reading.faults)
    if len(reading.features) > MOST_LINES:
        raise _UnreadableError(reason("register.too_many_lines", limit=MOST_LINES))
    for feature in reading.features:
        yield feature.number, _properties(feature.properties), feature


def _properties(properties: Mapping[str, object]) -> dict[str, Cell]:
    """Read a feature's properties as cells; a bare `name` is a label, which may name the plot or the farmer."""
    cells: dict[str, Cell] = {}
    for heading, value in properties.items():
        column = "label" if heading.lower() in LABELS else recognise(heading)
        if column and isinstance(value, str | Decimal | int):
            cells.setdefault(column, Cell(_plain(value)))
    return cells


def _plain(value: str | Decimal | int) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _line(source: Source, *, repairs: Collection[str]) -> RegisterLine:
    number, cells, feature = source
    reader = CellReader(cells)
    farmer, plot = reader.farmer(), reader.plot()
    feature = feature or _feature(number, reader)
    line = RegisterLine(number=number, farmer=farmer, plot=plot, label=reader.text("label"))
    if feature is not None:
        line = _drawn(line, feature, repairs)
    return replace(line, faults=(*reader.faults, *line.faults), notes=(*reader.notes, *line.notes))


def _feature(number: int, reader: CellReader) -> Feature | None:
    """Return what a row draws: well-known text, else a point by its two coordinates."""
    text = reader.text("wkt")
    if text:
        try:
            return Feature(number, read_wkt(text))
        except NotWktError:
            reader.faults.append(reason("register.wkt_unreadable", "wkt"))
            return None
    lon, lat = reader.coordinate("lon"), reader.coordinate("lat")
    if lon is None or lat is None:
        if (lon is None) != (lat is None) and not reader.faults:
            reader.faults.append(reason("register.half_a_place", "lat" if lat is None else "lon"))
        return None
    return Feature(number, Geometry("Point", [lon, lat]))


def _drawn(line: RegisterLine, feature: Feature, repairs: Collection[str]) -> RegisterLine:
    judged = judge_plot(feature)
    errors = [each.reason for each in judged.faults if each.is_error]
    if not errors and len(judged.shapes) == 1:
        return _with_shape(line, judged.shapes[0])
    if not errors:
        return replace(line, faults=(reason("register.several_plots", "shape", count=len(judged.shapes)),))
    offered: list[Repair] = offers(feature)
    agreed = next((each for each in offered if set(each.kinds) <= set(repairs)), None)
    if agreed is not None:
        return replace(_with_shape(line, agreed.shape), mended=agreed.code)
    return replace(line, faults=tuple(errors), offers=tuple(each.code for each in offered))


def _with_shape(line: RegisterLine, shape: Shape) -> RegisterLine:
    plot = replace(line.plot or PlotTerms(), shape=shape, source=PlotSource.IMPORTED)
    measured = Decimal(0) if shape.is_point else area_of(shape)
    found = list(area_faults(shape, plot.declared_area, measured=measured))
    return replace(
        line,
        plot=plot,
        faults=tuple(each.reason for each in found if each.is_error),
        notes=tuple(each.reason for each in found if not each.is_error),
    )
