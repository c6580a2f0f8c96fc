"""What may be wrong with a plot, as codes."""

from decimal import Decimal

import pytest

from marketplace.domain.plots.checks import (
    Fault,
    FaultCode,
    Severity,
    area_faults,
    fault,
    fault_from_json,
    fault_to_json,
    has_errors,
    place_faults,
    warning,
)
from marketplace.domain.plots.shapes import Position, Shape, point, polygon

TOCACHE = ((-76_100_000, -8_100_000), (-76_099_000, -8_100_000), (-76_099_000, -8_099_000), (-76_100_000, -8_100_000))
SWAPPED = tuple((lat, lon) for lon, lat in TOCACHE)
PARIS = point(2_352_000, 48_856_000)


@pytest.mark.parametrize(
    ("shape", "codes"),
    [
        (polygon(TOCACHE), []),
        (point(-81_400_000, 100_000), []),
        (polygon(SWAPPED), [FaultCode.OUTSIDE_PERU_BBOX_MAYBE_SWAPPED]),
        (PARIS, [FaultCode.OUTSIDE_PERU]),
        (polygon(TOCACHE, SWAPPED), [FaultCode.OUTSIDE_PERU]),
    ],
)
def test_a_plot_lies_in_peru(shape: Shape, codes: list[FaultCode]) -> None:
    assert [each.code for each in place_faults(shape)] == codes


def test_the_first_position_outside_peru_is_named() -> None:
    assert next(place_faults(polygon(TOCACHE, SWAPPED))).position == Position(*SWAPPED[0])


@pytest.mark.parametrize(
    ("shape", "declared", "codes"),
    [
        (point(0, 0), None, []),
        (point(0, 0), "4", []),
        (point(0, 0), "4.0001", [FaultCode.POINT_OVER_4HA_NEEDS_POLYGON]),
        (point(0, 0), "0.00009", [FaultCode.AREA_TOO_SMALL]),
        (polygon(TOCACHE), "12", []),
        (polygon(TOCACHE), "8", []),
        (polygon(TOCACHE), "12.1", [FaultCode.AREA_DIFFERS]),
        (polygon(TOCACHE), "7.9", [FaultCode.AREA_DIFFERS]),
        (polygon(TOCACHE), "0", [FaultCode.AREA_TOO_SMALL]),
    ],
)
def test_stated_hectares_fit_the_shape(shape: Shape, declared: str | None, codes: list[FaultCode]) -> None:
    stated = None if declared is None else Decimal(declared)
    assert [each.code for each in area_faults(shape, stated, measured=Decimal(10))] == codes


def test_some_faults_are_warnings() -> None:
    assert fault(FaultCode.AREA_DIFFERS).severity is Severity.WARNING
    assert fault(FaultCode.HAS_HOLE).is_error
    assert not warning(FaultCode.HAS_HOLE).is_error
    assert has_errors([fault(FaultCode.AREA_DIFFERS), fault(FaultCode.HAS_HOLE)])
    assert not has_errors([fault(FaultCode.AREA_DIFFERS)])


def test_a_fault_of_a_name_says_which() -> None:
    assert fault(FaultCode.UNKNOWN_PROPERTY_CASE, property="area").text == "unknown_property_case:area"
    assert fault(FaultCode.HAS_HOLE, property="area").text == "has_hole"


def test_a_fault_can_be_said_as_a_reason() -> None:
    reason = fault(FaultCode.AREA_TOO_SMALL, area=Decimal(0)).reason
    assert (reason.code, reason.field, reason.facts) == ("plot.area_too_small", "shape", {"area": "0"})


def test_the_other_plot_of_an_overlap_need_not_be_named() -> None:
    assert fault(FaultCode.OVERLAPS_OTHER, hectares=1).reason.facts == {"hectares": "1", "other": None}
    assert fault(FaultCode.OVERLAPS_OTHER, hectares=1, other="P2").reason.facts["other"] == "P2"


@pytest.mark.parametrize(
    "what", [fault(FaultCode.NOT_JSON), warning(FaultCode.OVERLAPS_OTHER, Position(1, 2), hectares="0.1").of(7)]
)
def test_a_fault_is_kept_as_json_and_read_back(what: Fault) -> None:
    assert fault_from_json(fault_to_json(what)) == what
