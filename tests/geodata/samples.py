"""Plots for tests, near Tocache."""

import json
import math
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from marketplace.domain.plots.shapes import Position, Ring, Shape, ShapeKind, polygon

FILES = Path(__file__).parent / "files"
GOOD = (FILES / "good.geojson").read_bytes()
MANY_DECIMALS = (FILES / "many_decimals.geojson").read_bytes()
BAD: list[dict[str, Any]] = json.loads((FILES / "bad.json").read_text(encoding="utf-8"))
LON, LAT = -76_100_000, -8_100_000
PROPERTIES = {"ProducerName": "Rosa Tuanama (ficticia)", "ProducerCountry": "PE", "ProductionPlace": "P1"}
OUTLINE = [(-76.100001, -8.1), (-76.099, -8.1), (-76.099, -8.099), (-76.1, -8.099), (-76.100001, -8.1)]


def a_square(east: int = 0, north: int = 0, *, side: int = 1_000) -> Shape:
    """Make a square, its corner at the lower left so many millionths of a degree from the usual place."""
    west, south = LON + east, LAT + north
    corners = [(west, south), (west + side, south), (west + side, south + side), (west, south + side), (west, south)]
    return polygon(corners)


def a_circle(corners: int, *, east: int = 0, radius: int = 1_000) -> Shape:
    """Make a plot that is nearly round."""
    angles = [2 * math.pi * number / corners for number in range(corners)]
    ring = [(LON + east + round(radius * math.cos(each)), LAT + round(radius * math.sin(each))) for each in angles]
    return polygon([*ring, ring[0]])


def a_ring(*corners: tuple[int, int]) -> Ring:
    """Make a ring of corners, each so many millionths of a degree from the usual place."""
    return tuple(Position(LON + east, LAT + north) for east, north in corners)


def a_shape(*corners: tuple[int, int]) -> Shape:
    """Make a polygon as given, sound or not."""
    return Shape(ShapeKind.POLYGON, (a_ring(*corners),))


def a_feature(
    coordinates: object = (), kind: str = "Polygon", *, properties: Mapping[str, object] | None = None
) -> dict[str, Any]:
    """Make one feature; by default a sound outline."""
    return {
        "type": "Feature",
        "properties": PROPERTIES if properties is None else dict(properties),
        "geometry": {"type": kind, "coordinates": coordinates or [OUTLINE]},
    }


def a_file(*features: object, **members: object) -> bytes:
    """Write features as a file."""
    return json.dumps({"type": "FeatureCollection", "features": features, **members}, default=_said).encode()


def codes(faults: Iterable[Any]) -> list[str]:
    """Return the codes of faults as expectations write them."""
    return [each.text for each in faults]


def _said(value: object) -> object:
    return float(value) if isinstance(value, Decimal) else str(value)
