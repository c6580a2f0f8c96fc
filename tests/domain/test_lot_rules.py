"""What a lot must fulfil as a draft, to be published, and to be changed."""

from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from marketplace.domain.certificates import Scheme
from marketplace.domain.lot_rules import (
    CHANGEABLE_WHEN_PUBLISHED,
    change_faults,
    draft_faults,
    publication_faults,
)
from marketplace.domain.lots import LotState, LotTerms
from marketplace.domain.money import Incoterm
from marketplace.domain.physical import Grade
from marketplace.domain.prices import PriceKind, Terminal
from tests.domain.samples import (
    TODAY,
    a_certificate,
    a_lot,
    a_quality,
    a_stack,
    mass,
    some_references,
    usd,
)

D = Decimal
HELD = [a_certificate(), a_certificate(Scheme.FAIRTRADE)]
FOLLOWING: dict[str, Any] = {
    "price_kind": PriceKind.DIFFERENTIAL,
    "terminal": Terminal.NEW_YORK,
    "terminal_month": "2027-03",
    "differential": D(1050),
}


def in_draft(**changes: Any) -> list[tuple[str, str | None]]:
    return [(each.code, each.field) for each in draft_faults(a_lot(**changes))]


def in_public(lot: dict[str, Any] | None = None, **quality: Any) -> list[tuple[str, str | None]]:
    found = publication_faults(
        a_lot(**(lot or {})),
        quality=a_quality(**quality),
        certificates=HELD,
        references=some_references(),
        today=TODAY,
    )
    return [(each.code, each.field) for each in found]


def test_a_good_lot_has_no_fault() -> None:
    assert in_draft() == []
    assert in_public() == []


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"code": "yana 26"}, ("lot.code_malformed", "code")),
        ({"code": "X-"}, ("lot.code_malformed", "code")),
        ({"harvest_end": date(2026, 5, 1)}, ("lot.harvest_ends_before_start", "harvest_end")),
        ({"harvest_end": date(2027, 5, 4)}, ("lot.harvest_too_long", "harvest_end")),
        ({"crop_year": 2024}, ("lot.crop_year_far", "crop_year")),
        ({"region": "XXX"}, ("lot.region_unknown", "region")),
        ({"province": " "}, ("lot.province_missing", "province")),
        ({"district": ""}, ("lot.district_missing", "district")),
        ({"altitude_min": -1}, ("lot.altitude_impossible", "altitude_min")),
        ({"altitude_max": 4001}, ("lot.altitude_impossible", "altitude_max")),
        ({"altitude_min": 600, "altitude_max": 300}, ("lot.altitudes_reversed", "altitude_max")),
        ({"producer_kind": "empire", "producer_name": "X"}, ("lot.producer_kind_unknown", "producer_kind")),
        ({"producer_kind": "single_farm"}, ("lot.producer_name_missing", "producer_name")),
        ({"varieties": {"native": D(99)}}, ("lot.varieties_not_whole", "varieties")),
        ({"varieties": {}}, ("lot.varieties_not_whole", "varieties")),
        ({"varieties": {"forastero": D(100)}}, ("lot.variety_unknown", "varieties")),
        ({"varieties": {"native": D(100), "other": D(0)}}, ("lot.variety_share_wrong", "varieties")),
        ({"fermentation_method": "magic"}, ("lot.method_unknown", "fermentation_method")),
        ({"drying_method": "roadside"}, ("lot.method_unknown", "drying_method")),
        ({"fermentation_days": D(61)}, ("lot.post_harvest_impossible", "fermentation_days")),
        ({"fermentation_turns": -1}, ("lot.post_harvest_impossible", "fermentation_turns")),
        ({"notes_es": "x" * 2001}, ("lot.note_too_long", "notes_es")),
        ({"bags": 100_001}, ("lot.bags_out_of_range", "bags")),
        ({"bag_weight": mass(19)}, ("lot.bag_weight_out_of_range", "bag_weight")),
        ({"bag_weight": mass(101)}, ("lot.bag_weight_out_of_range", "bag_weight")),
        ({"minimum_bags": 0}, ("lot.minimum_below_one", "minimum_bags")),
        ({"minimum_bags": 121}, ("lot.minimum_above_lot", "minimum_bags")),
        ({"farm_gate_pen_kg": D(0)}, ("lot.farm_gate_not_positive", "farm_gate_pen_kg")),
        ({"price": usd(0)}, ("price.out_of_range", "price_amount")),
        ({"price_stack": a_stack(margin=D(1))}, ("price.stack_not_whole", "price_stack")),
        ({"sales_until": date(2026, 8, 31)}, ("lot.sale_ends_before_start", "sales_until")),
        ({"shipment_start": date(2027, 1, 1)}, ("lot.shipment_half_stated", "shipment_end")),
        ({"shipment_end": date(2027, 1, 1)}, ("lot.shipment_half_stated", "shipment_start")),
        (
            {"shipment_start": date(2027, 1, 2), "shipment_end": date(2027, 1, 1)},
            ("lot.shipment_ends_before_start", "shipment_end"),
        ),
        (
            {"shipment_start": date(2027, 1, 1), "shipment_end": date(2027, 1, 9), "sales_until": date(2027, 1, 10)},
            ("lot.sale_outlasts_shipment", "sales_until"),
        ),
    ],
)
def test_each_fault_of_a_draft_is_told_at_its_field(changes: dict[str, Any], fault: tuple[str, str]) -> None:
    assert in_draft(**changes) == [fault]


