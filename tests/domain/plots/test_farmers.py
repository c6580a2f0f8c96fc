"""What is stated of a farmer, and how farmers are counted."""

from datetime import date
from typing import Any

import pytest

from marketplace.domain.plots.farmers import (
    AgeBand,
    FarmerTerms,
    RegisterCount,
    age_band,
    farmer_faults,
    leaving_faults,
)
from marketplace.domain.plots.register import Sex, farmer_code, plot_code

TODAY = date(2026, 11, 28)


def faults(**stated: Any) -> list[tuple[str, str | None]]:
    found = farmer_faults(FarmerTerms(**({"name": "Rosa Pinchi"} | stated)), TODAY)
    return [(each.code, each.field) for each in found]


def test_a_name_is_enough() -> None:
    assert faults() == []


def test_a_whole_statement_is_taken() -> None:
    stated: dict[str, Any] = {"code": "S0001", "national_id": "01234567", "phone": "+51987654321", "sex": Sex.WOMAN}
    born: dict[str, Any] = {"birth_year": 1984, "household_size": 5, "joined_on": date(2019, 5, 1)}
    assert faults(community="San Juan", district="Nuevo Progreso", is_leader=True, **stated, **born) == []


@pytest.mark.parametrize(
    ("stated", "code", "field"),
    [
        ({"name": " "}, "name.empty", "name"),
        ({"code": "s 1"}, "register.code_malformed", "code"),
        ({"code": "A/1"}, "register.code_malformed", "code"),
        ({"national_id": "1234567"}, "farmer.national_id_malformed", "national_id"),
        ({"national_id": "١٢٣٤٥٦٧٨"}, "farmer.national_id_malformed", "national_id"),
        ({"phone": "casa"}, "farmer.phone_malformed", "phone"),
        ({"household_size": 0}, "farmer.household_out_of_range", "household_size"),
        ({"household_size": 100}, "farmer.household_out_of_range", "household_size"),
        ({"birth_year": 2012}, "farmer.birth_year_out_of_range", "birth_year"),
        ({"birth_year": 1915}, "farmer.birth_year_out_of_range", "birth_year"),
        ({"joined_on": date(2026, 11, 29)}, "farmer.joined_in_future", "joined_on"),
        ({"birth_year": 1990, "joined_on": date(1990, 1, 1)}, "farmer.joined_before_birth", "joined_on"),
        ({"community": "x" * 121}, "name.too_long", "community"),
    ],
)
def test_what_cannot_be_true_of_a_farmer_is_named(stated: dict[str, Any], code: str, field: str) -> None:
    assert faults(**stated) == [(code, field)]


@pytest.mark.parametrize(
    ("born", "band"), [(None, AgeBand.UNSTATED), (1997, AgeBand.YOUNG), (1996, AgeBand.GROWN), (2011, AgeBand.YOUNG)]
)
def test_people_are_counted_in_two_bands_of_age(born: int | None, band: AgeBand) -> None:
    assert age_band(born, TODAY) is band


@pytest.mark.parametrize(
    ("farmers", "women", "leaders", "women_leaders", "leads"),
    [
        (0, 0, 0, 0, False),
        (4, 2, 0, 0, False),
        (4, 2, 2, 1, True),
        (4, 1, 2, 2, False),
        (4, 4, 3, 1, False),
        (4, 4, 3, 3, True),
    ],
)
def test_a_group_is_women_led_where_women_are_half_of_farmers_and_of_leaders(
    farmers: int, women: int, leaders: int, *, women_leaders: int, leads: bool
) -> None:
    assert RegisterCount(farmers, women, leaders, women_leaders).is_women_led is leads


@pytest.mark.parametrize(
    ("left", "joined", "code"),
    [
        (date(2026, 11, 28), date(2020, 1, 1), None),
        (date(2026, 11, 28), None, None),
        (date(2026, 11, 29), None, "farmer.left_in_future"),
        (date(2019, 1, 1), date(2020, 1, 1), "farmer.left_before_joining"),
    ],
)
def test_nobody_leaves_tomorrow_or_before_joining(left: date, joined: date | None, code: str | None) -> None:
    found = leaving_faults(left, joined_on=joined, today=TODAY)
    assert [each.code for each in found] == ([code] if code else [])


def test_the_register_gives_short_codes() -> None:
    assert plot_code(farmer_code(42), 2) == "S0042-P2"


def test_nothing_of_a_person_shows_by_accident() -> None:
    assert "Rosa" not in repr(FarmerTerms(name="Rosa", national_id="01234567", code="S1"))
