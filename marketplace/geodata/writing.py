"""Writes the plots of a pack as the EU system takes them: GeoJSON of type II, in files of at most 25 MB."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from marketplace.domain.plots.checks import MOST_BYTES, MOST_PRODUCERS
from marketplace.domain.plots.shapes import Ring, Shape, ShapeKind, degrees_text
from marketplace.geodata.planes import is_counterclockwise
from marketplace.geodata.properties import AREA, COUNTRY, NAME, PLACE

HEAD, TAIL, BETWEEN = b'{"type":"FeatureCollection","features":[\n', b"\n]}\n", b",\n"


@dataclass(frozen=True, slots=True)
class PackPlot:
    """One plot for customs: who grows there, in which country (ISO 3166), what the place is called, its hectares."""

    name: str
    country: str
    place: str
    area: Decimal
    shape: Shape


def write_eudr(plots: Iterable[PackPlot], *, most_bytes: int = MOST_BYTES) -> Iterator[bytes]:
    """Write files of whole features, each at most so large and of at most a thousand producers.

    A producer's plots stay together in one file unless they alone are too large for one. Raises `ValueError` for a
    single plot that is.
    """
    chunk, size, producers = list[bytes](), 0, 0
    for features in _by_producer(plots):
        for part in _parts(features, most_bytes - len(HEAD) - len(TAIL)):
            added = _size(part)
            if chunk and (len(HEAD) + size + added + len(TAIL) > most_bytes or producers >= MOST_PRODUCERS):
                yield _file(chunk)
                chunk, size, producers = [], 0, 0
            chunk += part
            size, producers = size + added, producers + 1
    if chunk:
        yield _file(chunk)


def write_feature(plot: PackPlot) -> bytes:
    """Write one feature on one line: properties in the case that is read, coordinates with all six decimals."""
    names = {NAME: plot.name, COUNTRY: plot.country, PLACE: plot.place}
    said = json.dumps(names, ensure_ascii=False, separators=(",", ":"))[:-1]
    area = f"{plot.area:f}"
    text = f'{{"type":"Feature","properties":{said},"{AREA}":{area}}},"geometry":{geometry_text(plot.shape)}}}'
    return text.encode()


def geometry_text(shape: Shape) -> str:
    """Write a shape as a GeoJSON geometry, outer rings counterclockwise (RFC 7946), six decimals everywhere."""
    if shape.is_point:
        lon, lat = next(shape.positions)
        return f'{{"type":"Point","coordinates":[{degrees_text(lon)},{degrees_text(lat)}]}}'
    rings = [f"[[{_positions(ring)}]]" for ring in shape.rings]
    if shape.kind is ShapeKind.POLYGON:
        return f'{{"type":"Polygon","coordinates":{rings[0]}}}'
    return f'{{"type":"MultiPolygon","coordinates":[{",".join(rings)}]}}'


def _positions(ring: Ring) -> str:
    turned = ring if is_counterclockwise(ring) else ring[::-1]
    return ",".join([f"[{degrees_text(lon)},{degrees_text(lat)}]" for lon, lat in turned])


def _by_producer(plots: Iterable[PackPlot]) -> Iterator[list[bytes]]:
    groups: dict[tuple[str, str], list[bytes]] = {}
    for plot in plots:
        groups.setdefault((plot.name, plot.country), []).append(write_feature(plot))
    while groups:
        yield groups.pop(next(iter(groups)))


def _parts(features: list[bytes], most: int) -> Iterator[list[bytes]]:
    """Divide one producer's features where they do not fit together in one file; usually they do."""
    part, size = list[bytes](), 0
    for feature in features:
        if len(feature) > most:
            msg = f"one plot alone takes {len(feature)} bytes"
            raise ValueError(msg)
        added = len(feature) + len(BETWEEN)
        if part and size + added - len(BETWEEN) > most:
            yield part
            part, size = [], 0
        part.append(feature)
        size += added
    yield part


def _size(part: list[bytes]) -> int:
    return sum(len(each) + len(BETWEEN) for each in part)


def _file(features: list[bytes]) -> bytes:
    return HEAD + BETWEEN.join(features) + TAIL
