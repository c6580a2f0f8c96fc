"""Reads GeoJSON to the digit: numbers stay the decimals that were written, and nothing hostile gets out as an error."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from marketplace.domain.plots.checks import Fault, FaultCode, fault
from marketplace.geodata.features import Feature, Geometry, Reading
from marketplace.geodata.outlines import DEEPEST_COLLECTION, LONGEST_WORD

BOM = b"\xef\xbb\xbf"
ENDLESS = Decimal("Infinity")
LONGEST_NUMBER = 400
MOST_FEATURES = 350_000
"""More do not fit into 25 MB if each of them has a place."""
GEOMETRIES = frozenset(
    {"Point", "MultiPoint", "Polygon", "MultiPolygon", "LineString", "MultiLineString", "GeometryCollection"}
)
LOCKED = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How archives and office files begin."""


class ConstantError(ValueError):
    """A word that JSON does not have stands for a number: `NaN`, `Infinity`."""


class Doubled(dict[str, Any]):
    """An object in which a name stands twice, and which."""

    twice: str


def read_geojson(data: bytes) -> Reading:
    """Read a file that should be GeoJSON; whatever is wrong with it comes back as faults."""
    plain, faults = _parsed(data)
    if not isinstance(plain, dict):
        return Reading(faults=faults)
    listed = plain.get("features")
    if isinstance(listed, list) and len(listed) > MOST_FEATURES:
        return Reading(faults=(*faults, fault(FaultCode.TOO_MANY_FEATURES, count=len(listed), limit=MOST_FEATURES)))
    features = tuple(_features(plain))
    faults += tuple(_file_faults(plain, features))
    return Reading(features, faults)


def _parsed(data: bytes) -> tuple[Any, tuple[Fault, ...]]:
    """Return what JSON says, or None and why it says nothing."""
    if not data.strip():
        return None, (fault(FaultCode.EMPTY_FILE),)
    if data.startswith(LOCKED):
        return None, (fault(FaultCode.PASSWORD_PROTECTED) if _is_locked(data) else _not_json(1, 1),)
    try:
        text = data.removeprefix(BOM).decode("utf-8")
    except UnicodeDecodeError:
        return None, (fault(FaultCode.NOT_UTF8),)
    plain, faults = _loaded(text)
    return plain, (*faults, *([fault(FaultCode.BYTE_ORDER_MARK)] if data.startswith(BOM) else []))


def _loaded(text: str) -> tuple[Any, tuple[Fault, ...]]:
    hooks: dict[str, Any] = {"parse_float": _number, "parse_int": _number, "parse_constant": _refuse_constant}
    try:
        plain = json.loads(text, object_pairs_hook=_object, **hooks)
    except json.JSONDecodeError as error:
        return None, (_not_json(error.lineno, error.colno),)
    except ConstantError as error:
        before = text[: text.find(str(error))]
        return None, (_not_json(before.count("\n") + 1, len(before) - before.rfind("\n")),)
    except RecursionError:
        return None, (_not_json(1, 1),)
    return plain, () if isinstance(plain, dict) else (fault(FaultCode.NOT_GEOJSON),)


def _not_json(line: int, column: int) -> Fault:
    return fault(FaultCode.NOT_JSON, line=line, column=column)


def _is_locked(data: bytes) -> bool:
    """Say whether an archive's first entry is encrypted; an old office file is taken to be."""
    return not data.startswith(b"PK") or bool(data[6:7] and data[6] & 1)


def _number(text: str) -> Decimal:
    """Read a number exactly; one that nobody could mean is endless, and out of any range."""
    try:
        return Decimal(text) if len(text) < LONGEST_NUMBER else ENDLESS
    except InvalidOperation:
        return ENDLESS


def _refuse_constant(word: str) -> None:
    raise ConstantError(word)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) == len(pairs):
        return made
    doubled = Doubled(made)
    doubled.twice = Counter(name for name, _value in pairs).most_common(1)[0][0]
    return doubled


def _features(plain: dict[str, Any]) -> Iterator[Feature]:
    kind = plain.get("type")
    if kind == "FeatureCollection":
        listed = plain.get("features")
        for number, each in enumerate(listed if isinstance(listed, list) else (), start=1):
            yield _feature(each, number)
    elif kind == "Feature":
        yield _feature(plain, 1)
    elif isinstance(kind, str) and kind in GEOMETRIES:
        yield Feature(1, _geometry(plain, depth=0), faults=tuple(_twice(plain)))


def _feature(plain: Any, number: int) -> Feature:  # noqa: ANN401 - JSON is whatever came
    if not isinstance(plain, dict) or plain.get("type") != "Feature":
        return Feature(number, None, faults=(fault(FaultCode.NOT_GEOJSON),))
    properties = plain.get("properties")
    is_sound = properties is None or isinstance(properties, dict)
    faults = [*_twice(plain), *_twice(plain.get("geometry")), *_twice(properties)]
    if not is_sound:
        faults.append(fault(FaultCode.NOT_GEOJSON))
    kept = properties if isinstance(properties, dict) else {}
    return Feature(number, _geometry(plain.get("geometry"), depth=0), kept, tuple(faults))


def _geometry(plain: Any, *, depth: int) -> Geometry | None:  # noqa: ANN401 - as above
    if not isinstance(plain, Mapping) or not isinstance(plain.get("type"), str):
        return None
    members = plain.get("geometries")
    if not isinstance(members, list) or depth > DEEPEST_COLLECTION:
        members = []
    inner = tuple(_geometry(each, depth=depth + 1) for each in members)
    return Geometry(str(plain["type"]), plain.get("coordinates"), inner)


def _twice(plain: Any) -> Iterator[Fault]:  # noqa: ANN401 - as above
    if isinstance(plain, Doubled):
        yield fault(FaultCode.DUPLICATE_KEY, property=plain.twice[:LONGEST_WORD])


def _file_faults(plain: dict[str, Any], features: tuple[Feature, ...]) -> Iterator[Fault]:
    if plain.get("type") == "FeatureCollection":
        yield from _twice(plain)
    if not _is_wgs84(plain.get("crs")):
        yield fault(FaultCode.CRS_NOT_WGS84)
    if not features:
        is_collection = plain.get("type") == "FeatureCollection" and isinstance(plain.get("features"), list)
        yield fault(FaultCode.NO_FEATURES if is_collection else FaultCode.NOT_GEOJSON)


def _is_wgs84(crs: Any) -> bool:  # noqa: ANN401 - as above
    """Say whether a `crs` member, which RFC 7946 no longer has, names WGS84; none at all does."""
    if crs is None:
        return True
    named = crs.get("properties") if isinstance(crs, dict) else None
    name = str(named.get("name", "")) if isinstance(named, dict) else ""
    return name.upper().rsplit(":", 1)[-1] in {"CRS84", "4326", "4979"}
