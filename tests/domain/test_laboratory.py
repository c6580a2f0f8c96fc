"""A laboratory's result is kept only when it can be true."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from marketplace.domain.laboratory import UNITS, Analyte, LabResult, lab_faults
from tests.domain.samples import TODAY


def a_result(**changes: Any) -> LabResult:
    facts: dict[str, Any] = {
        "analyte": Analyte.CADMIUM,
        "value": Decimal("0.42"),
        "unit": "mg/kg",
        "method": "ICP-MS",
        "laboratory": None,
        "samples": 3,
        "sampled_on": date(2026, 9, 1),
    }
    return LabResult(**(facts | changes))


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"value": Decimal("-0.1")}, ("lab.value_negative", "value")),
        ({"value": Decimal("NaN")}, ("lab.value_negative", "value")),
        ({"value": Decimal(21)}, ("lab.cadmium_impossible", "value")),
        ({"unit": "µg/kg"}, ("lab.unit_wrong", "unit")),
        ({"samples": 0}, ("lab.samples_too_few", "samples")),
        ({"sampled_on": date(2026, 11, 24)}, ("lab.in_future", "sampled_on")),
    ],
)
def test_each_fault_is_told_at_its_field(changes: dict[str, Any], fault: tuple[str, str]) -> None:
    found = lab_faults(a_result(**changes), today=TODAY)
    assert [(each.code, each.field) for each in found][:1] == [fault]


@pytest.mark.parametrize("analyte", Analyte)
def test_every_substance_has_its_unit(analyte: Analyte) -> None:
    assert lab_faults(a_result(analyte=analyte, unit=UNITS[analyte], samples=None), today=TODAY) == []
