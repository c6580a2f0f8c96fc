"""Judges what a feature says in words, as the EU system reads it: producer, country, place, area (domain.md 5.3)."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from marketplace.domain.countries import ISO_3166
from marketplace.domain.plots.checks import LEAST_AREA, MOST_POINT_AREA, Fault, FaultCode, fault, warning
from marketplace.domain.plots.shapes import Position

NAME, COUNTRY, PLACE, AREA = "ProducerName", "ProducerCountry", "ProductionPlace", "Area"
KNOWN = {name.lower(): name for name in (NAME, COUNTRY, PLACE, AREA)}
LONGEST_NAME = 500
LONGEST_SAID = 12


def property_faults(properties: Mapping[str, Any]) -> Iterator[Fault]:
    """Judge the names of the properties that the EU system reads, and their values apart from the area."""
    for name in properties:
        meant = KNOWN.get(name.lower())
        if meant not in {None, name}:
            yield fault(FaultCode.UNKNOWN_PROPERTY_CASE, property=name, meant=meant)
    country = properties.get(COUNTRY)
    if country is not None and not (isinstance(country, str) and country in ISO_3166):
        yield fault(FaultCode.COUNTRY_WRONG, value=str(country)[:LONGEST_SAID])
    for name in (NAME, PLACE):
        value = properties.get(name)
        if value is not None and not isinstance(value, str):
            yield warning(FaultCode.PROPERTY_NOT_TEXT, property=name)
        elif value is not None and len(value) > LONGEST_NAME:
            yield fault(FaultCode.NAME_TOO_LONG, property=name, limit=LONGEST_NAME)


def area_property_faults(properties: Mapping[str, Any], *, points: list[Position]) -> Iterator[Fault]:
    """Judge the stated area: a number anywhere, and for points not above four hectares."""
    area = properties.get(AREA)
    if area is None:
        return
    at = points[0] if points else None
    if not isinstance(area, Decimal):
        yield fault(FaultCode.AREA_NOT_NUMBER, at)
    elif area < LEAST_AREA:
        judged = fault if points else warning
        yield judged(FaultCode.AREA_TOO_SMALL, at, area=_said(area), limit=LEAST_AREA)
    elif points and area > MOST_POINT_AREA:
        yield fault(FaultCode.POINT_AREA_OVER_4HA, at, area=_said(area), limit=MOST_POINT_AREA)


def producer_of(properties: Mapping[str, Any]) -> tuple[str, str]:
    """Return by what the EU system groups features: the producer's name and country, empty where not stated."""
    return str(properties.get(NAME) or ""), str(properties.get(COUNTRY) or "")


def _said(area: Decimal) -> str:
    return str(area)[:LONGEST_SAID]
