"""Contract terms are drafted, stored, compared and amended without losing a digit."""

import json
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.domain.certificates import Scheme
from marketplace.domain.contracts.amendments import Difference, amendment_faults, differences, terms_faults
from marketplace.domain.contracts.clauses import Document, Forum, SampleBasis, Side
from marketplace.domain.contracts.drafts import Extras, draft_terms, wishes_for
from marketplace.domain.contracts.terms import AMENDABLE_TERMS, FIXED_TERMS, ContractTerms
from marketplace.domain.money import Incoterm
from marketplace.domain.prices import PriceKind, Terminal
from tests.domain.samples import (
    a_demand,
    a_lot,
    a_stack,
    an_agreement,
    mass,
    some_references,
    some_terms,
    usd,
)

D = Decimal
DIFFERENTIAL: dict[str, Any] = {
    "price_kind": PriceKind.DIFFERENTIAL,
    "terminal": Terminal.NEW_YORK,
    "terminal_month": "2027-03",
    "differential": D(1050),
}
SHIPPING: dict[str, Any] = {"shipment_start": date(2027, 1, 10), "shipment_end": date(2027, 2, 10)}


def test_a_draft_says_the_goods_as_the_lot_does() -> None:
    terms, lot = some_terms(), a_lot()
    stated = (terms.lot_code, terms.region, terms.varieties, terms.certificates, terms.farm_gate_pen_kg)
    assert stated == (lot.code, lot.region, lot.varieties, lot.certificates, lot.farm_gate_pen_kg)


def test_a_draft_without_a_demand_asks_what_the_law_of_the_destination_asks() -> None:
    drafts = [some_terms(wishes=wishes_for(place, SampleBasis.NANS), cadmium_max=None) for place in ("FR", "US-ME")]
    assert [each.needs_eudr for each in drafts] == [True, False]
    assert [(each.sample_basis, each.off_max, each.cadmium_max) for each in drafts] == [
        (SampleBasis.NANS, None, None)
    ] * 2


def test_a_draft_adds_up() -> None:
    terms = some_terms()
    assert (terms.volume, terms.total.amount) == (mass(3000), D("16950.00"))
    assert (terms.deposit.amount, terms.balance.amount) == (D("5085.00"), D("11865.00"))


def test_a_draft_has_no_fault() -> None:
    assert terms_faults(some_terms()) == []
    assert terms_faults(some_terms(lot=a_lot(**DIFFERENTIAL))) == []


def test_a_draft_ships_in_the_lots_window_where_it_has_one() -> None:
    terms = some_terms(lot=a_lot(**SHIPPING))
    assert (terms.shipment_start, terms.shipment_end) == (date(2027, 1, 10), date(2027, 2, 10))


def test_otherwise_it_ships_in_time_for_delivery() -> None:
    terms = some_terms()
    assert (terms.shipment_start, terms.shipment_end) == (date(2026, 12, 11), date(2027, 3, 26))


def test_it_never_ships_before_the_lot_is_there() -> None:
    terms = some_terms(lot=a_lot(available_from=date(2027, 5, 1)))
    assert (terms.shipment_start, terms.shipment_end) == (date(2027, 5, 1), date(2027, 5, 1))


def test_the_reference_profile_holds_the_scored_axes_with_their_tolerance() -> None:
    terms = some_terms(demand=a_demand(tolerances={"cacao": D(1)}))
    assert terms.reference_profile == {"cacao": D("4.9"), "floral_total": D("1.7")}
    assert terms.allowed_deviation == {"cacao": D(1), "floral_total": D("1.5")}


@pytest.mark.parametrize(("stated", "limit"), [(None, "8.0"), (D("7.0"), "7.0"), (D(9), "8.0")])
def test_moisture_is_never_promised_above_the_limit_at_origin(stated: Decimal | None, limit: str) -> None:
    assert some_terms(demand=a_demand(moisture_max=stated)).moisture_max == D(limit)


def test_papers_follow_certificates_and_the_deforestation_rules() -> None:
    bare = some_terms(lot=a_lot(certificates=frozenset({Scheme.FAIRTRADE}))).documents
    full = some_terms(demand=a_demand(needs_eudr=True)).documents
    assert set(full) - set(bare) == {Document.ORGANIC_INSPECTION, Document.EUDR_PACK}


def test_a_sample_is_promised_only_where_one_is_needed() -> None:
    assert some_terms().sample_basis is SampleBasis.SAS
    assert some_terms(demand=a_demand(needs_sample=False)).sample_basis is SampleBasis.NONE


def test_a_differential_is_fixed_before_shipment() -> None:
    terms = some_terms(lot=a_lot(**DIFFERENTIAL, **SHIPPING))
    assert (terms.fixation_side, terms.fixation_by) == (Side.MAKER, date(2026, 12, 26))


