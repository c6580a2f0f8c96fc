"""What a file of plots holds before anybody judged it: coordinates exactly as they were written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from marketplace.domain.plots.checks import Fault


@dataclass(frozen=True, slots=True)
class Geometry:
    """One geometry as it was written: numbers are exact `Decimal`s, everything else is whatever stood there."""

    type: str
    coordinates: Any = None
    members: "tuple[Geometry | None, ...]" = ()
    """Of a `GeometryCollection`; None for a member that is no geometry at all."""


@dataclass(frozen=True, slots=True)
class Feature:
    """One entry of a file, counted from 1, with its properties; `faults` is what the reader found wrong with it."""

    number: int
    geometry: Geometry | None
    properties: Mapping[str, Any] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read from a file: its features, and what is wrong with the file itself."""

    features: tuple[Feature, ...] = ()
    faults: tuple[Fault, ...] = ()
