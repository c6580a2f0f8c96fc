"""Passports are issued by the workers: after what happened, for lots without one, and once a night."""

import logging

import pytest
from sqlalchemy import func, select

from marketplace.jobs import passports as jobs
from marketplace.models.base import db
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.record.events import Event
from marketplace.models.rows.traces.passports import Passport
from tests.market import NOW, Market
from tests.passports import a_passport, let_sign


def count(market: Market) -> int:
    return market.do(lambda: db.session.scalar(select(func.count()).select_from(Passport))) or 0


def change(market: Market, lot_id: int) -> None:
    def work() -> None:
        db.session.get_one(Lot, lot_id).altitude_max = 999
        db.session.commit()

    market.do(work)


def test_lots_without_a_passport_get_one(market: Market) -> None:
    let_sign(market.app)
    for _ in range(2):
        market.a_lot(market.a_producer())
    market.do(jobs.sweep, 0)
    market.do(jobs.sweep, 0)
    assert count(market) == 2


def test_what_happened_to_a_lot_is_in_its_next_passport(market: Market) -> None:
    lot_id = market.a_lot(market.a_producer())
    a_passport(market, lot_id)
    change(market, lot_id)

    def happen() -> int:
        about = {"subject_kind": "lot", "subject_id": lot_id, "kind": "lot.changed"}
        row = Event(at=NOW, version=99, role="system", party_ids=[], facts={}, **about)
        db.session.add(row)
        db.session.commit()
        return row.id

    market.do(jobs.issue, [market.do(happen)])
    assert count(market) == 2


def test_once_a_night_lots_on_sale_are_looked_at(market: Market) -> None:
    lot_id = market.a_lot(market.a_producer())
    a_passport(market, lot_id)
    market.do(jobs.renew, 0)
    change(market, lot_id)
    market.do(jobs.renew, 0)
    assert count(market) == 2


def test_a_key_that_was_replaced_is_told_and_signs_nothing(market: Market, caplog: pytest.LogCaptureFixture) -> None:
    a_passport(market, market.a_lot(market.a_producer()))
    let_sign(market.app, "03" * 32)
    market.a_lot(market.a_producer())
    market.do(jobs.sweep, 0)
    let_sign(market.app)
    market.a_lot(market.a_producer())
    with caplog.at_level(logging.WARNING):
        market.do(jobs.sweep, 0)
    assert "passport.key_replaced" in caplog.text
    assert count(market) == 2
