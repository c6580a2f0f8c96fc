"""Says what the EU information system would say to a file of plots, a feature or a shape (domain.md 5.2 and 5.3).

The rules are those of the Commission's "EUDR GeoJSON file description", version 1.3 of 29 May 2026: coordinates are cut
off after six decimals first and judged then.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from itertools import chain

import shapely

from marketplace.domain.plots.checks import (
    AREA_MAY_DIFFER,
    MOST_BYTES,
    MOST_PRODUCERS,
    Fault,
    FaultCode,
    fault,
    has_errors,
    place_faults,
    warning,
)
from marketplace.domain.plots.shapes import DIGITS, Ring, Shape
from marketplace.geodata.features import Feature
from marketplace.geodata.geojson import read_geojson
from marketplace.geodata.measuring import area_of
from marketplace.geodata.outlines import Outline, outline_of
from marketplace.geodata.planes import ring_to_plane
from marketplace.geodata.properties import AREA, COUNTRY, NAME, area_property_faults, producer_of, property_faults
from marketplace.geodata.rings import place_in, ring_faults

PERU = "PE"
MOST_FAULTS = 10_000
"""So many errors, and so many warnings, are told of one file; nobody reads more."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What a register makes of a feature: the plots that it draws, and what is wrong with it."""

    shapes: tuple[Shape, ...]
    faults: tuple[Fault, ...]


def judge_file(data: bytes) -> list[Fault]:
    """Say what the EU system would say to a file: nothing, only warnings (it is taken), or why it is refused."""
    if len(data) > MOST_BYTES:
        return [fault(FaultCode.FILE_TOO_LARGE, megabytes=f"{len(data) / 1e6:.1f}", limit=MOST_BYTES // 1_000_000)]
    reading = read_geojson(data)
    found = chain(reading.faults, _each_feature(reading.features), _producer_faults(reading.features))
    return list(_told(found))


def _told(found: Iterable[Fault]) -> Iterator[Fault]:
    """Tell so many errors and so many warnings, but look at everything: one error among them decides."""
    told = Counter[bool]()
    for each in found:
        told[each.is_error] += 1
        if told[each.is_error] <= MOST_FAULTS:
            yield each
        elif each.is_error:
            return


def _each_feature(features: Iterable[Feature]) -> Iterator[Fault]:
    seen: dict[object, int] = {}
    for feature in features:
        outline = outline_of(feature.geometry)
        yield from (each.of(feature.number) for each in _feature_faults(feature, outline))
        yield from _seen_before(feature, outline, seen)


def judge_feature(feature: Feature) -> list[Fault]:
    """Say what the EU system would say to one feature; that it lies in Peru is asked where its country is Peru."""
    return [each.of(feature.number) for each in _feature_faults(feature, outline_of(feature.geometry))]


def judge_shape(shape: Shape) -> list[Fault]:
    """Judge the outline of a plot in Peru: what the EU system refuses of it, and whether it lies there."""
    if shape.is_point:
        return list(place_faults(shape))
    return [*place_faults(shape), *outline_faults([(ring,) for ring in shape.rings])]


def judge_plot(feature: Feature) -> Judged:
    """Read a feature as the plots that it draws in Peru, whatever its properties say; holes are told and left out."""
    outline = outline_of(feature.geometry)
    shapes = tuple(outline.shapes)
    faults = [*feature.faults, *outline.faults, *outline_faults(outline.areas)]
    faults += (each for shape in shapes for each in place_faults(shape))
    return Judged(shapes, tuple(each.of(feature.number) for each in faults))


def _feature_faults(feature: Feature, outline: Outline) -> Iterator[Fault]:
    faults = [*feature.faults, *property_faults(feature.properties), *outline.faults, *outline_faults(outline.areas)]
    faults += area_property_faults(feature.properties, points=outline.points)
    shapes = outline.shapes
    faults += _country_faults(feature, shapes)
    if not has_errors(faults):
        faults += _doubts(feature, outline, shapes)
    return iter(faults)


def _country_faults(feature: Feature, shapes: list[Shape]) -> Iterator[Fault]:
    """Look whether what is said to be in Peru is; without a country, only whether the axes look swapped."""
    country = feature.properties.get(COUNTRY)
    for shape in shapes if country is None or country == PERU else ():
        for each in place_faults(shape):
            if country == PERU:
                yield each
            elif each.code is FaultCode.OUTSIDE_PERU_BBOX_MAYBE_SWAPPED:
                yield warning(each.code, each.position)


def _doubts(feature: Feature, outline: Outline, shapes: list[Shape]) -> Iterator[Fault]:
    """Yield what is worth a second look in a feature that is taken: few decimals, an area unlike the outline's."""
    if shapes and outline.finest < DIGITS:
        yield fault(FaultCode.FEWER_THAN_6_DECIMALS_WARNING, next(shapes[0].positions), decimals=outline.finest)
    declared = feature.properties.get(AREA)
    if outline.areas and isinstance(declared, Decimal):
        measured = area_of(shapes[-1])
        if abs(declared - measured) > measured * AREA_MAY_DIFFER:
            yield fault(FaultCode.AREA_DIFFERS, declared=f"{declared:.4f}", measured=measured)


def outline_faults(areas: Iterable[tuple[Ring, ...]]) -> Iterator[Fault]:
    """Judge areas, each an outer ring and its holes, alone and with each other."""
    outers = [area[0] for area in areas]
    faults = [each for ring in outers for each in ring_faults(ring)]
    faults += (fault(FaultCode.HAS_HOLE, hole[0]) for area in areas for hole in area[1:])
    if len(outers) > 1 and not faults:
        plane = shapely.MultiPolygon([ring_to_plane(ring) for ring in outers])
        if not shapely.is_valid(plane):
            faults.append(fault(FaultCode.PARTS_OVERLAP, place_in(str(shapely.is_valid_reason(plane)))))
    return iter(faults)


def _seen_before(feature: Feature, outline: Outline, seen: dict[object, int]) -> Iterator[Fault]:
    """Tell a feature that draws the same as an earlier one, once cut off."""
    if outline.faults:
        return
    key = hash((tuple(outline.points), tuple(outline.areas)))
    first = seen.setdefault(key, feature.number)
    if first != feature.number:
        at = next(outline.shapes[0].positions)
        yield fault(FaultCode.DUPLICATE_PLOT, at, other=first).of(feature.number)


def _producer_faults(features: Iterable[Feature]) -> Iterator[Fault]:
    """Judge a file by its producers: at most a thousand, and a country with each once one is named (type II)."""
    features = tuple(features)
    producers = {producer_of(each.properties) for each in features}
    if len(producers) > MOST_PRODUCERS:
        yield fault(FaultCode.TOO_MANY_PRODUCERS, count=len(producers), limit=MOST_PRODUCERS)
    countries = {country for _name, country in producers}
    names = {name for name, _country in producers}
    is_type_two = countries != {""} or len(names) > 1
    judged = partial(fault if is_type_two else warning, FaultCode.COUNTRY_MISSING)
    yield from (judged().of(each.number) for each in features if each.properties.get(COUNTRY) is None)
    if len(names) > 1:
        yield from (fault(FaultCode.NAME_MISSING).of(each.number) for each in features if not each.properties.get(NAME))