def test_a_differential_is_fixed_while_its_month_is_traded() -> None:
    late = {"shipment_start": date(2027, 6, 1), "shipment_end": date(2027, 7, 1)}
    assert some_terms(lot=a_lot(**DIFFERENTIAL, **late)).fixation_by == date(2027, 3, 15)


def test_the_farm_gate_is_disclosed_with_its_rate() -> None:
    farm_gate = some_terms().farm_gate
    assert farm_gate is not None
    assert (farm_gate.amount, farm_gate.rate) == (D("3771.43"), D("3.5"))
    assert some_terms(lot=a_lot(farm_gate_pen_kg=None)).farm_gate is None


def test_the_price_stack_is_disclosed_while_it_adds_up_to_the_price() -> None:
    lot = a_lot(price_stack=a_stack())
    assert some_terms(lot=lot).price_stack == a_stack()
    assert some_terms(lot=lot, price=usd(5600)).price_stack is None


def test_the_share_of_a_reservation_is_its_deposit() -> None:
    terms = some_terms(extras=Extras(reserved_until=date(2027, 3, 1), reservation_percent=D(15)))
    assert (terms.deposit_percent, some_terms().deposit_percent) == (D(15), D(30))


@pytest.mark.parametrize("changes", [{}, {"lot": a_lot(price_stack=a_stack(), **DIFFERENTIAL)}])
def test_terms_survive_storage(changes: dict[str, Any]) -> None:
    terms = draft_terms(an_agreement(**changes), references=some_references())
    assert ContractTerms.from_json(json.loads(json.dumps(terms.to_json()))) == terms


@given(
    st.decimals(min_value="0.01", max_value=100_000, places=2),
    st.dictionaries(st.text(), st.decimals(allow_nan=False, allow_infinity=False)),
    st.none() | st.text(),
)
def test_no_digit_and_no_letter_is_lost_in_storage(
    amount: Decimal, profile: dict[str, Decimal], note: str | None
) -> None:
    terms = replace(some_terms(), price=usd(str(amount)), reference_profile=profile, note=note)
    stored = json.loads(json.dumps(terms.to_json()))
    assert ContractTerms.from_json(stored) == terms
    assert ContractTerms.from_json(stored).to_json() == stored


def test_every_term_is_either_fixed_or_amendable() -> None:
    names = {each.name for each in fields(ContractTerms)}
    assert set(AMENDABLE_TERMS) == names - FIXED_TERMS
    assert names >= FIXED_TERMS


def test_equal_terms_do_not_differ() -> None:
    assert differences(some_terms(), some_terms()) == []


def test_differences_are_told_term_by_term() -> None:
    old = some_terms()
    new = replace(old, tolerance=D(2), allowed_deviation={"cacao": D(1), "nutty_total": D(1)})
    assert differences(old, new) == [
        Difference("allowed_deviation.cacao", D("2.0"), D(1)),
        Difference("allowed_deviation.floral_total", D("1.5"), None),
        Difference("allowed_deviation.nutty_total", None, D(1)),
        Difference("tolerance", D(3), D(2)),
    ]


def amend(**changes: Any) -> list[tuple[str, str | None]]:
    return [(each.code, each.field) for each in amendment_faults(some_terms(), replace(some_terms(), **changes))]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({}, ("contract.nothing_changed", None)),
        ({"bags": 61}, ("contract.term_fixed", "bags")),
        ({"varieties": {"native": D(100)}}, ("contract.term_fixed", "varieties")),
        ({"tolerance": D(6)}, ("contract.term_out_of_range", "tolerance")),
        ({"deposit_percent": D(61)}, ("contract.term_out_of_range", "deposit_percent")),
        ({"sample_days": 0}, ("contract.term_out_of_range", "sample_days")),
        ({"price": usd(5000, Incoterm.DAP)}, ("price.not_at_origin", "price_incoterm")),
        ({"shipment_end": date(2026, 1, 1)}, ("contract.shipment_ends_before_start", "shipment_end")),
        ({"law": None}, ("contract.law_missing", "law")),
        ({"forum": Forum.CMAA, "law": "New York"}, ("contract.cmaa_serves_members_only", "forum")),
        (DIFFERENTIAL, ("contract.fixation_missing", "fixation_side")),
        ({**DIFFERENTIAL, "fixation_side": Side.MAKER}, ("contract.fixation_missing", "fixation_by")),
    ],
)
def test_what_may_not_be_amended_is_told_at_its_term(changes: dict[str, Any], fault: tuple[str, str | None]) -> None:
    assert amend(**changes) == [fault]


@pytest.mark.parametrize(
    "changes",
    [
        {"price": usd(5700)},
        {"forum": Forum.LIMA_CHAMBER, "law": "Peru"},
        {"forum": Forum.CMAA, "law": "New York", "both_are_cmaa_members": True},
        {"note": "Ship with the January container."},
    ],
)
def test_what_may_be_amended_has_no_fault(changes: dict[str, Any]) -> None:
    assert amend(**changes) == []
