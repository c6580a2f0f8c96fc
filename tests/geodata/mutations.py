"""Files of plots gone wrong in every way that hypothesis can think of, sound ones among them."""

import json
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from tests.geodata.samples import a_feature

Json = Any
TYPES = ["Feature", "Polygon", "Point", "MultiPolygon", "GeometryCollection"]
NAMES = ["type", "coordinates", "geometries", "features", "crs", "properties", "ProducerName", "producername", "Area"]
WORDS = st.sampled_from([*TYPES, *NAMES, "area", "ProducerCountry", "PE", "XX", "A"])
EXTREMES = st.sampled_from([0, -0.0, 180, -180, 90, 1e-7, 1e308, -1e-308, 2**63, 10**400, 76.1234567, 0.1 + 0.2])
NUMBERS = st.one_of(EXTREMES, st.floats(-200, 200), st.integers(-(10**20), 10**20))
SCALARS = st.one_of(st.none(), st.booleans(), NUMBERS, WORDS, st.text(max_size=5))
ANYTHING = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4), max_leaves=12
)
STEPS = st.integers(-12, 12)
NEAR = st.tuples(STEPS.map(lambda step: -76.1 + step / 1e6), STEPS.map(lambda step: -8.1 + step / 1e6))
FAR = st.tuples(st.floats(-81, -69), st.floats(-18, 0))
PLACES = st.lists(NEAR | FAR, min_size=1, max_size=9).map(lambda places: [list(each) for each in places])
KINDS = st.sampled_from(["Point", "MultiPoint", "Polygon", "MultiPolygon", "LineString", "MultiLineString", "Curve"])


def closed(ring: list[list[float]]) -> list[list[float]]:
    """Say the first place again at the end."""
    return [*ring, ring[0]]


RINGS = PLACES.map(closed) | PLACES
POLYGONS = st.lists(RINGS, min_size=1, max_size=3)
DRAWN: dict[str, st.SearchStrategy[Json]] = {
    "Point": PLACES.map(lambda places: places[0]),
    "MultiPoint": PLACES,
    "LineString": PLACES,
    "Polygon": POLYGONS,
    "MultiPolygon": st.lists(POLYGONS, min_size=1, max_size=3),
}


@st.composite
def features(draw: Callable[..., Json]) -> Json:
    """Draw one feature: mostly what its type promises, sometimes anything."""
    kind = draw(KINDS)
    coordinates = draw(DRAWN.get(kind, ANYTHING) if draw(st.integers(0, 9)) else ANYTHING)
    properties = draw(st.none() | st.dictionaries(WORDS, SCALARS, max_size=3))
    return a_feature(coordinates, kind, properties=properties or {"ProducerCountry": "PE"})


@st.composite
def mutated(draw: Callable[..., Json], what: Json) -> Json:
    """Change one thing somewhere in a JSON value."""
    where, path = what, []
    while isinstance(where, dict | list) and where and draw(st.integers(0, 4)):
        keys = sorted(where) if isinstance(where, dict) else range(len(where))
        path.append(draw(st.sampled_from(list(keys))))
        where = where[path[-1]]
    return _changed(what, path, draw(ANYTHING))


def _changed(what: Json, path: list[Json], new: Json) -> Json:
    if not path:
        return new
    copy = dict(what) if isinstance(what, dict) else list(what)
    copy[path[0]] = _changed(what[path[0]], path[1:], new)
    return copy


def _file(listed: list[Json]) -> Json:
    return {"type": "FeatureCollection", "features": listed}


COLLECTIONS = st.lists(features(), max_size=4).map(_file)
FILES = COLLECTIONS | COLLECTIONS.flatmap(mutated) | ANYTHING


def written(what: Json) -> bytes:
    """Write a JSON value, the words that JSON does not have among them."""
    text: str = json.dumps(what)
    return text.encode()


@st.composite
def torn(draw: Callable[..., Json], whole: bytes) -> bytes:
    """Cut a file off, double a part of it, or change bytes in it."""
    start, end = sorted(draw(st.tuples(st.integers(0, len(whole)), st.integers(0, len(whole)))))
    put, again = draw(st.binary(max_size=6)), draw(st.sampled_from([start, end]))
    return b"".join([whole[:start], put, whole[again:]])
