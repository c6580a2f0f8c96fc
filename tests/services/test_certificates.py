"""A group records what certificates it holds; each number stands once, and nobody touches another group's."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from marketplace.domain.certificates import Scheme
from marketplace.domain.errors import NotAllowed, NotFound, Refused
from marketplace.domain.lots import LotState
from marketplace.domain.viewers import Level, Viewer
from marketplace.models.base import db
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.record.events import Event
from marketplace.models.rows.record.turns import Turn
from marketplace.queries.lots.certificates import get_certificate, list_ending_certificates, list_own_certificates
from marketplace.services import certificates as services
from tests.domain.samples import TODAY, a_certificate
from tests.market import NOW, Market


@pytest.fixture
def seller(market: Market) -> Viewer:
    return market.a_producer(name="Cooperativa Yanayacu")


def test_a_certificate_is_kept_as_it_was_stated(market: Market, seller: Viewer) -> None:
    terms = a_certificate(Scheme.FAIRTRADE, scope="Cacao of zone 2")
    certificate_id = market.do(services.record_certificate, terms, by=seller, now=NOW)
    assert market.do(get_certificate, seller, certificate_id, today=TODAY).terms == terms


def test_recording_one_is_an_event(market: Market, seller: Viewer) -> None:
    market.do(services.record_certificate, a_certificate(), by=seller, now=NOW)
    assert kinds(market) == ["certificate.recorded"]


def kinds(market: Market) -> list[str]:
    return market.do(lambda: list(db.session.scalars(select(Event.kind).order_by(Event.id))))


def turns(market: Market) -> list[str]:
    return market.do(lambda: list(db.session.scalars(select(Turn.about).where(Turn.task == "certificate.renew"))))


def test_a_number_is_recorded_once(market: Market, seller: Viewer) -> None:
    market.do(services.record_certificate, a_certificate(), by=seller, now=NOW)
    with pytest.raises(Refused) as no:
        market.do(services.record_certificate, a_certificate(), by=market.a_producer(), now=NOW)
    assert (no.value.code, no.value.reasons[0].field) == ("certificate.number_taken", "number")


def test_a_certificate_that_cannot_be_true_is_refused(market: Market, seller: Viewer) -> None:
    with pytest.raises(Refused) as no:
        market.do(services.record_certificate, a_certificate(valid_to=date(2025, 1, 1)), by=seller, now=NOW)
    assert no.value.code == "certificate.ends_before_start"


def test_a_certificate_is_renewed(market: Market, seller: Viewer) -> None:
    certificate_id = market.do(services.record_certificate, a_certificate(), by=seller, now=NOW)
    renewed = a_certificate(valid_to=date(2028, 12, 31), holder="Cooperativa Yanayacu")
    market.do(services.correct_certificate, certificate_id, renewed, by=seller, now=NOW)
    assert market.do(list_own_certificates, seller, today=TODAY)[0].terms == renewed


def test_another_groups_certificate_does_not_exist(market: Market, seller: Viewer) -> None:
    certificate_id = market.do(services.record_certificate, a_certificate(), by=seller, now=NOW)
    with pytest.raises(NotFound):
        market.do(services.correct_certificate, certificate_id, a_certificate(), by=market.a_producer(), now=NOW)


def test_makers_hold_no_certificates_here(market: Market) -> None:
    with pytest.raises(NotAllowed):
        market.do(services.record_certificate, a_certificate(), by=market.a_maker(), now=NOW)


def test_readers_look_on(market: Market, seller: Viewer) -> None:
    reader = market.a_person(seller.organization_id, Level.READER)
    with pytest.raises(NotAllowed):
        market.do(services.record_certificate, a_certificate(), by=reader, now=NOW)


def test_a_group_is_reminded_once_and_has_its_turn_until_it_renews(market: Market, seller: Viewer) -> None:
    ending = a_certificate(valid_to=NOW.date() + timedelta(days=20))
    first = market.do(services.record_certificate, ending, by=seller, now=NOW)
    assert market.do(list_ending_certificates, NOW.date()) == [first]
    assert market.do(services.remind_of_certificate, first, now=NOW)
    assert not market.do(services.remind_of_certificate, first, now=NOW)
    assert turns(market) == ["PE-001"]
    market.do(services.record_certificate, a_certificate(number="PE-002"), by=seller, now=NOW)
    assert turns(market) == []
    assert market.do(list_ending_certificates, NOW.date() + timedelta(days=30)) == []


def test_what_is_over_is_told_once(market: Market, seller: Viewer) -> None:
    first = market.do(services.record_certificate, a_certificate(valid_to=NOW.date()), by=seller, now=NOW)
    later = NOW + timedelta(days=1)
    assert [market.do(services.remind_of_certificate, first, now=later) for _ in range(2)] == [True, False]
    assert kinds(market) == ["certificate.recorded", "certificate.over"]
    assert market.do(list_ending_certificates, later.date()) == []


def test_a_withdrawn_certificate_takes_lots_that_claim_it_off_the_market(market: Market, seller: Viewer) -> None:
    held = market.do(services.record_certificate, a_certificate(), by=seller, now=NOW)
    lot_id = market.a_lot(seller, certificates=["EU_ORGANIC"])
    withdrawn = {"on": date(2026, 5, 10), "why": "Letter of the control body of 9 May."}
    market.do(services.withdraw_certificate, held, **withdrawn, by=market.a_facilitator(), now=NOW)
    assert market.do(lambda: db.session.get_one(Lot, lot_id).state) is LotState.HELD
    with pytest.raises(Refused, match=r"certificate\.was_withdrawn"):
        market.do(services.withdraw_certificate, held, **withdrawn, by=seller, now=NOW)
    with pytest.raises(Refused, match=r"certificate\.was_withdrawn"):
        market.do(services.correct_certificate, held, a_certificate(), by=seller, now=NOW)


def test_strangers_withdraw_nothing(market: Market, seller: Viewer) -> None:
    held = market.do(services.record_certificate, a_certificate(), by=seller, now=NOW)
    with pytest.raises(NotAllowed):
        market.do(services.withdraw_certificate, held, on=TODAY, why="So.", by=market.a_maker(), now=NOW)
