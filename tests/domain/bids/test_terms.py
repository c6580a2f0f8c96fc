"""What a bid may say, how it is kept, and what it is worth on one basis."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.domain.bids.changes import Change, Untold, changes, untold
from marketplace.domain.bids.life import BidKind
from marketplace.domain.bids.terms import BidTerms, bid_faults, kind_faults, volume_faults
from marketplace.domain.bids.worth import FreightUsed, Worth, delivery_faults, floors_today, worth_faults, worth_of
from marketplace.domain.contracts.clauses import Side
from marketplace.domain.errors import reason
from marketplace.domain.exchange import Quote
from marketplace.domain.freight import Delivered, FreightMode, FreightRow, FreightTable, freight_on
from marketplace.domain.mass import MassUnit
from marketplace.domain.money import Currency, Incoterm
from marketplace.domain.prices import PriceKind, Terminal
from marketplace.domain.terminals.levels import Level
from tests.domain.samples import MONTH, TODAY, YESTERDAY, mass, some_bid_terms, some_references, usd
from tests.market import NOW

D = Decimal
FOLLOWING: dict[str, Any] = {
    "price_kind": PriceKind.DIFFERENTIAL,
    "terminal": Terminal.NEW_YORK,
    "terminal_month": "2027-03",
    "differential": D(1050),
    "fixation_side": Side.MAKER,
    "fixation_by": date(2027, 1, 15),
}
RESERVING: dict[str, Any] = {"reserved_until": date(2027, 3, 1), "reservation_percent": D(15)}
SINCE = date(2026, 3, 1)
ASKED = usd(5650)
AT_THE_DOOR: dict[str, Any] = {"incoterm": Incoterm.DAP, "place": "Lyon", "quote": Quote(D(6030))}


def some_freight() -> FreightTable:
    rates = {Incoterm.FOB: 430, Incoterm.FCA: 480, Incoterm.EXW: 560}
    rows = [FreightRow(term, "FR", FreightMode.LCL, D(rate), SINCE) for term, rate in rates.items()]
    return freight_on([*rows, FreightRow(Incoterm.EXW, "PE", FreightMode.LCL, D(-10), SINCE)], TODAY)


def test_the_day_after_its_last_evening_in_lima_is_late_enough_to_fix() -> None:
    evening = datetime(2026, 11, 28, 4, 30, tzinfo=UTC)
    terms = some_bid_terms(**FOLLOWING | {"fixation_by": date(2026, 11, 28), "valid_until": evening})
    assert bid_faults(terms, now=NOW) == []


def codes(terms: BidTerms) -> list[tuple[str, str | None]]:
    return [(each.code, each.field) for each in bid_faults(terms, now=NOW)]


@pytest.mark.parametrize("changed", [{}, FOLLOWING, RESERVING, {"most_kg_in_all": mass(4000), "counted_with": "B"}])
def test_plain_terms_have_no_fault(changed: dict[str, Any]) -> None:
    assert bid_faults(some_bid_terms(**changed), now=NOW) == []


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"quote": Quote(D(0))}, ("bid.price_out_of_range", "price_amount")),
        ({"quote": Quote(D(100), unit=MassUnit.QUINTAL)}, ("bid.unit_unknown", "price_unit")),
        (FOLLOWING | {"incoterm": Incoterm.DAP}, ("price.not_at_origin", "price_incoterm")),
        ({"place": " "}, ("price.place_missing", "price_place")),
        ({"destination": ""}, ("bid.destination_missing", "destination")),
        ({"message": "x" * 2001}, ("bid.message_too_long", "message")),
        ({"differential": D(3)}, ("price.differential_on_fixed", "differential")),
        (FOLLOWING | {"terminal": None}, ("bid.terminal_missing", "terminal")),
        (FOLLOWING | {"fixation_side": None}, ("bid.fixation_side_missing", "fixation_side")),
        (FOLLOWING | {"terminal_month": "2027-02"}, ("price.terminal_month_wrong", "terminal_month")),
        (FOLLOWING | {"terminal_month": None}, ("bid.terminal_month_missing", "terminal_month")),
        (FOLLOWING | {"quote": Quote(D(1), Currency.EUR)}, ("bid.differential_in_dollars", "price_currency")),
        (FOLLOWING | {"fixation_by": date(2027, 3, 16)}, ("fixing.after_month", "fixation_by")),
        (FOLLOWING | {"fixation_by": date(2026, 11, 20)}, ("bid.fixation_too_early", "fixation_by")),
        (FOLLOWING | {"fixation_by": None}, ("bid.fixation_by_missing", "fixation_by")),
        (FOLLOWING | {"terminal_month": "2026-09"}, ("bid.month_over", "terminal_month")),
        ({"valid_until": NOW}, ("bid.valid_until_over", "valid_until")),
        ({"valid_until": NOW + timedelta(days=61)}, ("bid.valid_too_long", "valid_until")),
        (RESERVING | {"reserved_until": date(2026, 11, 27)}, ("bid.reservation_too_long", "reserved_until")),
        (RESERVING | {"reserved_until": date(2027, 5, 27)}, ("bid.reservation_too_long", "reserved_until")),
        (RESERVING | {"reservation_percent": None}, ("bid.reservation_percent_wrong", "reservation_percent")),
        (RESERVING | {"reservation_percent": D(51)}, ("bid.reservation_percent_wrong", "reservation_percent")),
        ({"most_kg_in_all": mass(0)}, ("bid.cap_not_positive", "most_kg_in_all")),
        ({"counted_with": "B-2026-00001"}, ("bid.cap_missing", "most_kg_in_all")),
        ({"only_together_with": "B", "either_of": "B"}, ("bid.conditions_contradict", "either_of")),
    ],
)
def test_each_fault_is_said_beside_its_field(changed: dict[str, Any], expected: tuple[str, str]) -> None:
    assert codes(some_bid_terms(**changed)) == [expected]


@pytest.mark.parametrize(
    ("bags", "remaining", "expected"),
    [
        (10, 120, []),
        (9, 120, ["bid.below_minimum"]),
        (121, 120, ["bid.not_enough_left"]),
        (7, 7, []),
        (6, 7, ["bid.below_minimum"]),
        (1, 0, ["bid.not_enough_left"]),
        (0, 0, ["bid.below_minimum"]),
    ],
)
def test_a_lot_gives_whole_parcels_or_its_whole_rest(bags: int, remaining: int, expected: list[str]) -> None:
    assert [each.code for each in volume_faults(bags, minimum=10, remaining=remaining)] == expected


@given(st.decimals("0.01", 100_000, places=2), st.integers(1, 10_000))
def test_terms_come_back_from_the_record_as_they_were(amount: Decimal, bags: int) -> None:
    terms = some_bid_terms(quote=Quote(amount), bags=bags, most_kg_in_all=mass(bags), **FOLLOWING)
    stored = json.loads(json.dumps(terms.to_json()))
    assert (BidTerms.from_json(stored), BidTerms.from_json(stored).digest) == (terms, terms.digest)


def test_any_change_is_another_fingerprint() -> None:
    changed: tuple[dict[str, Any], ...] = (
        {},
        {"bags": 21},
        {"quote": Quote(D("5600.01"))},
        {"message": "."},
        {"either_of": "B"},
        FOLLOWING,
        RESERVING,
    )
    assert len({some_bid_terms(**each).digest for each in changed}) == len(changed)


def test_a_group_is_not_told_which_other_bids_hang_on_one() -> None:
    told = untold([Change("either_of", None, "B-2026-00007"), Change("bags", 20, 30)])
    assert told == [Change("either_of", None, Untold.ANOTHER_BID), Change("bags", 20, 30)]


def test_changes_are_told_term_by_term() -> None:
    old, new = some_bid_terms(), some_bid_terms(bags=30, quote=Quote(D(5500)))
    assert changes(old, new) == [Change("bags", 20, 30), Change("quote", Quote(D(5600)), Quote(D(5500)))]
    assert changes(old, old) == []


def test_a_price_that_comes_to_follow_a_terminal_states_none_of_its_own() -> None:
    fixed, following = some_bid_terms(), some_bid_terms(quote=Quote(D(1)), price_kind=PriceKind.DIFFERENTIAL)
    told = {each.name: (each.old, each.new) for each in changes(fixed, following)}
    assert told["quote"] == (fixed.quote, None)
    assert "quote" not in {each.name for each in changes(following, some_bid_terms(price_kind=PriceKind.DIFFERENTIAL))}


def test_a_bid_is_worth_the_same_fob_whatever_its_basis() -> None:
    quotes = {Incoterm.FOB: 5600, Incoterm.FCA: 5550, Incoterm.EXW: 5470}
    found = {_worth(some_bid_terms(incoterm=term, quote=Quote(D(usd)))) for term, usd in quotes.items()}
    assert found == {(D(5600), D(6030))}


def test_what_was_used_is_kept_with_its_date() -> None:
    terms = some_bid_terms(quote=Quote(D("19.6"), Currency.PEN, MassUnit.KILOGRAM))
    worth = worth_of(
        terms, mass(1000), references=some_references(platform_fee="2"), freight=some_freight(), origin=ASKED
    )
    assert worth.freight is not None
    assert (worth.freight.usd_per_tonne, worth.freight.since) == (D(430), SINCE)
    assert worth.exchange is not None
    assert (worth.exchange.rate, worth.price.amount) == (D("3.5"), D("5600.00"))
    assert (worth.fob_net, worth.fees(mass(1000)).received.amount) == (D("5544.00"), D("5544.00"))


def test_a_price_at_the_makers_door_is_brought_back_to_the_lots_basis() -> None:
    worth = _whole(some_bid_terms(**AT_THE_DOOR))
    assert worth.delivered == Delivered(usd(6030, Incoterm.DAP, place="Lyon"), D(430), SINCE)
    assert (worth.price, worth.fob, worth.landed) == (usd(5600), D("5600.00"), D("6030.00"))
    assert worth.freight == FreightUsed(D(430), SINCE)
    assert _whole(some_bid_terms()).delivered is None


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({}, []),
        ({"destination": "JP"}, [("bid.no_freight_line", "price_incoterm")]),
        ({"incoterm": Incoterm.CIF}, [("bid.no_freight_line", "price_incoterm")]),
        ({"quote": Quote(D(430))}, [("bid.price_below_freight", "price_amount")]),
        ({"incoterm": Incoterm.FCA, "destination": "JP"}, []),
    ],
)
def test_a_price_that_no_line_leads_back_from_is_refused(
    changed: dict[str, Any], fault: list[tuple[str, str | None]]
) -> None:
    terms = some_bid_terms(**(AT_THE_DOOR | changed))
    found = delivery_faults(terms, mass(1000), references=some_references(), freight=some_freight(), origin=ASKED)
    assert [(each.code, each.field) for each in found] == fault


def test_where_no_rate_leads_nothing_is_landed() -> None:
    abroad = some_bid_terms(destination="JP", incoterm=Incoterm.EXW)
    worth = worth_of(abroad, mass(1000), references=some_references(), freight=some_freight(), origin=ASKED)
    assert (worth.fob, worth.landed, worth.freight, worth.fob_net) == (None, None, None, None)


def test_at_home_an_ex_works_price_is_landed_already_and_has_no_fob() -> None:
    home = some_bid_terms(destination="PE", incoterm=Incoterm.EXW)
    worth = worth_of(home, mass(1000), references=some_references(), freight=some_freight(), origin=ASKED)
    assert (worth.landed, worth.fob) == (D("5600.00"), None)


def test_a_differential_is_worth_todays_level() -> None:
    terms = some_bid_terms(**FOLLOWING)
    assert worth_faults(terms, some_references()) == []
    worth = worth_of(terms, mass(1000), references=some_references(), freight=some_freight(), origin=ASKED)
    assert (worth.price.amount, worth.level) == (D("4200.00"), Level(D(3150), YESTERDAY, MONTH))


def test_a_floor_is_broken_by_the_days_figure_and_told_beside_the_differential() -> None:
    faults = [
        reason("price.below_fairtrade_floor", "price_amount", value=D(3000), limit=D(3500)),
        reason("price.farm_gate_below_reference", "farm_gate_pen_kg", value=D(7), limit=D(8)),
    ]
    assert [(each.code, each.field) for each in floors_today(faults)] == [
        ("bid.below_fairtrade_floor_today", "differential"),
        ("price.farm_gate_below_reference", "farm_gate_pen_kg"),
    ]


@pytest.mark.parametrize(
    ("changed", "missing"),
    [
        (FOLLOWING, "ice_ny"),
        (FOLLOWING | {"terminal": None}, "ice_ny"),
        ({"quote": Quote(D(1), Currency.EUR)}, "fx_usd_eur"),
    ],
)
def test_a_figure_that_nobody_has_set_is_named(changed: dict[str, Any], missing: str) -> None:
    [fault] = worth_faults(some_bid_terms(**changed), some_references(ice_ny=None))
    assert (fault.code, fault.facts["kind"]) == ("price.reference_missing", missing)


def _whole(terms: BidTerms) -> Worth:
    return worth_of(terms, mass(1000), references=some_references(), freight=some_freight(), origin=ASKED)


def _worth(terms: BidTerms) -> tuple[Decimal | None, Decimal | None]:
    worth = _whole(terms)
    return worth.fob, worth.landed


@pytest.mark.parametrize(
    ("kind", "changes", "codes"),
    [
        (BidKind.BID, {"either_of": "B-1", "most_kg_in_all": mass(900)}, []),
        (BidKind.BID, RESERVING, ["bid.no_reservation"]),
        (BidKind.RESERVATION, RESERVING | {"only_together_with": "B-1"}, []),
        (BidKind.RESERVATION, {}, ["bid.reservation_kept"]),
        (BidKind.OFFER, {"either_of": "B-1"}, ["bid.no_conditions"]),
        (BidKind.LIST_PRICE, {"counted_with": "B-1", "most_kg_in_all": mass(900)}, ["bid.no_conditions"] * 2),
        (BidKind.TENDER, RESERVING, ["bid.no_reservation"]),
    ],
)
def test_only_makers_bids_have_conditions_and_only_reservations_reserve(
    kind: BidKind, changes: dict[str, Any], codes: list[str]
) -> None:
    assert [fault.code for fault in kind_faults(kind, some_bid_terms(**changes))] == codes
