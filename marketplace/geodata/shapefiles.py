"""Reads zipped shapefiles, what surveyors bring, and moves them to WGS84 where they say in which system they are."""

import io
import math
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import shapefile
from pyproj import CRS, Transformer
from pyproj.exceptions import ProjError

from marketplace.domain.plots.checks import Fault, FaultCode, fault
from marketplace.geodata.features import Feature, Geometry, Reading

PARTS = (".shp", ".shx", ".dbf", ".prj")
WGS84 = 4326
LONGEST_NAME = 80
ENCODINGS = ("utf-8", "latin-1")
"""Of the table's words, tried in this order: few files say which is theirs, and many that do are wrong."""
Move = Callable[[float, float], tuple[float, float]]


def read_shapefile(parts: Mapping[str, bytes]) -> Reading:
    """Read the first shapefile among unpacked entries, by name; whatever is wrong comes back as faults."""
    stem = next(name for name in sorted(parts) if name.endswith(".shp")).removesuffix(".shp")
    own = {ending: parts.get(stem + ending) for ending in PARTS}
    move, faults = _projection(own[".prj"])
    if move is None:
        return Reading(faults=faults)
    try:
        features = _worded(own, move)
    except Exception:  # noqa: BLE001 - a damaged binary file makes its reader fail in every way there is
        return Reading(faults=(fault(FaultCode.NOT_SHAPEFILE),))
    return Reading(features, faults)


def _projection(prj: bytes | None) -> tuple[Move | None, tuple[Fault, ...]]:
    """Return how to move a coordinate to WGS84 and what to tell of it; None where the file's system is not known."""
    if prj is None:
        return _stay, ()
    try:
        system = CRS.from_wkt(prj.decode("utf-8-sig", "replace"))
        if system.to_epsg() == WGS84:
            return _stay, ()
        transformer = Transformer.from_crs(system, WGS84, always_xy=True)
    except (ProjError, ValueError):
        return None, (fault(FaultCode.CRS_NOT_WGS84),)

    def move(x: float, y: float) -> tuple[float, float]:
        lon, lat = transformer.transform(x, y)
        return round(lon, 6), round(lat, 6)

    return move, (fault(FaultCode.REPROJECTED, system=system.name[:LONGEST_NAME]),)


def _stay(x: float, y: float) -> tuple[float, float]:
    return x, y


def _worded(own: Mapping[str, bytes | None], move: Move) -> tuple[Feature, ...]:
    try:
        return tuple(_features(own, move, encoding=ENCODINGS[0]))
    except (UnicodeDecodeError, shapefile.dbfFileException):
        return tuple(_features(own, move, encoding=ENCODINGS[1]))


def _features(own: Mapping[str, bytes | None], move: Move, *, encoding: str) -> Iterator[Feature]:
    streams = {ending[1:]: io.BytesIO(content) for ending in PARTS[:3] if (content := own[ending]) is not None}
    with shapefile.Reader(**streams, encoding=encoding) as reader:
        has_records = "dbf" in streams
        found = reader.iterShapeRecords() if has_records else reader.iterShapes()
        for number, each in enumerate(found, start=1):
            shape = each.shape if has_records else each
            yield Feature(number, _geometry(shape, move), _said(each.record.as_dict()) if has_records else {})


def _geometry(shape: Any, move: Move) -> Geometry | None:  # noqa: ANN401 - the library ships no types
    if shape.shapeType == shapefile.NULL:
        return None
    plain = shape.__geo_interface__
    return Geometry(plain["type"], _moved(plain["coordinates"], move))


def _moved(coordinates: Any, move: Move) -> Any:  # noqa: ANN401 - as deep as the geometry
    if coordinates and isinstance(coordinates[0], int | float):
        return [_number(each) for each in move(float(coordinates[0]), float(coordinates[1]))]
    return [_moved(each, move) for each in coordinates]


def _number(value: float) -> Decimal | str:
    """Return a float as the shortest decimal that means it; what is no number stays a word, and is judged as such."""
    return Decimal(repr(value)) if math.isfinite(value) else "-"


def _said(record: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in record.items() if value is not None and value != ""}


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever the table holds
    if isinstance(value, bool | str):
        return value
    if isinstance(value, int | float):
        return _number(float(value)) if isinstance(value, float) else Decimal(value)
    return value.isoformat() if isinstance(value, date) else str(value)
