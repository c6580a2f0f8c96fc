"""Demands as makers type them: every step read strictly, every fault beside its field, nothing lost."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from marketplace.domain.cadmium import Confection, Recipe
from marketplace.domain.demand_browsing import DemandSort
from marketplace.domain.demands import DemandState
from marketplace.forms.demand_filters import DemandAsked, read_demand_filters
from marketplace.forms.demand_steps import (
    STEPS,
    form_of,
    is_sound,
    offered_for,
    parts_of,
    terms_typed,
    typed_in,
    typed_like,
)
from tests.domain.samples import a_demand, mass, usd
from tests.web.sheet import a_sheet

OFFERED = {"destinations": ["FR", "PE"], "markets": ["EU"]}
FLAVOUR = {"title": "Floral", "cacao": "4.7", "floral_total": "1.8", "floral_total_weight": "3"}
VOLUME = {
    "volume_min": "3",
    "volume_max": "6",
    "unit": "t",
    "max_lots": "2",
    "destination": "FR",
    "ceiling_amount": "7200",
    "ceiling_incoterm": "DAP",
    "ceiling_place": "Lyon",
}
DELIVERY = {"delivery_start": "2027-01-15", "delivery_end": "2027-04-30", "needs_sample": "y"}
RECIPE = {
    "recipe_confection": "dark",
    "recipe_cocoa_solids": "70",
    "recipe_cocoa_mass": "65",
    "recipe_market": "EU",
}


@pytest.fixture(scope="module")
def sheet() -> Flask:
    app = a_sheet()
    app.config["WTF_CSRF_ENABLED"] = False
    return app


@pytest.fixture(autouse=True)
def request_context(sheet: Flask) -> Iterator[None]:
    with sheet.test_request_context():
        yield


def typed(**fields: str) -> dict[str, list[str]]:
    return {name: [text] for name, text in fields.items()}


def faults(step: str, **fields: str) -> dict[str, Any]:
    form = form_of(step, typed(**fields), offered=OFFERED)
    is_sound(form)
    return {name: list(errors) for name, errors in form.errors.items()}


def part(step: str, **fields: str) -> dict[str, Any]:
    form = form_of(step, typed(**fields), offered=OFFERED)
    assert is_sound(form), form.errors
    return form.part()


def test_a_target_without_a_weight_counts_as_usual() -> None:
    assert part("flavour", **FLAVOUR)["weights"] == {"cacao": Decimal(1), "floral_total": Decimal(3)}


def test_only_a_tolerance_that_was_typed_is_stated() -> None:
    assert part("flavour", **FLAVOUR, cacao_tolerance="0.5")["tolerances"] == {"cacao": Decimal("0.5")}


@pytest.mark.parametrize(
    ("field", "text"),
    [("cacao", "4,7"), ("cacao", "11"), ("cacao_tolerance", "0"), ("cacao_weight", "9"), ("title", "")],
)
def test_each_fault_of_the_flavour_stands_beside_its_field(field: str, text: str) -> None:
    assert list(faults("flavour", **{**FLAVOUR, field: text})) == [field]


def test_a_weight_without_a_target_is_asked_about() -> None:
    assert list(faults("flavour", **FLAVOUR, nutty_total_weight="2")) == ["nutty_total"]


def test_faults_of_shape_and_of_sense_are_told_together() -> None:
    assert set(faults("flavour", title="", cacao="4,7", floral_total="12")) == {"title", "cacao", "floral_total"}


def test_everything_may_stay_unlimited() -> None:
    stated = part("limits")
    assert {name: value for name, value in stated.items() if value} == {}


def test_a_recipe_is_stated_whole() -> None:
    assert part("limits", **RECIPE)["recipe"] == Recipe(Confection.DARK, Decimal(70), Decimal(65), "EU")


def test_what_is_missing_of_a_recipe_is_asked_for() -> None:
    begun = {name: text for name, text in RECIPE.items() if name != "recipe_market"}
    assert list(faults("limits", **begun)) == ["recipe_market"]


def test_more_mass_than_solids_cannot_be() -> None:
    assert list(faults("limits", **{**RECIPE, "recipe_cocoa_mass": "75"})) == ["recipe_cocoa_mass"]


@pytest.mark.parametrize(("unit", "kilograms"), [("kg", "3"), ("t", "3000"), ("lb", "1.361"), ("qq", "138")])
def test_volumes_are_stated_in_the_units_of_the_trade(unit: str, kilograms: str) -> None:
    assert part("volume", **{**VOLUME, "unit": unit})["volume_min"] == mass(kilograms)


def test_a_ceiling_has_its_basis() -> None:
    assert part("volume", **VOLUME)["ceiling"] == usd(7200, a_demand().ceiling.incoterm, place="Lyon")


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("ceiling_amount", "7.200"),
        ("ceiling_amount", "0"),
        ("volume_max", "2"),
        ("max_lots", "0"),
        ("destination", "XX"),
        ("unit", "stone"),
        ("ceiling_incoterm", "EXW"),
        ("ceiling_place", ""),
    ],
)
def test_each_fault_of_volume_and_price_stands_beside_its_field(field: str, text: str) -> None:
    expected = [] if field == "ceiling_incoterm" else [field]  # EXW is a basis at origin, possible everywhere
    assert list(faults("volume", **{**VOLUME, field: text})) == expected


def test_at_home_dap_is_no_basis() -> None:
    assert list(faults("volume", **{**VOLUME, "destination": "PE"})) == ["ceiling_incoterm"]


def test_a_window_that_ends_before_it_starts_is_told_at_its_end() -> None:
    assert list(faults("delivery", **{**DELIVERY, "delivery_end": "2027-01-01"})) == ["delivery_end"]


def test_all_steps_make_the_terms() -> None:
    steps = {"flavour": typed(**FLAVOUR), "limits": {}, "volume": typed(**VOLUME), "delivery": typed(**DELIVERY)}
    terms, faulty = terms_typed(steps, OFFERED)
    assert faulty is None
    assert terms == a_demand(
        title="Floral",
        target_profile={"cacao": Decimal("4.7"), "floral_total": Decimal("1.8")},
        weights={"cacao": Decimal(1), "floral_total": Decimal(3)},
    )


@pytest.mark.parametrize("missing", list(STEPS))
def test_a_step_that_was_left_out_is_the_next_to_fill_in(missing: str) -> None:
    steps = {"flavour": typed(**FLAVOUR), "limits": {}, "volume": typed(**VOLUME), "delivery": typed(**DELIVERY)}
    del steps[missing]
    assert terms_typed(steps, OFFERED) == (None, missing)


@pytest.mark.parametrize("step", list(STEPS))
def test_a_step_shown_and_sent_back_states_the_same(step: str) -> None:
    terms = a_demand(
        recipe=Recipe(Confection.MILK, Decimal(45), Decimal(35), "CH"),
        weights={"cacao": Decimal("2.5"), "floral_total": Decimal(3)},
        destination="US-ME",
    )
    kind, offered = STEPS[step], offered_for(terms, OFFERED)
    shown = kind(formdata=None, data=kind.present(terms), offered=offered)
    sent = MultiDict((field.name, text) for field in shown for text in _as_typed(field))
    again = kind(formdata=sent, offered=offered)
    assert is_sound(again, [parts_of(terms)]), again.errors
    assert {name: value for name, value in parts_of(terms).items() if name in again.part()} == again.part()


def _as_typed(field: Any) -> list[str]:
    if field.type == "BooleanField":
        return ["y"] if field.data else []
    if isinstance(field.data, list):
        return [str(each) for each in field.data]
    return [field._value() if hasattr(field, "_value") else str(field.data or "")]  # noqa: SLF001 - as a page shows it


def test_what_was_left_empty_is_not_kept() -> None:
    sent = MultiDict([("cacao", "4.7"), ("bitterness", ""), ("csrf_token", "x"), ("do", "save")])
    assert typed_in(sent) == {"cacao": ["4.7"]}


def test_a_liked_lot_gives_its_axes_but_the_degree_of_roast() -> None:
    profile = {"cacao": Decimal("4.7"), "roast_degree": Decimal(4), "floral_flowers": Decimal(1)}
    assert typed_like(profile) == {"flavour": {"cacao": ["4.7"], "cacao_weight": ["1"]}}


def asked(**args: str) -> DemandAsked:
    return read_demand_filters(MultiDict(args), is_board=False)


def test_the_board_shows_open_demands_whatever_is_asked() -> None:
    found = read_demand_filters(MultiDict({"state": "draft", "maker": "Roussette"}), is_board=True).filters
    assert (found.states, found.maker) == ((DemandState.OPEN,), None)


def test_an_unreadable_number_filters_nothing_and_is_named() -> None:
    found = asked(kg="1.500")
    assert (found.filters.kilograms, found.unread) == (None, frozenset({"kg"}))


@pytest.mark.parametrize("args", [{"sort": "price"}, {"state": "lost"}, {"flavour": "off_smoky"}, {"page": "x"}])
def test_what_is_unknown_is_left_out(args: dict[str, str]) -> None:
    found = asked(**args)
    assert (found.sort, found.page, found.filters.states, found.filters.flavour) == (DemandSort.NEWEST, 1, (), None)


def test_other_pages_ask_the_same() -> None:
    assert asked(state="open", flavour="cacao").on_page(2) == [("state", "open"), ("flavour", "cacao"), ("page", "2")]
