"""One sealed bid of each maker, revised or taken back until closing, each version kept, nothing of it told."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from marketplace.domain.accounts import OrganizationKind, VerificationState
from marketplace.domain.errors import NotAllowed, NotFound, Refused
from marketplace.domain.ids import TenderId
from marketplace.domain.lots import Visibility
from marketplace.domain.viewers import Level
from marketplace.models.base import db
from marketplace.models.rows.bidding.tenders import SealedBid, SealedBidVersion
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.record.events import Event
from marketplace.services.tenders.bidding import place_sealed_bid, take_back_sealed_bid
from tests.domain.tenders.cases import a_sealed_bid
from tests.market import NOW, Market
from tests.services.tenders.cases import CLOSES, Tenders

MOMENT = timedelta(microseconds=1)


@pytest.fixture
def tenders(market: Market) -> Tenders:
    return Tenders(market)


def standing(tenders: Tenders) -> list[tuple[bool, Decimal, int]]:
    query = select(SealedBid.is_standing, SealedBid.amount, SealedBid.number)
    rows = tenders.market.do(lambda: db.session.execute(query).all())
    return [(stands, amount, number) for stands, amount, number in rows]


def test_a_revised_bid_takes_the_place_of_the_first_and_keeps_its_receipt(tenders: Tenders) -> None:
    maker = tenders.market.a_maker()
    first = tenders.market.a_sealed_bid(tenders.id, maker)
    second = tenders.market.a_sealed_bid(tenders.id, maker, amount=Decimal(5500))
    assert first == second
    assert standing(tenders) == [(True, Decimal(5500), 2)]


def test_every_version_is_kept_for_ever(tenders: Tenders) -> None:
    maker = tenders.a_bid(tenders.a_bid(), amount=Decimal(5500))
    tenders.market.do(take_back_sealed_bid, tenders.id, by=maker, now=NOW)
    amounts = select(SealedBidVersion.terms["amount"].astext).order_by(SealedBidVersion.number)
    assert tenders.market.do(lambda: db.session.scalars(amounts).all()) == ["5400", "5500", None]
    with pytest.raises((IntegrityError, OperationalError), match="append-only"):
        tenders.market.do(lambda: db.session.execute(text("DELETE FROM sealed_bid_versions")))


def test_a_bid_taken_back_may_be_placed_anew(tenders: Tenders) -> None:
    maker = tenders.a_bid()
    tenders.market.do(take_back_sealed_bid, tenders.id, by=maker, now=NOW)
    assert standing(tenders) == [(False, Decimal(5400), 2)]
    with pytest.raises(Refused, match=r"tender\.no_bid"):
        tenders.market.do(take_back_sealed_bid, tenders.id, by=maker, now=NOW)
    tenders.a_bid(maker)
    assert standing(tenders) == [(True, Decimal(5400), 3)]


def test_who_has_no_bid_takes_none_back(tenders: Tenders) -> None:
    with pytest.raises(Refused, match=r"tender\.no_bid"):
        tenders.market.do(take_back_sealed_bid, tenders.id, by=tenders.market.a_maker(), now=NOW)


def test_the_moment_of_arrival_decides_though_the_tender_has_not_been_closed_yet(tenders: Tenders) -> None:
    tenders.a_bid(at=CLOSES - MOMENT)
    with pytest.raises(Refused, match=r"tender\.too_late"):
        tenders.a_bid(at=CLOSES)
    with pytest.raises(Refused, match=r"tender\.too_late"):
        tenders.market.do(take_back_sealed_bid, tenders.id, by=tenders.market.a_maker(), now=CLOSES)


def test_nobody_bids_before_the_opening(market: Market) -> None:
    market.set_references()
    tender_id = market.a_tender(market.a_producer(), opens_at=NOW + MOMENT)
    with pytest.raises(Refused, match=r"tender\.too_early"):
        market.a_sealed_bid(tender_id, market.a_maker())


def test_the_database_takes_no_bid_late_even_from_a_bug(tenders: Tenders) -> None:
    tenders.a_bid()
    late = text("UPDATE sealed_bids SET amount = 9000, placed_at = :at")
    with pytest.raises((IntegrityError, OperationalError), match="takes no bids"):
        tenders.market.do(lambda: db.session.execute(late, {"at": CLOSES}))
    tenders.close()
    with pytest.raises((IntegrityError, OperationalError), match="takes no bids"):
        tenders.market.do(lambda: db.session.execute(late, {"at": NOW}))


def test_only_what_was_shown_can_be_placed(tenders: Tenders) -> None:
    shown = a_sealed_bid()
    for promised in (None, "", shown.digest):
        with pytest.raises(Refused, match=r"tender\.seen_other"):
            tenders.market.do(
                place_sealed_bid,
                tenders.id,
                replace(shown, bags=21),
                promised=promised,
                by=tenders.market.a_maker(),
                now=NOW,
            )
    assert standing(tenders) == []


def test_a_bid_against_the_rules_is_refused_beside_its_field(tenders: Tenders) -> None:
    with pytest.raises(Refused) as no:
        tenders.a_bid(amount=Decimal(4999), bags=61)
    assert {each.field for each in no.value.reasons} == {"amount", "bags"}


def test_only_verified_makers_bid(tenders: Tenders) -> None:
    market = tenders.market
    maker = market.a_maker()
    waiting = market.an_organization(OrganizationKind.MAKER, state=VerificationState.UNVERIFIED)
    outsiders = (
        tenders.producer,
        tenders.facilitator,
        market.a_person(maker.organization_id, Level.READER),
        market.a_person(waiting),
    )
    for outsider in outsiders:
        with pytest.raises(NotAllowed):
            tenders.a_bid(outsider)


def test_nobody_bids_on_what_is_not_shown(tenders: Tenders) -> None:
    def hide() -> None:
        db.session.get_one(Lot, tenders.lot_id).visibility = Visibility.PRIVATE
        db.session.commit()

    tenders.market.do(hide)
    with pytest.raises(NotFound, match=r"tender\.unknown"):
        tenders.a_bid()
    with pytest.raises(NotFound):
        tenders.market.do(take_back_sealed_bid, TenderId(987_654), by=tenders.market.a_maker(), now=NOW)


def test_no_event_tells_of_a_bid(tenders: Tenders) -> None:
    def count() -> int:
        return tenders.market.do(lambda: db.session.scalar(select(func.count()).select_from(Event))) or 0

    before = count()
    tenders.a_bid(tenders.a_bid(), amount=Decimal(5700))
    assert count() == before
