"""Reads a file of plots whatever it is, by what is in it and not by its name: GeoJSON, KML, KMZ, GPX, zipped shapefile.

Nothing that anybody brings gets out of here as an exception: what is wrong is told as faults.
"""

from dataclasses import replace
from pathlib import PurePath

from marketplace.domain.plots.checks import MOST_BYTES, FaultCode, fault
from marketplace.geodata.archives import ArchiveError, unpack
from marketplace.geodata.features import Reading
from marketplace.geodata.geojson import BOM, read_geojson
from marketplace.geodata.markup import read_markup
from marketplace.geodata.shapefiles import PARTS, read_shapefile

ENDINGS = (".geojson", ".json", ".kml", ".kmz", ".gpx", ".zip")
"""What the names of files that can be read end in."""
MOST_FEATURES = 100_000
ARCHIVE, OLD_OFFICE = b"PK", b"\xd0\xcf\x11\xe0"
WIDE = (b"\xff\xfe", b"\xfe\xff")
"""How text of two bytes a letter begins."""


def read_features(name: str, data: bytes) -> Reading:
    """Read all features of a file; a file that cannot be read has none, and says why."""
    if len(data) > MOST_BYTES:
        said = f"{len(data) / 1e6:.1f}"
        return Reading(faults=(fault(FaultCode.FILE_TOO_LARGE, megabytes=said, limit=MOST_BYTES // 1_000_000),))
    reading = _read(name, data)
    if len(reading.features) > MOST_FEATURES:
        too_many = fault(FaultCode.TOO_MANY_FEATURES, count=len(reading.features), limit=MOST_FEATURES)
        return Reading(faults=(*reading.faults, too_many))
    if not reading.features and not any(each.is_error for each in reading.faults):
        return replace(reading, faults=(*reading.faults, fault(FaultCode.NO_FEATURES)))
    return reading


def _read(name: str, data: bytes) -> Reading:
    head = data.removeprefix(BOM).lstrip()[:1]
    if data.startswith(ARCHIVE):
        return _archive(data)
    if data.startswith(OLD_OFFICE):
        return Reading(faults=(fault(FaultCode.FORMAT_UNKNOWN),))
    if head == b"<" or data.startswith(WIDE):
        return read_markup(data)
    if head in {b"{", b"[", b""} or PurePath(name).suffix.lower() in ENDINGS[:2]:
        return read_geojson(data)
    return Reading(faults=(fault(FaultCode.FORMAT_UNKNOWN),))


def _archive(data: bytes) -> Reading:
    """Read a KMZ's document, a shapefile's parts, or a packed GeoJSON, whichever is in it."""
    try:
        parts = unpack(data, *PARTS, ".kml", ".geojson", ".json")
    except ArchiveError as refused:
        return Reading(faults=(refused.fault,))
    if any(name.endswith(".shp") for name in parts):
        return read_shapefile(parts)
    documents = sorted((name for name in parts if name.endswith(".kml")), key=lambda each: (each.count("/"), each))
    if documents:
        return read_markup(parts[documents[0]])
    packed = next((name for name in sorted(parts) if name.endswith(ENDINGS[:2])), None)
    return read_geojson(parts[packed]) if packed else Reading(faults=(fault(FaultCode.FORMAT_UNKNOWN),))
