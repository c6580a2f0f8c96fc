"""Opening a sealed-bid round publishes its rules, commits to its draw, and holds its bags at once."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from marketplace.domain.accounts import OrganizationKind, VerificationState
from marketplace.domain.errors import NotAllowed, NotFound, Refused
from marketplace.domain.lots import LotState
from marketplace.domain.tenders.draws import is_committed
from marketplace.domain.viewers import Level
from marketplace.models.base import db
from marketplace.models.rows.record.events import Event
from tests.domain.tenders.cases import usd
from tests.market import NOW, Market
from tests.services.tenders.cases import Tenders


def test_the_bags_are_held_from_the_first_moment(market: Market) -> None:
    assert Tenders(market).reserved == 60


def test_the_draw_is_committed_to_together_with_the_minimum(market: Market) -> None:
    row = Tenders(market).row
    assert is_committed(row.salt, row.rules.minimum.amount, published=row.commitment)


def test_what_is_told_of_the_opening_tells_neither_salt_nor_hidden_minimum(market: Market) -> None:
    row = Tenders(market, is_minimum_shown=False, minimum=usd(5555)).row
    facts = market.do(lambda: db.session.scalars(select(Event.facts)).all())
    assert row.salt not in str(facts)
    assert "5555" not in str(facts)


def test_a_facilitator_may_open_one_for_a_group(market: Market) -> None:
    market.set_references()
    lot_id = market.a_lot(market.a_producer())
    assert market.a_tender(market.a_facilitator(), lot_id=lot_id)


def test_there_is_one_tender_on_a_lot_at_a_time(market: Market) -> None:
    tenders = Tenders(market)
    with pytest.raises(Refused, match=r"tender\.standing_already"):
        market.a_tender(tenders.producer, lot_id=tenders.lot_id, bags=20)


@pytest.mark.parametrize(
    ("lot", "rules", "code"),
    [
        ({"state": LotState.HELD}, {}, "tender.lot_not_on_sale"),
        ({"sales_until": (NOW - timedelta(days=1)).date()}, {}, "tender.lot_not_on_sale"),
        ({"grade": None}, {}, "tender.lot_ungraded"),
        ({}, {"bags": 1_000}, "tender.bags_out_of_range"),
        ({}, {"minimum": usd(100)}, "bid.below_farm_gate"),
        ({"sales_until": NOW.date()}, {}, "tender.after_sale"),
    ],
)
def test_what_cannot_be_sold_so_is_refused(
    market: Market, lot: dict[str, Any], rules: dict[str, Any], code: str
) -> None:
    market.set_references()
    producer = market.a_producer()
    with pytest.raises(Refused, match=code):
        market.a_tender(producer, lot_id=market.a_lot(producer, **lot), **rules)


def test_only_the_verified_group_itself_opens_one(market: Market) -> None:
    market.set_references()
    producer = market.a_producer()
    lot_id = market.a_lot(producer)
    reader = market.a_person(producer.organization_id, Level.READER)
    for stranger in (reader, market.a_producer(), market.a_maker()):
        with pytest.raises(NotAllowed):
            market.a_tender(stranger, lot_id=lot_id)
    waiting = market.a_person(
        market.an_organization(OrganizationKind.PRODUCER_GROUP, state=VerificationState.UNVERIFIED)
    )
    with pytest.raises(NotAllowed, match=r"act\.verified_only"):
        market.a_tender(waiting, lot_id=market.a_lot(waiting))
    with pytest.raises(Refused, match=r"tender\.lot_not_on_sale"):
        market.a_tender(market.a_facilitator(), lot_id=market.a_lot(waiting))


def test_nobody_opens_one_on_a_lot_that_is_not_there(market: Market) -> None:
    with pytest.raises(NotFound):
        market.a_tender(market.a_producer(), lot_id=987_654)
