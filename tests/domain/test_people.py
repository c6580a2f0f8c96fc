"""A person has a name that can be seen, an address, a password and a language."""

from typing import Any

import pytest

from marketplace.domain.people import PersonTerms, line_faults, person_faults, tidy


def faults(**changes: Any) -> list[tuple[str, str | None]]:
    facts = {"name": "Rosa Pinedo", "email": "rosa@example.pe", "password": "cacao fino de aroma"}
    return [(each.code, each.field) for each in person_faults(PersonTerms(**(facts | changes)))]


@pytest.mark.parametrize(
    "changes", [{}, {"locale": "en"}, {"name": "  Rosa   Pinedo "}, {"email": " ROSA@Example.pe "}]
)
def test_a_person_without_fault(changes: dict[str, Any]) -> None:
    assert faults(**changes) == []


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"name": " "}, ("name.empty", "name")),
        ({"name": "\u200d"}, ("name.empty", "name")),
        ({"name": "x" * 121}, ("name.too_long", "name")),
        ({"name": "Ro\u202esa"}, ("name.unprintable", "name")),
        ({"email": "rosa"}, ("user.email_malformed", "email")),
        ({"password": "short"}, ("user.password_too_short", "password")),
        ({"locale": "qu"}, ("user.language_unknown", "locale")),
    ],
)
def test_each_fault_is_told_at_its_field(changes: dict[str, Any], fault: tuple[str, str]) -> None:
    assert faults(**changes) == [fault]


def test_a_line_is_composed_and_its_blanks_are_single() -> None:
    assert tidy("  Hua\u0301nuco   y\tUcayali ") == "Huánuco y Ucayali"


def test_joiners_are_part_of_names() -> None:
    assert line_faults("क्\u200dष", "name") == []


def test_a_name_may_be_as_long_as_is_said() -> None:
    assert line_faults("x" * 120, "name") == []
    assert [each.code for each in line_faults("xx", "name", longest=1)] == ["name.too_long"]
