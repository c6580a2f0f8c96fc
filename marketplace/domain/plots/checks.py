"""What may be wrong with a plot's outline or with a file of plots: one code each, and where."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any

from marketplace.domain.errors import Reason
from marketplace.domain.plots.shapes import Bounds, Position, Shape

PERU: Bounds = (-81_400_000, -18_400_000, -68_600_000, 100_000)
"""The box around Peru (domain.md 5.3)."""
MOST_POINT_AREA = Decimal(4)
"""Hectares; a larger plot needs an outline (Regulation (EU) 2023/1115, article 2(28))."""
ASSUMED_POINT_AREA = Decimal(4)
"""Hectares that the EU system takes a point for that states none."""
LEAST_AREA = Decimal("0.0001")
AREA_MAY_DIFFER = Decimal("0.20")
MOST_BYTES = 25_000_000
"""Of geolocation in one due-diligence statement."""
MOST_PRODUCERS = 1_000
"""For one commodity."""


class Severity(StrEnum):
    """Whether a fault keeps a file from being taken."""

    ERROR = "error"
    WARNING = "warning"


class FaultCode(StrEnum):
    """What is wrong: first with a file, then with one feature of it, then with its outline."""

    FILE_UNREADABLE = "file_unreadable"
    EMPTY_FILE = "empty_file"
    FILE_TOO_LARGE = "file_too_large"
    PASSWORD_PROTECTED = "password_protected"  # noqa: S105 - a word
    FORMAT_UNKNOWN = "format_unknown"
    ARCHIVE_REFUSED = "archive_refused"
    NOT_UTF8 = "not_utf8"
    NOT_JSON = "not_json"
    NOT_GEOJSON = "not_geojson"
    NOT_XML = "not_xml"
    NOT_SHAPEFILE = "not_shapefile"
    DUPLICATE_KEY = "duplicate_key"
    CRS_NOT_WGS84 = "crs_not_wgs84"
    REPROJECTED = "reprojected"
    LINK_NOT_FOLLOWED = "link_not_followed"
    NO_FEATURES = "no_features"
    TOO_MANY_FEATURES = "too_many_features"
    TOO_MANY_PRODUCERS = "too_many_producers"
    BYTE_ORDER_MARK = "byte_order_mark"

    GEOMETRY_MISSING = "geometry_missing"
    GEOMETRY_TYPE_NOT_ALLOWED = "geometry_type_not_allowed"
    COORDINATES_MALFORMED = "coordinates_malformed"
    POINT_COORDINATES_NESTED = "point_coordinates_nested"
    UNKNOWN_PROPERTY_CASE = "unknown_property_case"
    COUNTRY_MISSING = "country_missing"
    COUNTRY_WRONG = "country_wrong"
    NAME_MISSING = "name_missing"
    NAME_TOO_LONG = "name_too_long"
    PROPERTY_NOT_TEXT = "property_not_text"
    AREA_NOT_NUMBER = "area_not_number"
    AREA_TOO_SMALL = "area_too_small"
    AREA_DIFFERS = "area_differs"
    POINT_AREA_OVER_4HA = "point_area_over_4ha"
    POINT_OVER_4HA_NEEDS_POLYGON = "point_over_4ha_needs_polygon"

    OUT_OF_RANGE = "out_of_range"
    OUTSIDE_PERU_BBOX_MAYBE_SWAPPED = "outside_peru_bbox_maybe_swapped"
    OUTSIDE_PERU = "outside_peru"
    RING_NOT_CLOSED = "ring_not_closed"
    TOO_FEW_POINTS = "too_few_points"
    DUPLICATE_POINT = "duplicate_point"
    FLAT_POLYGON = "flat_polygon"
    OVERLAPPING_SIDES = "overlapping_sides"
    SELF_INTERSECTION = "self_intersection"
    PARTS_OVERLAP = "parts_overlap"
    HAS_HOLE = "has_hole"
    DUPLICATE_PLOT = "duplicate_plot"
    OVERLAPS_OTHER = "overlaps_other"
    FEWER_THAN_6_DECIMALS_WARNING = "fewer_than_6_decimals_warning"


WARNINGS: frozenset[FaultCode] = frozenset(
    {
        FaultCode.AREA_DIFFERS,
        FaultCode.BYTE_ORDER_MARK,
        FaultCode.FEWER_THAN_6_DECIMALS_WARNING,
        FaultCode.LINK_NOT_FOLLOWED,
        FaultCode.NAME_MISSING,
        FaultCode.REPROJECTED,
    }
)
"""What is a warning unless said otherwise: the file is taken all the same."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, in which feature (counted from 1) and at which position; None where it has none."""

    code: FaultCode
    severity: Severity = Severity.ERROR
    feature: int | None = None
    position: Position | None = None
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_error(self) -> bool:
        """Say whether this keeps the file or the plot from being taken."""
        return self.severity is Severity.ERROR

    @property
    def text(self) -> str:
        """Return the code as lists of expectations write it: with the property that it is about, where it has one."""
        about = self.facts.get("property") if self.code is FaultCode.UNKNOWN_PROPERTY_CASE else None
        return f"{self.code}:{about}" if about else self.code.value

    @property
    def reason(self) -> Reason:
        """Return the fault as a reason that can be said (`wording.say`) and shown beside the outline.

        The other plot of an overlap may be left out of the facts: strangers are not named.
        """
        known: dict[str, object] = {"other": None} if self.code is FaultCode.OVERLAPS_OTHER else {}
        return Reason(f"plot.{self.code}", "shape", known | dict(self.facts))

    def of(self, feature: int) -> "Fault":
        """Return the same fault as found in the feature of this number."""
        return replace(self, feature=feature)


