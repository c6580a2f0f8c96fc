"""A facilitator sees at once what is wrong, doubtful or new about a contract."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from marketplace.domain.certificates import Scheme
from marketplace.domain.contracts.clauses import Forum
from marketplace.domain.contracts.flags import BLOCKING, CODES, FlagFacts, Shares, check_approvable, flags
from marketplace.domain.errors import Refused
from marketplace.domain.lots import EudrStatus
from marketplace.domain.money import Currency, Incoterm
from marketplace.domain.physical import Grade
from marketplace.domain.prices import Conversion, PriceKind
from tests.domain.samples import TODAY, a_certificate, some_references, some_terms, usd

D = Decimal
TODAYS_RATE = Conversion(D(3771), Currency.USD, D("3.5"), TODAY)
TERMS = replace(some_terms(), forum=Forum.LIMA_CHAMBER, law="Peru", farm_gate=TODAYS_RATE)
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
    ],
)
def test_each_doubt_about_the_terms_is_one_flag(terms: dict[str, Any], flag: str) -> None:
    assert told(terms) == [flag]


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
