"""The steps of stating a lot turn what is typed into terms, and keep what cannot be read for the person to mend."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from marketplace.domain.lot_rules import CHANGEABLE_WHEN_PUBLISHED
from marketplace.domain.lots import LotTerms
from marketplace.domain.prices import PriceKind, Terminal
from marketplace.forms.lot_steps import STEPS, form_of, is_sound, next_crop, terms_typed, typed_in
from marketplace.forms.lots import VolumeForm
from tests.domain.samples import a_lot, a_stack, mass


@pytest.fixture(autouse=True)
def request_context(app: Flask) -> Iterator[None]:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        yield


def retyped(terms: LotTerms) -> dict[str, dict[str, list[str]]]:
    """Type a lot as its copy for the next crop would be, with the present dates."""
    typed = next_crop(terms)
    typed["origin"] |= {"code": [terms.code], "crop_year": [str(terms.crop_year)]}
    typed["origin"] |= {
        "harvest_start": [terms.harvest_start.isoformat()],
        "harvest_end": [terms.harvest_end.isoformat()],
    }
    typed["volume"] |= {"available_from": [terms.available_from.isoformat()]}
    return typed


def errors(step: str, **typed: str) -> dict[str | None, list[str]]:
    form = form_of(step, {name: [value] for name, value in typed.items()})
    form.validate()
    return {name: [str(each) for each in found] for name, found in form.errors.items()}


@pytest.mark.parametrize(
    "terms",
    [
        a_lot(),
        a_lot(
            price_stack=a_stack(), bag_weight=mass("62.5"), is_wet_purchase=False, altitude_min=400, altitude_max=600
        ),
        a_lot(
            price_kind=PriceKind.DIFFERENTIAL,
            terminal=Terminal.NEW_YORK,
            terminal_month="2027-03",
            differential=Decimal(-50),
        ),
        a_lot(
            producer_name="Fundo Ñáñez",
            producer_kind="single_farm",
            fermentation_days=Decimal("5.5"),
            is_wet_purchase=True,
        ),
    ],
)
def test_a_lot_survives_being_typed_again(terms: LotTerms) -> None:
    assert terms_typed(retyped(terms)) == (terms, None)


def test_the_first_step_that_is_not_sound_is_named() -> None:
    typed = retyped(a_lot())
    typed["volume"]["bags"] = ["1,5"]
    assert terms_typed(typed) == (None, "volume")


def test_a_missing_step_is_named() -> None:
    typed = retyped(a_lot())
    del typed["price"]
    assert terms_typed(typed) == (None, "price")


@pytest.mark.parametrize(
    ("typed", "readings"), [("1,5", ("1.5", "15")), ("1.500", ("1500", "1.5")), ("12,500", ("12500", "12.5"))]
)
def test_an_ambiguous_number_is_asked_back_in_any_language(typed: str, readings: tuple[str, str]) -> None:
    sentence = errors("volume", bag_weight=typed)["bag_weight"][0]
    assert all(reading in sentence for reading in readings)


def test_the_next_crop_is_a_year_later_under_another_code() -> None:
    typed = next_crop(a_lot())
    assert (typed["origin"]["code"], typed["origin"]["crop_year"], typed["origin"]["harvest_start"]) == (
        [""],
        ["2027"],
        ["2027-05-02"],
    )
    assert "available_from" not in typed["volume"]


def test_a_step_is_checked_by_the_rules_of_the_market_as_far_as_it_goes() -> None:
    form = form_of("origin", {**retyped(a_lot())["origin"], "varieties_share": ["45", "45", "9"]})
    assert not is_sound(form)
    assert [str(each) for each in form["varieties"].errors] == [
        "The shares of the varieties make 99%. They must make 100."
    ]


def test_what_another_step_states_counts_too() -> None:
    form = form_of("volume", {**retyped(a_lot())["volume"], "sales_until": ["2026-08-01"]})
    assert not is_sound(form)


def test_half_a_price_stack_is_no_price_stack() -> None:
    form = form_of("price", {**retyped(a_lot())["price"], "price_stack_farm_gate": ["3771"]})
    form.validate()
    assert form.faults == ["Please state all five parts of the price, or none."]


def test_a_share_that_can_be_read_in_two_ways_is_kept_and_asked_back() -> None:
    form = form_of("origin", {"varieties_name": ["native"], "varieties_share": ["1,5"]})
    form.validate()
    assert form["varieties"].rows == [("native", "1,5")]
    assert "1.5 or 15" in str(form["varieties"].errors[0])


def test_a_variety_is_named_once() -> None:
    form = form_of("origin", {"varieties_name": ["native", "native"], "varieties_share": ["50", "50"]})
    form.validate()
    assert "Name each variety once." in form["varieties"].errors


def test_codes_are_written_large_and_text_is_trimmed() -> None:
    typed = {**retyped(a_lot())["origin"], "code": [" yana-26-01 "], "province": ["  Tocache\x07 "]}
    part = form_of("origin", typed).part()
    assert (part["code"], part["province"]) == ("YANA-26-01", "Tocache")


def test_a_sent_form_is_kept_without_its_keys() -> None:
    sent = MultiDict([("csrf_token", "x"), ("idempotency_key", "y"), ("version", "3"), ("do", "leave"), ("bags", "1")])
    assert typed_in(sent) == {"bags": ["1"]}


@pytest.mark.parametrize("step", STEPS)
def test_an_empty_step_says_what_is_missing(step: str) -> None:
    form = STEPS[step](formdata=MultiDict({"x": ""}), meta={"csrf": False})
    assert form.validate() is (step == "post-harvest")


def test_a_date_that_is_none_is_refused() -> None:
    assert "harvest_start" in errors("origin", harvest_start="2026-02-30")


def test_of_a_published_lot_only_what_may_change_is_asked() -> None:
    form = VolumeForm(formdata=None, data=VolumeForm.present(a_lot()), meta={"csrf": False})
    form.fix(CHANGEABLE_WHEN_PUBLISHED)
    assert not {"bags", "bag_weight", "certificates"} & set(form.part())


def test_dates_and_numbers_are_shown_as_they_are_typed() -> None:
    terms = replace(a_lot(), sales_until=date(2026, 12, 24))
    typed = next_crop(terms)
    assert (typed["price"]["price_amount"], typed["volume"]["bag_weight"]) == (["5650"], ["50"])
