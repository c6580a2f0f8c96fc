"""Receipts through the services: taken, corrected, voided, paid."""

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import select

from marketplace.domain.deliveries.terms import DeliveryTerms, PayMeans, Payment, Proof
from marketplace.domain.errors import MarketError, NotFound, Refused, Stale
from marketplace.domain.ids import DeliveryId
from marketplace.domain.viewers import Level, Viewer
from marketplace.models.base import db
from marketplace.models.rows.record.events import Event
from marketplace.models.rows.traces.deliveries import Delivery
from marketplace.models.traces.receiving import stated_of
from marketplace.services.deliveries.paying import pay_deliveries
from marketplace.services.deliveries.taking import Correction, correct_delivery, void_delivery
from tests.market import NOW, Market
from tests.tracing import TODAY, a_batch, a_delivery, a_farmer, a_plot, kg

PAID = Proof(Payment(TODAY, PayMeans.CASH, "Recibo 17"))


@pytest.fixture
def producer(market: Market) -> Viewer:
    return market.a_producer()


def row_of(market: Market, delivery_id: DeliveryId) -> Delivery:
    return market.do(lambda: db.session.get_one(Delivery, delivery_id))


def terms_of(market: Market, delivery_id: DeliveryId) -> DeliveryTerms:
    return market.do(lambda: stated_of(db.session.get_one(Delivery, delivery_id)))


def why_refused(market: Market, *args: object, **kwargs: object) -> str:
    with pytest.raises(MarketError) as no:
        market.do(*args, **kwargs)  # type: ignore[arg-type]
    return no.value.code


def test_receipts_of_a_group_are_numbered_one_after_the_other(market: Market, producer: Viewer) -> None:
    farmer = a_farmer(market, producer)
    numbers = [row_of(market, a_delivery(market, producer, farmer)).code for _ in range(2)]
    other = row_of(market, a_delivery(market, market.a_producer())).code
    assert (numbers, other) == (["E26-00001", "E26-00002"], "E26-00001")


def test_what_is_due_is_kept_with_the_receipt(market: Market, producer: Viewer) -> None:
    row = row_of(market, a_delivery(market, producer, weight=kg("82.5")))
    assert (row.amount, row.paid_on) == (Decimal("280.50"), None)


def test_the_farmer_is_of_the_own_group_and_the_plot_is_the_farmers(market: Market, producer: Viewer) -> None:
    stranger = a_farmer(market, market.a_producer())
    with pytest.raises(Refused, match=r"delivery\.farmer_unknown"):
        a_delivery(market, producer, stranger)
    one, two = a_farmer(market, producer), a_farmer(market, producer, code="S-2")
    with pytest.raises(Refused, match=r"delivery\.plot_not_farmers"):
        a_delivery(market, producer, one, plot_id=a_plot(market, producer, two))


def test_events_say_nothing_of_the_person(market: Market, producer: Viewer) -> None:
    a_delivery(market, producer, a_farmer(market, producer, name="Canaria Secreta", national_id="87654321"))
    facts = market.do(lambda: [str(each.facts) for each in db.session.scalars(select(Event))])
    assert not any("Canaria" in each or "87654321" in each for each in facts)


def test_a_receipt_is_written_right_for_a_reason(market: Market, producer: Viewer) -> None:
    number = a_delivery(market, producer)
    right = replace(terms_of(market, number), weight=kg(90))
    market.do(correct_delivery, number, Correction(right, "mal pesado"), seen=1, by=producer, now=NOW)
    row = row_of(market, number)
    assert (row.weight, row.amount, row.version) == (kg(90), Decimal("306.00"), 2)
    late = Correction(right, "otra vez")
    with pytest.raises(Stale):
        market.do(correct_delivery, number, late, seen=1, by=producer, now=NOW)


def test_what_flowed_on_keeps_its_weight_but_may_get_a_price(market: Market, producer: Viewer) -> None:
    number = a_delivery(market, producer, price=None)
    a_batch(market, producer, number)
    terms = terms_of(market, number)
    said = Correction(replace(terms, weight=kg(90)), "mal pesado")
    assert why_refused(market, correct_delivery, number, said, seen=1, by=producer, now=NOW) == "delivery.flowed_on"
    priced = Correction(replace(terms, price=Decimal(4)), "precio acordado")
    market.do(correct_delivery, number, priced, seen=1, by=producer, now=NOW)
    assert row_of(market, number).amount == Decimal("400.00")


def test_a_paid_receipt_keeps_its_amount(market: Market, producer: Viewer) -> None:
    number = a_delivery(market, producer, payment=PAID.payment)
    said = Correction(replace(terms_of(market, number), weight=kg(90)), "mal pesado")
    assert why_refused(market, correct_delivery, number, said, seen=1, by=producer, now=NOW) == "delivery.paid_already"


def test_a_voided_receipt_stays_readable_and_is_not_drawn_from(market: Market, producer: Viewer) -> None:
    number = a_delivery(market, producer)
    market.do(void_delivery, number, "duplicada", seen=1, by=producer, now=NOW)
    assert row_of(market, number).void_reason == "duplicada"
    with pytest.raises(Refused, match=r"flow\.source_not_ready"):
        a_batch(market, producer, number)
    assert why_refused(market, void_delivery, number, "otra vez", seen=2, by=producer, now=NOW) == (
        "delivery.voided_already"
    )


def test_several_receipts_of_one_farmer_are_paid_by_one_proof(market: Market, producer: Viewer) -> None:
    farmer = a_farmer(market, producer)
    numbers = [a_delivery(market, producer, farmer) for _ in range(2)]
    market.do(pay_deliveries, numbers, PAID, by=producer, now=NOW)
    assert {row_of(market, each).payment_reference for each in numbers} == {"Recibo 17"}
    assert why_refused(market, pay_deliveries, numbers, PAID, by=producer, now=NOW) == "delivery.paid_before"


def test_what_cannot_be_paid(market: Market, producer: Viewer) -> None:
    one = a_delivery(market, producer, a_farmer(market, producer))
    two = a_delivery(market, producer, a_farmer(market, producer, code="S-2"))
    free = a_delivery(market, producer, a_farmer(market, producer, code="S-3"), price=None)
    assert why_refused(market, pay_deliveries, [one, two], PAID, by=producer, now=NOW) == "delivery.several_farmers"
    assert why_refused(market, pay_deliveries, [free], PAID, by=producer, now=NOW) == "delivery.price_not_agreed"
    assert why_refused(market, pay_deliveries, [], PAID, by=producer, now=NOW) == "delivery.none_chosen"
    market.do(void_delivery, two, "duplicada", seen=1, by=producer, now=NOW)
    assert why_refused(market, pay_deliveries, [two], PAID, by=producer, now=NOW) == "delivery.voided_already"


def test_nobody_touches_another_groups_receipts(market: Market, producer: Viewer) -> None:
    number = a_delivery(market, producer)
    rival = market.a_producer()
    with pytest.raises(NotFound):
        market.do(void_delivery, number, "duplicada", seen=1, by=rival, now=NOW)
    reader = market.a_person(producer.organization_id, Level.READER)
    assert why_refused(market, void_delivery, number, "duplicada", seen=1, by=reader, now=NOW) == "act.readers_may_not"
