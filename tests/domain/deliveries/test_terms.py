"""What may stand on a receipt, and what it comes to."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from marketplace.domain.deliveries.terms import (
    Bringer,
    CacaoForm,
    DeliveryTerms,
    PayMeans,
    Payment,
    amount_due,
    change_faults,
    delivery_faults,
    reason_faults,
)
from marketplace.domain.ids import FarmerId, PlotId
from marketplace.domain.mass import NO_MASS, Mass

TODAY = date(2026, 11, 23)
KNOWN = Bringer()


def some_terms(**changes: Any) -> DeliveryTerms:
    usual = DeliveryTerms(
        farmer_id=FarmerId(1),
        delivered_on=TODAY,
        form=CacaoForm.WET,
        weight=Mass(Decimal("82.5")),
        price=Decimal("3.4"),
    )
    return replace(usual, **changes)


def codes(terms: DeliveryTerms, bringer: Bringer = KNOWN) -> list[tuple[str, str | None]]:
    return [(each.code, each.field) for each in delivery_faults(terms, bringer, today=TODAY)]


def test_a_usual_receipt_has_no_fault() -> None:
    payment = Payment(TODAY, PayMeans.CASH, "R-1")
    assert codes(some_terms(plot_id=PlotId(1), payment=payment)) == []
    assert codes(some_terms(form=CacaoForm.DRY, moisture=Decimal("7.2"))) == []


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"weight": NO_MASS}, "delivery.weight_missing", "weight"),
        ({"weight": Mass(Decimal(20_001))}, "delivery.weight_too_large", "weight"),
        ({"moisture": Decimal(7)}, "delivery.moisture_of_wet", "moisture"),
        ({"form": CacaoForm.DRY, "moisture": Decimal(41)}, "delivery.moisture_out_of_range", "moisture"),
        ({"note": "x" * 401}, "delivery.text_too_long", "note"),
        ({"delivered_on": date(2026, 11, 24)}, "delivery.day_to_come", "delivered_on"),
        ({"delivered_on": date(2024, 11, 22)}, "delivery.day_too_old", "delivered_on"),
        ({"price": Decimal(0)}, "delivery.price_out_of_range", "price"),
        ({"price": None, "payment": Payment(TODAY, PayMeans.CASH)}, "delivery.price_missing", "price"),
        ({"payment": Payment(date(2026, 11, 24), PayMeans.BANK)}, "delivery.paid_day_to_come", "paid_on"),
        ({"payment": Payment(TODAY, PayMeans.BANK, "x" * 81)}, "delivery.text_too_long", "reference"),
    ],
)
def test_each_fault_stands_beside_its_field(changes: dict[str, Any], code: str, field: str) -> None:
    assert codes(some_terms(**changes)) == [(code, field)]


@pytest.mark.parametrize(
    ("bringer", "code", "field"),
    [
        (Bringer(left_on=date(2026, 11, 1)), "delivery.farmer_left", "who"),
        (Bringer(is_plot_own=False), "delivery.plot_not_farmers", "plot"),
        (Bringer(plot_retired_on=date(2026, 11, 1)), "delivery.plot_retired", "plot"),
    ],
)
def test_farmer_and_plot_must_be_in_the_register_on_the_day(bringer: Bringer, code: str, field: str) -> None:
    assert codes(some_terms(plot_id=PlotId(1)), bringer) == [(code, field)]


def test_what_is_due_is_rounded_half_up_to_the_cent() -> None:
    assert amount_due(Decimal("3.33"), Mass(Decimal("1.5"))) == Decimal("5.00")
    assert some_terms().amount == Decimal("280.50")
    assert some_terms(price=None).amount is None


def test_a_receipt_is_changed_only_while_nothing_flowed_on() -> None:
    assert change_faults(drawn=NO_MASS, is_voided=False) == []
    assert [each.code for each in change_faults(drawn=Mass(Decimal(1)), is_voided=False)] == ["delivery.flowed_on"]
    assert [each.code for each in change_faults(drawn=NO_MASS, is_voided=True)] == ["delivery.voided_already"]


@pytest.mark.parametrize(("why", "is_enough"), [(None, False), ("no", False), ("mal pesado", True)])
def test_a_reason_says_something(why: str | None, *, is_enough: bool) -> None:
    assert (reason_faults(why) == []) is is_enough
