"""Results of screenings as files: Whisp's CSV or GeoJSON, read row by row, and every fault told with its row."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from marketplace.domain.errors import Reason, Refused, reason
from marketplace.domain.evidence.screening import Screened, read_result

MOST_BYTES = 25_000_000
MOST_RESULTS = 20_000
DIVIDERS = ",;\t"


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong with one row."""

    row: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class ResultFile:
    """What a file says: results, and the rows that cannot be read."""

    results: tuple[Screened, ...]
    faults: tuple[RowFault, ...]


def read_results(content: bytes) -> ResultFile:
    """Read a file of results; raises `Refused` where it is none at all."""
    if len(content) > MOST_BYTES:
        raise Refused(reason("screening.file_too_large", "file", limit=MOST_BYTES // 1_000_000))
    results, faults = list[Screened](), list[RowFault]()
    for row, cells in _rows(content):
        try:
            results.append(read_result(row, cells))
        except Refused as no:
            faults.extend(RowFault(row, each) for each in no.reasons)
    if not results and not faults:
        raise Refused(reason("screening.nothing_read", "file"))
    return ResultFile(tuple(results), tuple(faults))


def _rows(content: bytes) -> Iterator[tuple[int, Mapping[str, object]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(reason("screening.nothing_read", "file")) from error
    found = _features(text) if text.lstrip()[:1] in "{[" else _lines(text)
    for count, (row, cells) in enumerate(found):
        if count >= MOST_RESULTS:
            raise Refused(reason("screening.too_many", "file", limit=MOST_RESULTS))
        yield row, cells


def _features(text: str) -> Iterator[tuple[int, Mapping[str, object]]]:
    """Yield the properties of each feature, counted from 1."""
    try:
        collection = json.loads(text)
        features = collection["features"] if isinstance(collection, dict) else collection
        listed = [each["properties"] for each in features]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Refused(reason("screening.nothing_read", "file")) from error
    for number, properties in enumerate(listed, 1):
        yield number, properties if isinstance(properties, dict) else {}


def _lines(text: str) -> Iterator[tuple[int, Mapping[str, object]]]:
    """Yield the cells of each row by column, the names of the columns standing in row 1."""
    head = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=max(DIVIDERS, key=head.count))
    try:
        for number, row in enumerate(reader, 2):
            cells = {name: value for name, value in row.items() if name}
            if any(cells.values()):
                yield number, cells
    except csv.Error as error:
        raise Refused(reason("screening.nothing_read", "file")) from error