def test_a_price_that_follows_a_market_is_not_sold_without_asking() -> None:
    found = in_draft(sells_at_list=True, **FOLLOWING)
    assert found == [("lot.list_price_not_fixed", "sells_at_list")]


@pytest.mark.parametrize(
    "changes",
    [
        {"code": "X1"},
        {"altitude_min": 300, "altitude_max": 600},
        {"producer_kind": "single_farm", "producer_name": "Chacra Alta"},
        {"price_stack": a_stack()},
        {"bag_weight": mass("62.5")},
        {"price": usd(5650, Incoterm.EXW)},
        {"sales_until": date(2026, 12, 31)},
        {"shipment_start": date(2027, 1, 1), "shipment_end": date(2027, 1, 1)},
        {"shipment_start": date(2027, 1, 1), "shipment_end": date(2027, 1, 9), "sales_until": date(2027, 1, 9)},
        {"fermentation_days": D("5.5"), "drying_days": D(7), "fermentation_turns": 2},
        {"farm_gate_pen_kg": None},
    ],
)
def test_what_may_be_stated_is_no_fault(changes: dict[str, Any]) -> None:
    assert in_draft(**changes) == []


@pytest.mark.parametrize(
    ("quality", "fault"),
    [
        ({"global_quality": None}, ("lot.panel_missing", "global_quality")),
        ({"profile": None}, ("lot.panel_missing", "global_quality")),
        ({"cadmium": None}, ("lot.cadmium_missing", "cadmium")),
        ({"moisture": D("8.1")}, ("lot.moisture_too_high", "moisture")),
        ({"grade": Grade.SUBSTANDARD}, ("lot.substandard", "cut_test")),
        ({"grade": None}, ("lot.physical_missing", "moisture")),
        ({"defects": {"sievings": D("1.6")}}, ("lot.sievings_too_high", "sievings")),
    ],
)
def test_only_measured_and_sound_lots_are_published(quality: dict[str, Any], fault: tuple[str, str]) -> None:
    assert in_public(**quality) == [fault]


@pytest.mark.parametrize(
    ("lot", "fault"),
    [
        ({"region": "XXX"}, ("lot.region_unknown", "region")),
        ({"certificates": {Scheme.SPP}}, ("certificate.not_held", "certificates")),
        ({"harvest_start": date(2025, 12, 31)}, ("certificate.not_valid_at_harvest", "certificates")),
        ({"farm_gate_pen_kg": None}, ("lot.farm_gate_missing", "farm_gate_pen_kg")),
        ({"farm_gate_pen_kg": D("8.5")}, ("price.farm_gate_below_reference", "farm_gate_pen_kg")),
        ({"certificates": {Scheme.FAIRTRADE}, "price": usd(3499)}, ("price.below_fairtrade_floor", "price_amount")),
        ({"fermentation_method": None}, ("lot.post_harvest_missing", "fermentation_method")),
        ({"drying_method": None}, ("lot.post_harvest_missing", "drying_method")),
        ({"sales_until": date(2026, 11, 22)}, ("lot.sale_over", "sales_until")),
        (FOLLOWING | {"terminal_month": "2026-09"}, ("lot.month_over", "terminal_month")),
    ],
)
def test_only_honest_offers_are_published(lot: dict[str, Any], fault: tuple[str, str]) -> None:
    assert in_public(lot) == [fault]


def test_the_last_day_of_sale_is_still_a_day_of_sale() -> None:
    assert in_public({"sales_until": TODAY}) == []


def test_all_faults_are_told_at_once() -> None:
    assert len(in_public({"code": "?"}, moisture=D(9), cadmium=None)) == 3


CHANGES: dict[str, Any] = {"price": usd(6000), "notes_en": "New words.", "bags": 100, "region": "HUC"}


@pytest.mark.parametrize("name", CHANGES)
def test_a_draft_may_change_in_everything(name: str) -> None:
    assert change_faults(a_lot(), a_lot(**{name: CHANGES[name]}), state=LotState.DRAFT) == []


@pytest.mark.parametrize("name", CHANGES)
def test_a_published_lot_changes_only_its_offer(name: str) -> None:
    found = change_faults(a_lot(), replace(a_lot(), **{name: CHANGES[name]}), state=LotState.PUBLISHED)
    expected = [] if name in CHANGEABLE_WHEN_PUBLISHED else [("lot.field_fixed", name)]
    assert [(each.code, each.field) for each in found] == expected


@pytest.mark.parametrize("state", [LotState.IN_REVIEW, LotState.HELD, LotState.WITHDRAWN, LotState.CLOSED])
def test_a_lot_in_other_hands_does_not_change(state: LotState) -> None:
    found = change_faults(a_lot(), a_lot(price=usd(6000)), state=state)
    assert [(each.code, each.facts["state"]) for each in found] == [("lot.field_fixed", state.value)]


def test_nothing_changed_is_no_change() -> None:
    assert change_faults(a_lot(), a_lot(), state=LotState.CLOSED) == []


def test_what_may_change_is_a_field_of_the_terms() -> None:
    assert {each.name for each in fields(LotTerms)} >= CHANGEABLE_WHEN_PUBLISHED
