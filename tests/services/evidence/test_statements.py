"""The maker records the numbers of its statement; a shipment's checklist is served with pack and number."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from marketplace.domain.errors import NotAllowed, NotFound, Refused
from marketplace.domain.evidence.statements import StatementState, StatementTerms
from marketplace.domain.shipments.papers import PaperKind, PaperState
from marketplace.models.base import db
from marketplace.models.rows.contracts.shipments import ShippingPaper
from marketplace.services.evidence.handing import bring_evidence, list_unbrought
from marketplace.services.evidence.packs import make_pack
from marketplace.services.evidence.statements import change_statement, record_statement
from marketplace.services.shipments.planning import Choice, plan_shipment
from tests.approved import Approved
from tests.market import NOW, Market
from tests.proving import a_proven_lot, a_traced_lot
from tests.services.evidence.test_packs import an_approved
from tests.shipping import DAYS, some_shipment

SOUND = StatementTerms("26FR7XTVCZAQ2S", "SFFCB4Y3", StatementState.SUBMITTED, NOW.date())


def recorded(deal: Approved, **who: Any) -> int:
    return deal.market.do(record_statement, deal.id, SOUND, by=who.get("by", deal.maker), now=NOW)


def test_only_the_maker_records_and_changes_it(market: Market) -> None:
    deal = an_approved(a_proven_lot(market))
    with pytest.raises(NotAllowed):
        recorded(deal, by=deal.producer)
    with pytest.raises(NotFound):
        recorded(deal, by=market.a_maker())
    statement_id = recorded(deal)
    with pytest.raises(Refused, match=r"statement\.number_taken"):
        recorded(deal)
    contract_id = market.do(change_statement, statement_id, StatementState.AVAILABLE, seen=None, by=deal.maker, now=NOW)
    assert contract_id == deal.id
    with pytest.raises(NotFound):
        market.do(change_statement, statement_id, StatementState.REJECTED, seen=None, by=market.a_maker(), now=NOW)


def test_a_checklist_is_served_with_the_newest_pack_and_a_statement_that_stands(market: Market) -> None:
    deal = an_approved(a_proven_lot(market), needs_eudr=True, sample_basis="none")
    choice = [Choice(deal.id)]
    market.do(plan_shipment, some_shipment(), DAYS, chosen=choice, by=deal.facilitator, now=NOW)
    assert market.do(list_unbrought) == []
    market.do(make_pack, deal.id, by=deal.producer, now=NOW)
    statement_id = recorded(deal)
    market.do(change_statement, statement_id, StatementState.REJECTED, seen=None, by=deal.maker, now=NOW)
    later = NOW + timedelta(minutes=1)
    cargo = market.do(list_unbrought)
    assert market.do(bring_evidence, cargo[0], now=later) == [PaperKind.EUDR_PACK]
    market.do(change_statement, statement_id, StatementState.AVAILABLE, seen=None, by=deal.maker, now=NOW)
    assert market.do(bring_evidence, cargo[0], now=later) == [PaperKind.EUDR_STATEMENT]
    assert market.do(list_unbrought) == []
    query = select(ShippingPaper.number).where(ShippingPaper.state == PaperState.UPLOADED).order_by(ShippingPaper.id)
    numbers = market.do(lambda: db.session.scalars(query).all())
    assert numbers == [f"EUDR-{deal.contract.code}-1", SOUND.reference_number]


def test_nothing_is_recorded_before_the_approval(market: Market) -> None:
    lot, maker = a_traced_lot(market), market.a_maker()
    contract_id = market.a_signed_contract(lot.producer, maker, bags=10, lot_id=lot.lot_id)
    with pytest.raises(Refused, match=r"statement\.not_in_force"):
        market.do(record_statement, contract_id, SOUND, by=maker, now=NOW)