def fault(code: FaultCode, at: Position | None = None, **facts: object) -> Fault:
    """Make a fault of the usual severity at this position."""
    severity = Severity.WARNING if code in WARNINGS else Severity.ERROR
    return Fault(code, severity, position=at, facts={name: str(value) for name, value in facts.items()})


def warning(code: FaultCode, at: Position | None = None, **facts: object) -> Fault:
    """Make a fault that does not keep the file from being taken."""
    return replace(fault(code, at, **facts), severity=Severity.WARNING)


def has_errors(faults: Iterable[Fault]) -> bool:
    """Say whether any of these keeps the file or the plot from being taken."""
    return any(each.is_error for each in faults)


def place_faults(shape: Shape) -> Iterator[Fault]:
    """Judge whether a shape lies in Peru; say at which position it does not, and whether its axes look swapped."""
    min_lon, min_lat, max_lon, max_lat = shape.bounds
    if is_in(PERU, Position(min_lon, min_lat)) and is_in(PERU, Position(max_lon, max_lat)):
        return
    stray = next(each for each in shape.positions if not is_in(PERU, each))
    is_swapped = all(is_in(PERU, Position(each.lat, each.lon)) for each in shape.positions)
    yield fault(FaultCode.OUTSIDE_PERU_BBOX_MAYBE_SWAPPED if is_swapped else FaultCode.OUTSIDE_PERU, stray)


def area_faults(shape: Shape, declared: Decimal | None, *, measured: Decimal) -> Iterator[Fault]:
    """Judge a plot's stated hectares: a point above four needs an outline, an outline should agree with its area."""
    if declared is None:
        return
    if declared < LEAST_AREA:
        yield fault(FaultCode.AREA_TOO_SMALL, area=declared, limit=LEAST_AREA)
    elif shape.is_point:
        if declared > MOST_POINT_AREA:
            at = next(shape.positions)
            yield fault(FaultCode.POINT_OVER_4HA_NEEDS_POLYGON, at, area=declared, limit=MOST_POINT_AREA)
    elif abs(declared - measured) > measured * AREA_MAY_DIFFER:
        yield fault(FaultCode.AREA_DIFFERS, declared=declared, measured=measured)


def is_in(box: Bounds, at: Position) -> bool:
    """Say whether a position lies in a box, its border included."""
    return box[0] <= at.lon <= box[2] and box[1] <= at.lat <= box[3]


def fault_from_json(plain: Mapping[str, Any]) -> Fault:
    """Read what `fault_to_json` said."""
    at = plain.get("position")
    return Fault(
        FaultCode(plain["code"]),
        Severity(plain["severity"]),
        plain.get("feature"),
        None if at is None else Position(*at),
        dict(plain.get("facts", {})),
    )


def fault_to_json(what: Fault) -> dict[str, Any]:
    """Say a fault as JSON, for a column or for `flask plots check --json`."""
    return {
        "code": what.code.value,
        "severity": what.severity.value,
        "feature": what.feature,
        "position": None if what.position is None else [*what.position],
        "facts": dict(what.facts),
    }
