"""Values become plain JSON and come back the same."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from marketplace.domain import plain
from marketplace.domain.cadmium import Confection, Recipe
from marketplace.domain.certificates import Scheme
from marketplace.domain.mass import Mass
from marketplace.domain.plain import from_plain, to_plain
from tests.domain.samples import a_demand, a_lot, a_stack, an_evaluation, usd


@dataclass(frozen=True)
class Box:
    """A value of every kind."""

    number: int = 1
    yes: bool = True
    at: datetime = datetime(2026, 11, 23, tzinfo=UTC)
    on: date | None = None
    schemes: frozenset[Scheme] = frozenset({Scheme.NOP, Scheme.SPP})
    weights: tuple[Mass, ...] = (Mass(Decimal("62.5")),)
    scores: Mapping[Scheme, Decimal | None] | None = None
    anything: object = None


@pytest.fixture(autouse=True)
def nothing_is_known() -> None:
    """Let each test work out anew how a kind is read, whatever was read before."""
    plain._reader.cache_clear()  # noqa: SLF001 - what is remembered is nobody's business elsewhere


BOXES = [Box(), Box(on=date(2026, 1, 1), scores={Scheme.NOP: Decimal("1.10"), Scheme.SPP: None}, anything=["7.8"])]


@pytest.mark.parametrize("value", [*BOXES, a_lot(price_stack=a_stack()), a_demand(), an_evaluation(), usd(5)])
def test_a_value_comes_back_the_same(value: Any) -> None:
    assert from_plain(type(value), json.loads(json.dumps(to_plain(value)))) == value


def test_decimals_keep_their_zeros() -> None:
    recipe = Recipe(Confection.DARK, Decimal("70.00"), Decimal("65.0"))
    assert to_plain(recipe) == {"confection": "dark", "cocoa_solids": "70.00", "cocoa_mass": "65.0", "market": "EU"}


def test_what_an_older_version_did_not_store_takes_its_usual_value() -> None:
    assert from_plain(Box, {"number": 2}) == Box(number=2)


def test_facts_of_a_reason_become_plain() -> None:
    assert to_plain({"value": Decimal("7.8"), "schemes": ["NOP"], "on": None}) == {
        "value": "7.8",
        "schemes": ["NOP"],
        "on": None,
    }


@pytest.mark.parametrize("value", [1.5, object(), Box])
def test_what_has_no_lossless_form_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        to_plain(value)


@pytest.mark.parametrize("stored", [{"number": "2"}, {"yes": "no"}, {"number": None}])
def test_a_number_is_not_read_out_of_words(stored: dict[str, object]) -> None:
    with pytest.raises(TypeError):
        from_plain(Box, stored)
