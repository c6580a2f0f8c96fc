"""A facilitator sees at once what is wrong, doubtful or new about a contract."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from marketplace.domain.certificates import Scheme
from marketplace.domain.contracts.clauses import Forum
from marketplace.domain.contracts.flag_checks import (
    BLOCKING,
    check_all_seen,
    check_approvable,
    check_changeable,
    mark_of,
)
from marketplace.domain.contracts.flag_facts import FlagFacts, Shares
from marketplace.domain.contracts.flags import CODES, flags
from marketplace.domain.errors import Reason, Refused
from marketplace.domain.lots import EudrStatus
from marketplace.domain.money import Currency, Incoterm
from marketplace.domain.physical import Grade
from marketplace.domain.prices import Conversion, PriceKind
from tests.domain.samples import TODAY, a_certificate, some_references, some_terms, usd

D = Decimal
TODAYS_RATE = Conversion(D(3771), Currency.USD, D("3.5"), TODAY)
TERMS = replace(some_terms(), forum=Forum.LIMA_CHAMBER, law="Peru", farm_gate=TODAYS_RATE, cadmium_max=None)
LATE = date(2027, 1, 15)


def _facts(**changes: Any) -> FlagFacts:
    usual: dict[str, Any] = {
        "certificates": [a_certificate()],
        "references": some_references(),
        "cadmium": D("0.42"),
        "cadmium_max": None,
        "moisture": D("6.6"),
        "grade": Grade.ONE,
        "earlier_contracts": 1,
        "today": TODAY,
        "eudr_status": EudrStatus.READY,
    }
    return FlagFacts(**(usual | changes))


def told(terms: dict[str, Any] | None = None, **facts: Any) -> list[str]:
    found = flags(replace(TERMS, **(terms or {})), _facts(**facts))
    assert all(each.code in CODES for each in found)
    return [each.code.removeprefix("contract.") for each in found]


def test_a_plain_contract_raises_no_flag() -> None:
    assert told() == []


@pytest.mark.parametrize(
    ("facts", "flag"),
    [
        ({"references": some_references(farm_gate=None)}, "reference_missing"),
        ({"references": some_references(farm_gate="13.3")}, "farm_gate_below_reference"),
        ({"grade": Grade.SUBSTANDARD}, "substandard"),
        ({"eudr_status": EudrStatus.IN_PROGRESS}, "traceability_gaps"),
        ({"high_risk_plots": 3}, "high_risk_not_segregated"),
        ({"grade": None}, "substandard"),
        ({"cadmium": None}, "cadmium_unknown"),
        ({"cadmium": D("0.6")}, "cadmium_amber"),
        ({"cadmium": D("0.9")}, "cadmium_red"),
        ({"cadmium": D("0.42"), "cadmium_max": D("0.4")}, "cadmium_amber"),
        ({"cadmium": D("0.42"), "cadmium_max": D("0.3")}, "cadmium_red"),
        ({"moisture": D("7.6")}, "moisture_above_7_5"),
        ({"moisture": D("8.1")}, "moisture_above_terms"),
        ({"is_held": True}, "lot_held"),
        ({"suspended": ("Bonnat",)}, "side_suspended"),
        ({"certificates": []}, "certificate_expired"),
        ({"balance_errors": 2}, "balance_cannot_be"),
        ({"certificates": [a_certificate(valid_to=date(2026, 11, 22))]}, "certificate_expired"),
        ({"certificates": [a_certificate(valid_to=LATE)]}, "certificate_expires_before_shipment"),
        ({"earlier_contracts": 0}, "first_trade"),
        ({"shares": Shares(producer=D(10), maker=D(41))}, "maker_concentrated"),
        ({"shares": Shares(producer=D(41), maker=D(10))}, "group_concentrated"),
        ({"asked": usd(6750)}, "price_far_from_ask"),
        ({"asked": usd(4900)}, "price_far_from_ask"),
    ],
)
def test_each_doubt_about_the_lot_is_one_flag(facts: dict[str, Any], flag: str) -> None:
    assert told(**facts) == [flag]


@pytest.mark.parametrize(
    ("terms", "flag"),
    [
        ({"price_kind": PriceKind.DIFFERENTIAL}, "price_provisional"),
        ({"farm_gate": replace(TODAYS_RATE, rate_from=date(2026, 10, 23))}, "rate_old"),
        ({"forum": Forum.UNDECIDED}, "forum_undecided"),
        ({"shipment_end": date(2026, 11, 22)}, "shipment_over"),
        ({"moisture_max": D("6.5")}, "moisture_above_terms"),
        ({"fermentation_min": D(80)}, "fermentation_below_terms"),
        ({"off_max": D("0.5")}, "off_above_terms"),
    ],
)
def test_each_doubt_about_the_terms_is_one_flag(terms: dict[str, Any], flag: str) -> None:
    assert told(terms, fermentation=D(79), off=D("0.6")) == [flag]


def test_a_pack_that_is_asked_for_and_not_ready_is_a_flag() -> None:
    assert told({"needs_eudr": True}, eudr_status=EudrStatus.NOT_READY) == ["eudr_not_ready"]


def test_a_price_below_the_fairtrade_floor_is_a_flag() -> None:
    fair = {"certificates": frozenset({Scheme.FAIRTRADE}), "price": usd(3400)}
    assert told(fair, certificates=[a_certificate(Scheme.FAIRTRADE)]) == ["below_floor"]


@pytest.mark.parametrize(
    "facts",
    [
        {"moisture": None},
        {"moisture": D("7.5")},
        {"cadmium": D("0.9"), "cadmium_max": D("1.1")},
        {"certificates": [a_certificate(valid_to=date(2027, 3, 26))]},
        {"shares": Shares(producer=D(40), maker=D(40))},
        {"asked": usd(5650)},
        {"asked": usd(9000, Incoterm.EXW)},
    ],
)
def test_what_is_in_order_raises_no_flag(facts: dict[str, Any]) -> None:
    assert told(**facts) == []


def test_a_contract_that_allows_more_cadmium_than_the_recipe_hides_nothing() -> None:
    assert told({"cadmium_max": D(3)}, cadmium=D("0.42"), cadmium_max=D("0.3")) == ["cadmium_red"]


def test_a_contract_that_allows_much_cadmium_without_a_recipe_is_told() -> None:
    assert told({"cadmium_max": D(3)}, cadmium=D("0.9")) == ["cadmium_without_recipe"]


def test_a_contract_that_allows_less_cadmium_than_the_recipe_is_held_to_it() -> None:
    assert told({"cadmium_max": D("0.4")}, cadmium=D("0.42"), cadmium_max=D(1)) == ["cadmium_amber"]


BELOW = {"certificates": frozenset({Scheme.FAIRTRADE}), "price": usd(3400)}
FAIR = [a_certificate(Scheme.FAIRTRADE)]


def flagged(terms: dict[str, Any], **facts: Any) -> list[Reason]:
    return flags(replace(TERMS, **terms), _facts(certificates=FAIR, **facts))


@pytest.mark.parametrize("price", [3300, 3399])
def test_a_change_does_not_go_further_below_a_floor(price: int) -> None:
    with pytest.raises(Refused, match=r"contract\.below_floor"):
        check_changeable(flagged(BELOW | {"price": usd(price)}), flagged(BELOW))


@pytest.mark.parametrize("price", [3400, 3450, 3600])
def test_a_change_may_leave_a_price_below_a_floor_or_raise_it(price: int) -> None:
    check_changeable(flagged(BELOW | {"price": usd(price)}), flagged(BELOW))


def test_a_change_may_leave_what_forbids_approval_as_it_was_but_bring_nothing_new() -> None:
    over = {"shipment_end": date(2026, 11, 22)}
    check_changeable(flagged(over), flagged(over))
    with pytest.raises(Refused, match=r"contract\.shipment_over"):
        check_changeable(flagged({"shipment_end": date(2026, 11, 21)}), flagged(over))
    with pytest.raises(Refused, match=r"contract\.shipment_over"):
        check_changeable(flagged(over), flagged({}))


def test_nobody_decides_without_having_seen_what_came_up() -> None:
    found = flags(TERMS, _facts(cadmium=D("0.9")))
    check_all_seen(found, None)
    check_all_seen(found, {mark_of(each) for each in found})
    with pytest.raises(Refused, match=r"contract\.flags_new"):
        check_all_seen(flags(TERMS, _facts(cadmium=D("1.2"))), {mark_of(each) for each in found})


def test_a_share_that_drifts_is_no_new_flag() -> None:
    seen, found = (flags(TERMS, _facts(shares=Shares(D(share), D(1)))) for share in (50, 51))
    check_all_seen(found, {mark_of(each) for each in seen})


def test_what_no_flag_can_excuse_forbids_approval() -> None:
    found = flags(replace(TERMS, shipment_end=date(2026, 11, 22)), _facts(grade=Grade.SUBSTANDARD))
    with pytest.raises(Refused) as refused:
        check_approvable(found)
    assert {each.code for each in refused.value.reasons} <= BLOCKING


def test_the_alliance_says_what_is_concentrated() -> None:
    shares = Shares(producer=D(30), maker=D(10))
    references = some_references(concentration_percent="25")
    assert told(references=references, shares=shares) == ["group_concentrated"]


def test_a_rate_of_a_month_ago_is_still_good() -> None:
    assert told({"farm_gate": replace(TODAYS_RATE, rate_from=date(2026, 10, 24))}) == []


def test_a_mere_doubt_does_not_forbid_approval() -> None:
    check_approvable(flags(TERMS, _facts(earlier_contracts=0)))


def test_a_certificate_in_force_today_has_not_expired() -> None:
    assert told(certificates=[a_certificate(valid_to=TODAY)]) == ["certificate_expires_before_shipment"]


def test_a_shipment_may_end_today() -> None:
    assert told({"shipment_end": TODAY}) == []
