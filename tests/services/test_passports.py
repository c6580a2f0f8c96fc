"""Passports are issued once for each thing they say, in a chain, and under a key that cannot come back."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from marketplace.domain.errors import NotFound, Refused
from marketplace.domain.ids import LotId
from marketplace.domain.lots import LotState, Visibility
from marketplace.gateways.signing import is_signed
from marketplace.models.base import db
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.record.events import Event
from marketplace.models.rows.traces.passports import Passport, PassportKey
from marketplace.services.evaluations import record_panel
from marketplace.services.passports import issue_passport, list_lots_told_of, list_lots_without
from tests.domain import samples
from tests.market import NOW, Market
from tests.passports import PUBLIC, SECRET, a_passport, let_sign
from tests.races import race
from tests.shipping import a_shipment


def passports_of(market: Market, lot_id: int) -> list[Passport]:
    query = select(Passport).where(Passport.lot_id == lot_id).order_by(Passport.number)
    return market.do(lambda: list(db.session.scalars(query)))


def change_lot(market: Market, lot_id: int, **changes: Any) -> None:
    def change() -> None:
        lot = db.session.get_one(Lot, lot_id)
        for name, value in changes.items():
            setattr(lot, name, value)
        db.session.commit()

    market.do(change)


def test_a_passport_is_signed_with_the_key_that_is_published(market: Market) -> None:
    lot_id = market.a_lot(market.a_producer())
    a_passport(market, lot_id)
    [row] = passports_of(market, lot_id)
    assert is_signed(row.body.encode(), row.signature, public_key=PUBLIC)
    assert market.do(lambda: db.session.get_one(PassportKey, row.key_id).public_key) == PUBLIC


def test_the_same_is_never_said_twice(market: Market) -> None:
    lot_id = market.a_lot(market.a_producer())
    a_passport(market, lot_id)
    assert not market.do(issue_passport, LotId(lot_id), now=NOW + timedelta(days=3))


def test_each_passport_names_the_one_before_it(market: Market) -> None:
    lot_id = market.a_lot(market.a_producer())
    a_passport(market, lot_id)
    change_lot(market, lot_id, drying_days=9)
    assert market.do(issue_passport, LotId(lot_id), now=NOW + timedelta(days=1))
    first, second = passports_of(market, lot_id)
    assert (second.number, second.former_digest) == (2, first.digest)
    assert second.said["former"] == {"number": 1, "digest": first.digest}


def test_two_workers_issue_one_passport(market: Market) -> None:
    lot_id = market.a_lot(market.a_producer())
    let_sign(market.app)
    work = lambda: market.do(issue_passport, LotId(lot_id), now=NOW)  # noqa: E731 - the same work twice
    assert sorted(race(market, ("lots", lot_id), work, work)) == [False, True]
    assert len(passports_of(market, lot_id)) == 1


@pytest.mark.parametrize("changes", [{"visibility": Visibility.PRIVATE}, {"state": LotState.DRAFT}])
def test_what_is_not_public_gets_no_passport(market: Market, changes: dict[str, Any]) -> None:
    lot_id = market.a_lot(market.a_producer(), **changes)
    let_sign(market.app)
    with pytest.raises(NotFound):
        market.do(issue_passport, LotId(lot_id), now=NOW)


def test_without_a_key_nothing_is_signed(market: Market) -> None:
    lot_id = market.a_lot(market.a_producer())
    assert not market.do(issue_passport, LotId(lot_id), now=NOW)
    assert passports_of(market, lot_id) == []


def test_a_key_that_was_replaced_signs_no_more(market: Market) -> None:
    lots = [market.a_lot(market.a_producer()) for _ in range(3)]
    a_passport(market, lots[0])
    let_sign(market.app, "01" * 32)
    market.do(issue_passport, LotId(lots[1]), now=NOW)
    let_sign(market.app, SECRET)
    with pytest.raises(Refused, match=r"passport\.key_replaced"):
        market.do(issue_passport, LotId(lots[2]), now=NOW)


def test_no_passport_is_ever_changed(market: Market) -> None:
    a_passport(market, market.a_lot(market.a_producer()))
    with market.app.app_context(), pytest.raises(Exception, match="append-only"):
        db.session.execute(text("UPDATE passports SET body = '{}'"))


def test_a_new_result_asks_for_a_new_passport(market: Market) -> None:
    producer = market.a_producer()
    lot_id = market.a_lot(producer)
    market.do(record_panel, LotId(lot_id), samples.an_evaluation(), by=producer, now=NOW)
    event_id = market.do(lambda: db.session.scalar(select(Event.id).where(Event.kind == "lot.evaluated")))
    query = text("SELECT args FROM procrastinate_jobs WHERE task_name = 'passports:issue'")
    assert market.do(lambda: db.session.scalars(query).all()) == [{"event_ids": [event_id]}]


def test_a_public_lot_without_a_passport_is_found(market: Market) -> None:
    with_one, without = (market.a_lot(market.a_producer()) for _ in range(2))
    a_passport(market, with_one)
    assert market.do(list_lots_without) == [without]


@pytest.mark.parametrize("subject", ["lot", "organization", "certificate", "shipment"])
def test_what_happens_around_a_lot_asks_for_its_passport(market: Market, subject: str) -> None:
    producer, maker = market.a_producer(), market.a_maker()
    market.a_lot(market.a_producer())
    shipment_id = a_shipment(market, producer, maker=maker)
    lot_id = market.do(lambda: db.session.scalar(select(Lot.id).where(Lot.organization_id == producer.organization_id)))
    numbers = {
        "lot": lot_id,
        "organization": producer.organization_id,
        "certificate": market.a_certificate(producer),
        "shipment": shipment_id,
    }

    def happen() -> int:
        about = {"subject_kind": subject, "subject_id": numbers[subject], "kind": f"{subject}.changed"}
        row = Event(at=NOW, version=99, role="system", party_ids=[], facts={}, **about)
        db.session.add(row)
        db.session.commit()
        return row.id

    assert market.do(list_lots_told_of, [market.do(happen)]) == [lot_id]
