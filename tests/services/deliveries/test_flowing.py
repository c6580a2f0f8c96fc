"""Cacao on its way through the services: into batches and lots, and back, by several people at once."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from marketplace.domain.deliveries.balance import figures_in_force
from marketplace.domain.deliveries.batches import BatchTerms, Weighing
from marketplace.domain.deliveries.flows import Draw
from marketplace.domain.deliveries.terms import CacaoForm
from marketplace.domain.errors import MarketError, NotFound, Refused
from marketplace.domain.ids import BatchId, LotId
from marketplace.domain.mass import NO_MASS, Mass
from marketplace.domain.prices import References
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.traces.batches import Batch, Flow
from marketplace.models.rows.traces.deliveries import Delivery
from marketplace.models.traces.sources import shares_in
from marketplace.services.batches.lots import fill_lot, take_out_of_lot
from marketplace.services.batches.tending import (
    change_batch,
    close_batch,
    fill_batch,
    give_back_from_batch,
    reopen_batch,
)
from tests.market import NOW, Market
from tests.races import race
from tests.tracing import BROUGHT_ON, TODAY, a_batch, a_delivery, a_farmer, fill, kg, version_of


@pytest.fixture
def producer(market: Market) -> Viewer:
    return market.a_producer()


def filled(market: Market, lot_id: int) -> Mass:
    return market.do(lambda: db.session.get_one(Lot, lot_id).filled)


def why_refused(market: Market, *args: object, **kwargs: object) -> str:
    with pytest.raises(MarketError) as no:
        market.do(*args, **kwargs)  # type: ignore[arg-type]
    return no.value.code


def test_every_gram_of_a_lot_is_led_back_through_a_blend(market: Market, producer: Viewer) -> None:
    one = a_delivery(market, producer, a_farmer(market, producer))
    two = a_delivery(market, producer, a_farmer(market, producer, code="S-2"), weight=kg(50))
    box = a_batch(market, producer, one, dry=38)
    blend = a_batch(market, producer, two)
    market.do(fill_batch, blend, [Draw(batch=box, weight=kg("12.345"))], by=producer, now=NOW)
    market.do(close_batch, blend, Weighing(kg(31), TODAY), seen=version_of(market, Batch, blend), by=producer, now=NOW)
    lot_id = market.a_lot(producer)
    fill(market, producer, lot_id, box, blend)
    shares = market.do(shares_in, [LotId(lot_id)], figures_in_force(References(TODAY)))[LotId(lot_id)]
    assert filled(market, lot_id) == kg("56.655")
    assert sum(shares.values()) == 56_655
    assert shares.keys() == {one, two}


def test_a_lot_takes_dry_deliveries_but_no_wet_ones(market: Market, producer: Viewer) -> None:
    farmer, lot_id = a_farmer(market, producer), market.a_lot(producer)
    dry = a_delivery(market, producer, farmer, form=CacaoForm.DRY, weight=kg("40.5"))
    wet = a_delivery(market, producer, farmer)
    market.do(fill_lot, LotId(lot_id), [Draw(delivery=dry)], by=producer, now=NOW)
    assert filled(market, lot_id) == kg("40.5")
    draws = [Draw(delivery=wet)]
    assert why_refused(market, fill_lot, LotId(lot_id), draws, by=producer, now=NOW) == "flow.wet_into_lot"


def test_a_lot_holds_no_more_than_its_bags(market: Market, producer: Viewer) -> None:
    lot_id = market.a_lot(producer, bags=1, minimum_bags=1)
    box = a_batch(market, producer, a_delivery(market, producer, weight=kg(1000)), dry=380)
    draws = [Draw(batch=box)]
    assert why_refused(market, fill_lot, LotId(lot_id), draws, by=producer, now=NOW) == "flow.lot_full"


def test_what_came_back_may_flow_again(market: Market, producer: Viewer) -> None:
    lot_id = market.a_lot(producer)
    box = a_batch(market, producer, a_delivery(market, producer), dry=38)
    fill(market, producer, lot_id, box)
    back = [Draw(batch=box, weight=kg(8), why="saco roto")]
    market.do(take_out_of_lot, LotId(lot_id), back, by=producer, now=NOW)
    assert filled(market, lot_id) == kg(30)
    more = [Draw(batch=box, weight=kg(31), why="saco roto")]
    assert why_refused(market, take_out_of_lot, LotId(lot_id), more, by=producer, now=NOW) == "flow.not_so_much"
    again = [Draw(batch=box, weight=kg("8.001"))]
    assert why_refused(market, fill_lot, LotId(lot_id), again, by=producer, now=NOW) == "flow.not_enough"


def test_promised_bags_stay_filled(market: Market, producer: Viewer) -> None:
    lot_id = market.a_lot(producer, reserved_bags=1)
    box = a_batch(market, producer, a_delivery(market, producer, weight=kg(400)), dry=150)
    fill(market, producer, lot_id, box)
    back = [Draw(batch=box, why="saco roto")]
    assert why_refused(market, take_out_of_lot, LotId(lot_id), back, by=producer, now=NOW) == "flow.bags_promised"


def test_a_batch_gives_back_while_it_is_open_and_opens_again_while_it_is_whole(
    market: Market, producer: Viewer
) -> None:
    number = a_delivery(market, producer)
    box = a_batch(market, producer, number, dry=38)
    back = [Draw(delivery=number, weight=kg(10), why="equivocada")]
    assert why_refused(market, give_back_from_batch, box, back, by=producer, now=NOW) == "batch.closed_already"
    market.do(reopen_batch, box, seen=version_of(market, Batch, box), by=producer, now=NOW)
    market.do(give_back_from_batch, box, back, by=producer, now=NOW)
    row = market.do(lambda: db.session.get_one(Batch, box))
    left = market.do(lambda: db.session.get_one(Delivery, number).drawn)
    assert (row.taken, row.dry_weight, left) == (kg(90), None, kg(90))


def test_what_is_named_twice_comes_back_once(market: Market, producer: Viewer) -> None:
    number, other = a_delivery(market, producer), a_delivery(market, producer)
    boxes = [a_batch(market, producer), a_batch(market, producer)]
    half = [Draw(delivery=number, weight=kg(50))]
    market.do(fill_batch, boxes[0], [*half, Draw(delivery=other)], by=producer, now=NOW)
    market.do(fill_batch, boxes[1], half, by=producer, now=NOW)
    twice = [Draw(delivery=number, weight=weight, why="equivocada") for weight in (kg(50), None)]
    refused = why_refused(market, give_back_from_batch, boxes[0], twice, by=producer, now=NOW)
    assert refused == "flow.weight_missing"
    assert market.do(lambda: db.session.get_one(Delivery, number).drawn) == kg(100)


def test_what_may_not_be_done_to_a_batch(market: Market, producer: Viewer) -> None:
    number = a_delivery(market, producer)
    box, empty = a_batch(market, producer, number, dry=38), a_batch(market, producer)
    into_itself, nothing = [Draw(batch=empty)], list[Draw]()
    assert why_refused(market, fill_batch, empty, into_itself, by=producer, now=NOW) == "flow.into_itself"
    assert why_refused(market, fill_batch, empty, nothing, by=producer, now=NOW) == "flow.nothing_chosen"
    weighing = Weighing(kg(1), TODAY)
    assert why_refused(market, close_batch, empty, weighing, seen=1, by=producer, now=NOW) == "batch.empty"
    late = BatchTerms(began_on=TODAY)
    seen = version_of(market, Batch, box)
    assert (
        why_refused(market, change_batch, box, late, seen=seen, by=producer, now=NOW) == "batch.ends_before_it_begins"
    )
    lot_id = market.a_lot(producer)
    fill(market, producer, lot_id, box)
    assert why_refused(market, reopen_batch, box, seen=seen, by=producer, now=NOW) == "batch.flowed_on"


def test_a_batch_states_how_it_was_dried(market: Market, producer: Viewer) -> None:
    box = a_batch(market, producer)
    terms = BatchTerms(began_on=BROUGHT_ON, drying_method="raised_beds", note="Cajón 3")
    market.do(change_batch, box, terms, seen=1, by=producer, now=NOW)
    assert market.do(lambda: db.session.get_one(Batch, box).note) == "Cajón 3"


def test_other_groups_cacao_stays_theirs(market: Market, producer: Viewer) -> None:
    rival = market.a_producer()
    number = a_delivery(market, rival)
    with pytest.raises(NotFound):
        a_batch(market, producer, number)


def test_of_two_who_draw_the_last_grams_one_gets_them(market: Market, producer: Viewer) -> None:
    number = a_delivery(market, producer)
    boxes = [a_batch(market, producer), a_batch(market, producer)]
    draws = [Draw(delivery=number, weight=kg(60))]

    def draw_into(box: BatchId) -> str:
        market.do(fill_batch, box, draws, by=producer, now=NOW)
        return "drawn"

    outcomes = race(market, ("deliveries", number), lambda: draw_into(boxes[0]), lambda: draw_into(boxes[1]))
    assert sum(each == "drawn" for each in outcomes) == 1
    assert [each.code for each in outcomes if isinstance(each, Refused)] == ["flow.not_enough"]


def test_the_database_itself_refuses_to_overdraw(market: Market, producer: Viewer) -> None:
    number, box = a_delivery(market, producer), a_batch(market, producer)
    with market.app.app_context():
        db.session.add(Flow(delivery_id=number, batch_id=box, weight=kg("100.001"), at=NOW))
        with pytest.raises(IntegrityError, match="ck_deliveries_never_overdrawn"):
            db.session.flush()
        db.session.rollback()


def test_two_who_weigh_one_batch_are_not_both_right(market: Market, producer: Viewer) -> None:
    box = a_batch(market, producer, a_delivery(market, producer))
    seen = version_of(market, Batch, box)
    works = [
        lambda weight=weight: market.do(
            close_batch, box, Weighing(kg(weight), date(2026, 6, 24)), seen=seen, by=producer, now=NOW
        )
        for weight in (37, 38)
    ]
    outcomes = race(market, ("batches", box), *works)
    assert sorted(type(each).__name__ for each in outcomes) == ["NoneType", "Stale"]


def test_the_ledger_is_never_changed(market: Market, producer: Viewer) -> None:
    a_batch(market, producer, a_delivery(market, producer))
    with market.app.app_context():
        with pytest.raises(Exception, match=r"append-only|forbid|never"):
            db.session.execute(text("UPDATE flows SET weight = 1"))
        db.session.rollback()
        assert db.session.query(Flow).one().weight > NO_MASS
