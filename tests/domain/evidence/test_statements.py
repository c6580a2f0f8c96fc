"""The law's dates are dated lines; statements have numbers of one form, and Peru's cacao needs full ones."""

from datetime import date
from typing import Any

import pytest

from marketplace.domain.evidence import dates
from marketplace.domain.evidence.dates import (
    Application,
    Classing,
    CountryRisk,
    OperatorSize,
    application_on,
    applies_on,
    classing_on,
    simplified_faults,
)
from marketplace.domain.evidence.statements import StatementState, StatementTerms, statement_faults, tidy_number

TODAY = date(2026, 11, 28)
SOUND: dict[str, Any] = {"reference_number": "26BE7XTVCZAQ2S", "verification_number": "SFFCB4Y3", "filed_on": TODAY}


def codes_of(**changes: Any) -> list[str]:
    terms = StatementTerms(**(SOUND | {"state": StatementState.AVAILABLE} | changes))
    return [each.code for each in statement_faults(terms, today=TODAY)]


@pytest.mark.parametrize(
    ("day", "large", "small"),
    [
        (date(2020, 1, 1), date(2024, 12, 30), date(2025, 6, 30)),
        (date(2025, 1, 1), date(2025, 12, 30), date(2026, 6, 30)),
        (TODAY, date(2026, 12, 30), date(2027, 6, 30)),
    ],
)
def test_the_law_applies_from_the_day_that_was_law_then(day: date, large: date, small: date) -> None:
    assert [application_on(day, size).applies_from for size in OperatorSize] == [large, small]


def test_it_applies_at_the_turn_of_the_year_2026_to_large_operators_only() -> None:
    day = date(2026, 12, 30)
    assert (applies_on(TODAY), applies_on(day), applies_on(day, OperatorSize.SMALL)) == (False, True, False)


def test_a_postponement_is_one_more_line(monkeypatch: pytest.MonkeyPatch) -> None:
    later = Application(OperatorSize.LARGE, date(2028, 1, 1), date(2026, 12, 1), "a later regulation")
    monkeypatch.setattr(dates, "APPLICATIONS", (*dates.APPLICATIONS, later))
    assert not applies_on(date(2026, 12, 30))


def test_peru_counts_as_standard_and_may_not_declare_simply(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (classing_on(TODAY, "PE"), classing_on(TODAY, "XX")) == (CountryRisk.STANDARD, CountryRisk.STANDARD)
    assert [each.facts for each in simplified_faults("PE", TODAY)] == [{"country": "PE", "risk": "standard"}]
    monkeypatch.setattr(dates, "CLASSINGS", (Classing("PE", CountryRisk.LOW, TODAY, "a later act"),))
    assert simplified_faults("PE", TODAY) == []


def test_numbers_of_the_form_of_the_eu_system_are_taken() -> None:
    assert codes_of() == []
    assert tidy_number(" 26be-7xtv czaq.2s ") == "26BE7XTVCZAQ2S"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"reference_number": "26BE7XTVCZAQ2"}, "statement.reference_form"),
        ({"reference_number": "XXBE7XTVCZAQ2S"}, "statement.reference_form"),
        ({"reference_number": "S26PE7XTVCZAQ2"}, "statement.simplified_refused"),
        ({"verification_number": "sf-1"}, "statement.verification_form"),
        ({"filed_on": date(2026, 11, 29)}, "statement.day_to_come"),
    ],
)
def test_others_are_refused(changes: dict[str, Any], code: str) -> None:
    assert codes_of(**changes) == [code]
