"""Reads KML and GPX, what phones and receivers write, with a reader that follows no entity and no link."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from marketplace.domain.plots.checks import FaultCode, fault
from marketplace.geodata.features import Feature, Geometry, Reading

NUMBER = re.compile(r"[-+]?(\d{1,12}(\.\d{0,30})?|\.\d{1,30})([eE][-+]?\d{1,3})?", re.ASCII)
GEOMETRIES = ("Point", "LineString", "LinearRing", "Polygon", "MultiGeometry", "Track", "MultiTrack")
LONGEST_TEXT = 500
DEEPEST = 8


def read_markup(data: bytes) -> Reading:
    """Read a KML or GPX file by its outermost element; whatever is wrong comes back as faults."""
    try:
        root = fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        place = getattr(error, "position", (1, 1))
        return Reading(faults=(fault(FaultCode.NOT_XML, line=place[0], column=place[1]),))
    kind = _name(root).lower()
    if kind == "kml":
        return _kml(root)
    if kind == "gpx":
        return _gpx(root)
    return Reading(faults=(fault(FaultCode.FORMAT_UNKNOWN),))


def _kml(root: Element) -> Reading:
    marks = (each for each in root.iter() if _name(each) == "Placemark")
    features = tuple(Feature(number, _first_geometry(mark), _said(mark)) for number, mark in enumerate(marks, start=1))
    has_link = any(_name(each) == "NetworkLink" for each in root.iter())
    return Reading(features, (fault(FaultCode.LINK_NOT_FOLLOWED),) if has_link else ())


def _first_geometry(mark: Element) -> Geometry | None:
    return next((_geometry(each, depth=0) for each in mark if _name(each) in GEOMETRIES), None)


def _geometry(element: Element, *, depth: int) -> Geometry | None:
    kind = _name(element)
    if kind in {"MultiGeometry", "MultiTrack"}:
        inner = element if depth < DEEPEST else ()
        members = tuple(_geometry(each, depth=depth + 1) for each in inner if _name(each) in GEOMETRIES)
        return _joined(members)
    if kind == "Polygon":
        return Geometry(kind, _rings(element))
    if kind == "Track":
        return Geometry("LineString", [_numbers(each.text, None) for each in element if _name(each) == "coord"])
    places = _places(element)
    if kind == "LinearRing":
        return Geometry("Polygon", [places])
    return Geometry(kind, places[0] if kind == "Point" and places else places)


def _joined(members: tuple[Geometry | None, ...]) -> Geometry:
    """Say several areas as one multi polygon, so that they are one plot; anything mixed stays a collection."""
    areas = [each.coordinates for each in members if each is not None and each.type == "Polygon"]
    if areas and len(areas) == len(members):
        return Geometry("MultiPolygon", areas)
    return members[0] if len(members) == 1 and members[0] else Geometry("GeometryCollection", None, members)


def _rings(element: Element) -> list[Any]:
    """Return the outer ring and then the holes."""
    outer: list[Any] = []
    holes: list[Any] = []
    for boundary in element:
        kept = {"outerBoundaryIs": outer, "innerBoundaryIs": holes}.get(_name(boundary))
        if kept is not None:
            kept += (_places(ring) for ring in boundary if _name(ring) == "LinearRing")
    return outer + holes


def _places(element: Element) -> list[Any]:
    text = next((each.text for each in element if _name(each) == "coordinates"), None)
    return [_numbers(place, ",") for place in (text or "").split()]


def _said(mark: Element) -> dict[str, Any]:
    """Return a placemark's name and its extended data; descriptions are for balloons, not for registers."""
    said: dict[str, Any] = {}
    for each in mark.iter():
        if _name(each) == "Data":
            said[each.get("name", "")] = _text(next(iter(each), None))
        elif _name(each) == "SimpleData":
            said[each.get("name", "")] = _text(each)
    name = _text(next((each for each in mark if _name(each) == "name"), None))
    return {key: value for key, value in ({"name": name} | said).items() if key and value}


def _gpx(root: Element) -> Reading:
    found = list(_gpx_geometries(root))
    return Reading(
        tuple(
            Feature(number, geometry, {"name": name} if name else {})
            for number, (name, geometry) in enumerate(found, start=1)
        )
    )


def _gpx_geometries(root: Element) -> Iterator[tuple[str, Geometry]]:
    for each in root:
        kind = _name(each)
        name = _text(next((inner for inner in each if _name(inner) == "name"), None))
        if kind == "wpt":
            yield name, Geometry("Point", _gpx_place(each))
        elif kind == "rte":
            yield name, Geometry("LineString", _gpx_places(each, "rtept"))
        elif kind == "trk":
            walks = (inner for inner in each if _name(inner) == "trkseg")
            yield from ((name, Geometry("LineString", _gpx_places(walk, "trkpt"))) for walk in walks)


def _gpx_places(walk: Iterable[Element], kind: str) -> list[Any]:
    return [_gpx_place(each) for each in walk if _name(each) == kind]


def _gpx_place(element: Element) -> list[Any]:
    return [_number(element.get("lon", "")), _number(element.get("lat", ""))]


def _numbers(text: str | None, divider: str | None) -> list[Any]:
    return [_number(each) for each in (text or "").split(divider)]


def _number(text: str) -> Decimal | str:
    """Read a number exactly; what is none stays text, and is judged as such."""
    stripped = text.strip()
    return Decimal(stripped) if NUMBER.fullmatch(stripped) else text[:LONGEST_TEXT]


def _text(element: Element | None) -> str:
    return (element.text or "").strip()[:LONGEST_TEXT] if element is not None else ""


def _name(element: Element) -> str:
    """Return an element's name without its namespace."""
    return element.tag.rpartition("}")[2]
