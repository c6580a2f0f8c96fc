"""A group records what certificates it holds; each number stands once, and nobody touches another group's."""

from datetime import date

import pytest
from sqlalchemy import select

from marketplace.domain.certificates import Scheme
from marketplace.domain.errors import NotAllowed, NotFound, Refused
from marketplace.domain.viewers import Level, Viewer
from marketplace.models.base import db
from marketplace.models.rows.record.events import Event
from marketplace.queries.lots.certificates import get_own_certificate, list_own_certificates
from marketplace.services import certificates as services
from tests.domain.samples import TODAY, a_certificate
from tests.market import NOW, Market


@pytest.fixture
def seller(market: Market) -> Viewer:
    return market.a_producer(name="Cooperativa Yanayacu")


def test_a_certificate_is_kept_as_it_was_stated(market: Market, seller: Viewer) -> None:
    terms = a_certificate(Scheme.FAIRTRADE, scope="Cacao of zone 2")
    certificate_id = market.do(services.record_certificate, terms, by=seller, now=NOW)
    assert market.do(get_own_certificate, seller, certificate_id, today=TODAY).terms == terms


def test_recording_one_is_an_event_of_the_group(market: Market, seller: Viewer) -> None:
    market.do(services.record_certificate, a_certificate(), by=seller, now=NOW)
    kinds = market.do(lambda: list(db.session.scalars(select(Event.kind))))
    assert kinds == ["organization.certificate_recorded"]


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
