"""A facilitator decides about what is true then, not about what was true when the page was opened."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import update

from marketplace.domain.accounts import VerificationState
from marketplace.domain.contracts.life import ContractState
from marketplace.domain.lots import LotState
from marketplace.models.base import db
from marketplace.models.contracts.flagging import flags_of
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.people.accounts import Organization
from marketplace.services.contracts import judging
from tests import agreements
from tests.agreements import Agreed
from tests.market import NOW, Market


@pytest.fixture
def agreed(market: Market) -> Agreed:
    return agreements.signed(market)


def change_lot(agreed: Agreed, **values: Any) -> None:
    def put() -> None:
        db.session.execute(update(Lot).where(Lot.id == agreed.row.lot_id).values(**values))
        db.session.commit()

    agreed.market.do(put)


def codes(agreed: Agreed) -> set[str]:
    found = agreed.market.do(lambda: flags_of([db.session.get_one(Contract, agreed.id)], NOW.date()))
    return {each.code.removeprefix("contract.") for each in found[agreed.id]}


def decide(agreed: Agreed, page: str) -> int:
    form = {name: re.findall(rf'name="{name}" value="([^"]*)"', page)[0] for name in ("version", "flags")}
    return agreed.market.browser(agreed.facilitator).post(f"/contracts/{agreed.id}/approve", form).status_code


def test_a_flag_that_came_up_since_the_page_was_opened_is_shown_before_anybody_approves(agreed: Agreed) -> None:
    desk = f"/reviews/contracts/{agreed.id}"
    page = agreed.market.browser(agreed.facilitator).get(desk).text
    change_lot(agreed, cadmium=Decimal("1.3"))
    assert (decide(agreed, page), agreed.state) == (422, ContractState.IN_REVIEW)
    assert decide(agreed, agreed.market.browser(agreed.facilitator).get(desk).text) == 303


def test_a_lot_on_hold_and_a_suspended_side_are_flags(agreed: Agreed) -> None:
    change_lot(agreed, state=LotState.HELD)

    def suspend() -> None:
        chosen = Organization.id == agreed.maker.organization_id
        db.session.execute(update(Organization).where(chosen).values(state=VerificationState.SUSPENDED))
        db.session.commit()

    before = codes(agreed)
    agreed.market.do(suspend)
    assert ("lot_held" in before, codes(agreed) - before) == (True, {"side_suspended"})


def test_a_facilitator_of_one_of_the_sides_is_told_why_nothing_is_to_press(market: Market, agreed: Agreed) -> None:
    market.a_place(agreed.facilitator, agreed.maker.acting_for)
    page = market.browser(agreed.facilitator).get(f"/reviews/contracts/{agreed.id}").text
    assert ("You belong to one of the two sides" in page, "/approve" in page) == (True, False)


def test_the_last_day_of_shipment_ends_in_lima(market: Market) -> None:
    evening = datetime(2026, 11, 24, 1, tzinfo=UTC)  # still the 23rd in Lima
    agreed = agreements.signed(market, shipment_start=NOW.date(), shipment_end=NOW.date())
    assert NOW.date().isoformat() == "2026-11-23"
    market.do(judging.approve_contract, agreed.id, None, seen=agreed.seen, by=agreed.facilitator, now=evening)
    assert agreed.state is ContractState.APPROVED
