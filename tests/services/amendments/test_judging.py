"""Who judges a change sees what it makes of the contract, and lets no floor be left further than it was."""

import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import update

from marketplace.domain.contracts.changes import AmendmentState
from marketplace.domain.errors import Refused
from marketplace.domain.prices import ReferenceFigure, ReferenceKind
from marketplace.models.base import db
from marketplace.models.rows.market.lots import Lot
from marketplace.queries.contracts.amendments import get_amendment
from marketplace.services.references import set_reference_prices
from tests.approved import Approved
from tests.market import NOW, Market


@pytest.fixture
def deal(market: Market) -> Approved:
    return Approved.in_market(market, farm_gate_pen_kg=Decimal("0.03"))


def measure_anew(lot_id: int) -> None:
    db.session.execute(update(Lot).where(Lot.id == lot_id).values(cadmium=2))
    db.session.commit()


def ask_for_two(deal: Approved) -> None:
    figure = ReferenceFigure(ReferenceKind.SECOND_REVIEW_FROM, Decimal(1_000), NOW.date() - timedelta(days=1))
    deal.market.do(set_reference_prices, [figure], "the alliance", is_fictional=True, by=deal.facilitator)


def test_a_change_does_not_lower_what_is_below_its_reference_already(market: Market, deal: Approved) -> None:
    amendment_id = deal.ask(deal.producer, farm_gate_pen_kg=Decimal("0.02"))
    deal.accept(amendment_id, deal.maker)
    market.set_references()
    with pytest.raises(Refused, match=r"contract\.farm_gate_below_reference"):
        deal.approve(amendment_id)
    assert deal.amendment(amendment_id).state is AmendmentState.ACCEPTED


def test_the_flags_of_the_changed_contract_stand_on_the_page_and_a_new_one_is_noticed(
    market: Market, deal: Approved
) -> None:
    amendment_id = deal.ask(deal.producer, cadmium_max=Decimal("0.3"))
    deal.accept(amendment_id, deal.maker)
    browser, address = market.browser(deal.facilitator), f"/amendments/{amendment_id}"
    page = browser.get(address).text
    assert "the beans should have at most 0.3 mg/kg" in page
    market.do(measure_anew, deal.contract.lot_id)
    form = {name: re.findall(rf'name="{name}" value="([^"]*)"', page)[-1] for name in ("version", "flags")}
    answer = browser.post(f"{address}/approve", form)
    assert (answer.status_code, "something new came up" in answer.text) == (422, True)


def test_whoever_approved_first_is_told_that_the_second_one_is_somebody_else(market: Market, deal: Approved) -> None:
    ask_for_two(deal)
    price = replace(deal.terms.price, amount=deal.terms.price.amount + 100)
    amendment_id = deal.ask(deal.producer, price=price, price_stack=None)
    deal.accept(amendment_id, deal.maker)
    deal.approve(amendment_id)
    other = market.a_person(deal.facilitator.organization_id)
    steps = [market.do(get_amendment, amendment_id, each, now=NOW).steps for each in (deal.facilitator, other)]
    assert ["approve" in each for each in steps] == [False, True]
