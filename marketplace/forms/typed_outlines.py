"""Outlines as people type or paste them: a latitude and a longitude a line, GeoJSON or WKT."""

import re
from decimal import Decimal

from marketplace.domain.plots.checks import FaultCode, fault
from marketplace.domain.plots.shapes import Ring, Shape, degrees_text
from marketplace.geodata.features import Feature, Geometry, Reading
from marketplace.geodata.reading import read_features

NUMBER = r"([+-]?\d{1,3}(?:[.,]\d{1,20})?)"
LINE = re.compile(rf"{NUMBER}\s*°?\s*([NS]?)\s*[,;\s]\s*{NUMBER}\s*°?\s*([EWO]?)", re.IGNORECASE)
WKT = re.compile(r"(?:SRID=4326;)?\s*(POINT|POLYGON|MULTIPOLYGON)\s*(?:ZM|Z|M)?\s*(\([-+.,()\s\deE]*\))", re.IGNORECASE)
WKT_PLACE = re.compile(r"([-+]?[\d.]+(?:[eE][-+]?\d+)?)[^\S\n]+([-+]?[\d.]+(?:[eE][-+]?\d+)?)[-+.\d\seE]*")
WKT_KINDS = {"POINT": "Point", "POLYGON": "Polygon", "MULTIPOLYGON": "MultiPolygon"}
MOST_LINES = 20_000
Place = list[Decimal]


class UnreadableLineError(ValueError):
    """A line is no pair of coordinates; `number` counts from 1."""

    def __init__(self, number: int) -> None:
        """Keep which line it is."""
        super().__init__(str(number))
        self.number = number


def read_typed(text: str) -> Reading:
    """Read what was typed as one feature; raises `UnreadableLineError` for a line that is no pair of coordinates."""
    typed = text.strip()
    if typed.startswith(("{", "[", "<")):
        return read_features("typed.geojson", typed.encode())
    if found := WKT.fullmatch(" ".join(typed.split())):
        return _wkt(found[1].upper(), found[2])
    if typed.count("\n") > MOST_LINES:
        return Reading(faults=(fault(FaultCode.TOO_MANY_FEATURES, count=typed.count("\n"), limit=MOST_LINES),))
    return Reading((Feature(1, _geometry(_parts(typed))),)) if typed else Reading()


def write_typed(shape: Shape) -> str:
    """Write a shape as it is typed: a corner a line, an empty line between two parts."""
    return "\n\n".join(
        "\n".join(f"{degrees_text(lat)}, {degrees_text(lon)}" for lon, lat in _open(ring)) for ring in shape.rings
    )


def _open(ring: Ring) -> Ring:
    return ring[:-1] if len(ring) > 1 and ring[0] == ring[-1] else ring


def _parts(typed: str) -> list[list[Place]]:
    parts: list[list[Place]] = [[]]
    for number, line in enumerate(typed.splitlines(), 1):
        plain = line.strip().strip("()[]")
        if not plain:
            parts.append([])
        elif found := LINE.fullmatch(plain):
            lat, lon = _signed(found[1], found[2]), _signed(found[3], found[4])
            parts[-1].append([lon, lat])
        else:
            raise UnreadableLineError(number)
    return [part for part in parts if part]


def _signed(digits: str, letter: str) -> Decimal:
    value = Decimal(digits.replace(",", "."))
    return -abs(value) if letter.upper() in {"S", "W", "O"} else value


def _geometry(parts: list[list[Place]]) -> Geometry:
    """Read one place as a point and more as a ring that closes by itself; several parts make a multi polygon."""
    if len(parts) == 1 and len(parts[0]) == 1:
        return Geometry("Point", parts[0][0])
    rings = [part if part[0] == part[-1] and len(part) > 1 else [*part, part[0]] for part in parts]
    return Geometry("Polygon", rings) if len(rings) == 1 else Geometry("MultiPolygon", [[ring] for ring in rings])


def _wkt(kind: str, body: str) -> Reading:
    places = WKT_PLACE.sub(r"[\1,\2]", body).replace("(", "[").replace(")", "]")
    coordinates = places.strip()[1:-1] if kind == "POINT" else places
    return read_features("typed.geojson", f'{{"type":"{WKT_KINDS[kind]}","coordinates":{coordinates}}}'.encode())
