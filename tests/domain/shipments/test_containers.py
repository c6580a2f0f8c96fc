"""A container's number is read right or not at all (ISO 6346), and a shipment says what it lacks."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.domain.shipments import life
from marketplace.domain.shipments.containers import Carriage, check_digit, number_faults, tidy_number
from marketplace.domain.shipments.days import Days, Stage, changed_days, days_faults, days_late
from marketplace.domain.shipments.life import Moved, ShipmentStep, ShipmentTerms
from tests.domain.samples import TODAY, mass

SERIALS = st.from_regex(r"[A-Z]{3}[UJZ][0-9]{6}", fullmatch=True)
TERMS = ShipmentTerms(
    carriage=Carriage.CONTAINER_20,
    collection_point="Callao",
    destination="FR",
    port_from="Callao",
    port_to="Le Havre",
    carrier="MSC",
    vessel="MSC Ana",
    container_number="CSQU3054383",
    seal="PE1",
)
DAYS = Days(TODAY, TODAY + timedelta(days=3), TODAY + timedelta(days=38))


@pytest.mark.parametrize("number", ["CSQU3054383", "ZEPU0037255", "MWCU6059784"])
def test_known_containers_have_their_digit(number: str) -> None:
    assert number_faults(number) == []


@given(SERIALS, st.integers(0, 9), st.integers(0, 9))
def test_one_digit_read_wrong_is_noticed(serial: str, place: int, digit: int) -> None:
    right = f"{serial}{check_digit(serial)}"
    at = 4 + place % 6
    wrong = right[:at] + str(digit) + right[at + 1 :]
    change = (digit - int(right[at])) * 2 ** (at) % 11
    is_gap = right[-1] in "01" and change in (1, 10)  # ten counts as nil: the one gap of the standard
    assert bool(number_faults(wrong)) is (wrong != right) or is_gap


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("CSQU305438", "container_shape"),
        ("CSQX3054383", "container_shape"),
        ("CSQU30543\u17e13", "container_shape"),
        ("CSQU3054384", "container_check_digit"),
    ],
)
def test_what_cannot_be_a_container_is_said(number: str, code: str) -> None:
    assert [each.code for each in number_faults(number)] == [f"shipment.{code}"]


def test_a_number_is_stored_without_what_stands_between() -> None:
    assert (tidy_number(" csqu 305438-3 "), tidy_number(" "), tidy_number(None)) == ("CSQU3054383", None, None)
    assert number_faults(None) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"collection_point": " "}, "shipment.collection_point_missing"),
        ({"capacity": mass(0)}, "shipment.capacity_out_of_range"),
        ({"destination": "France"}, "shipment.destination_shape"),
        ({"vessel": "x" * 121}, "shipment.text_too_long"),
    ],
)
def test_what_is_wrong_with_a_shipment_is_said(changes: dict[str, object], code: str) -> None:
    assert [each.code for each in life.terms_faults(replace(TERMS, **changes))] == [code]  # type: ignore[arg-type]
    assert life.terms_faults(TERMS) == []


def test_what_does_not_fit_does_not_travel() -> None:
    fits = (
        life.load_faults(TERMS, mass(12_500)),
        life.load_faults(replace(TERMS, carriage=Carriage.AIR), mass(99_000)),
    )
    no = [life.load_faults(TERMS, mass("12500.001")), life.load_faults(TERMS, mass(0))]
    own = life.load_faults(replace(TERMS, capacity=mass(13_000)), mass(13_000))
    assert (fits, own, [each[0].code for each in no]) == (([], []), [], ["shipment.too_full", "shipment.empty"])


def test_a_parcel_by_courier_needs_its_carrier_only() -> None:
    parcel = ShipmentTerms(carriage=Carriage.COURIER, collection_point="Callao", destination="FR")
    assert [each.field for each in life.leaving_faults(parcel)] == ["carrier"]
    assert life.leaving_faults(TERMS) == []


def test_a_report_is_not_of_tomorrow_nor_before_the_last_one() -> None:
    late, early = Moved(ShipmentStep.SHIP, TODAY + timedelta(days=1)), Moved(ShipmentStep.SHIP, TODAY, "x" * 1001)
    assert [each.code for each in life.moved_faults(late, last_day=None, today=TODAY)] == ["shipment.day_to_come"]
    faults = life.moved_faults(early, last_day=TODAY + timedelta(days=1), today=TODAY)
    assert [each.code for each in faults] == ["shipment.day_before_last", "shipment.note_too_long"]
    assert life.moved_faults(Moved(ShipmentStep.SHIP, TODAY), last_day=TODAY, today=TODAY) == []


def test_days_come_in_order_and_within_reach() -> None:
    assert days_faults(DAYS, today=TODAY) == []
    turned = Days(TODAY, TODAY - timedelta(days=1), TODAY - timedelta(days=2))
    assert [each.field for each in days_faults(turned, today=TODAY)] == ["depart_on", "arrive_on"]
    far = replace(DAYS, arrive_on=TODAY + timedelta(days=500))
    assert [each.code for each in days_faults(far, today=TODAY)] == ["shipment.days_out_of_range"]


def test_only_days_that_moved_are_told() -> None:
    later = replace(DAYS, arrive_on=TODAY + timedelta(days=50))
    assert changed_days(DAYS, later) == [(Stage.ARRIVAL, later.arrive_on)]


def test_what_has_not_happened_is_late_from_today_on() -> None:
    first, known = TODAY - timedelta(days=4), TODAY - timedelta(days=2)
    assert days_late(first, known, is_actual=True, today=TODAY) == 2
    assert days_late(first, known, is_actual=False, today=TODAY) == 4
    assert days_late(known, first, is_actual=True, today=TODAY) == 0
