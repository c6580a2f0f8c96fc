"""A shipment of which nothing arrived: who bore the risk pays, and the books prove it."""

from dataclasses import replace
from decimal import Decimal

import pytest

from marketplace.domain.contracts.milestones import MilestoneStep
from marketplace.domain.contracts.settlement import Weighing
from marketplace.domain.errors import Refused
from marketplace.domain.mass import NO_MASS
from marketplace.domain.money import Incoterm
from marketplace.domain.payments.life import RefundState
from marketplace.models.money.instalments import money_is_closed
from marketplace.services.settlements import agree_weight, approve_weight, state_weight
from tests.market import NOW
from tests.paying import Till, a_till
from tests.services.payments.test_life import BALANCE, TO_ARRIVAL

NOTHING = Weighing(NO_MASS, NOW.date(), "The container went overboard.")


def test_where_the_group_bears_the_risk_until_arrival_all_that_was_paid_goes_back(till: Till) -> None:
    price = replace(till.agreed.terms().price, incoterm=Incoterm.DAP, place="Lyon")
    lost = a_till(till.market, till.config, till.standin, price=price)
    lost.by_card()
    lost.reach(*TO_ARRIVAL)
    lost.by_card(kind=BALANCE)
    agreed = lost.agreed
    lost.market.do(state_weight, agreed.id, NOTHING, seen=None, by=agreed.maker, now=NOW)
    lost.market.do(agree_weight, agreed.id, seen=1, by=agreed.producer, now=NOW)
    lost.market.do(approve_weight, agreed.id, seen=2, by=agreed.facilitator, now=NOW)
    lost.send_refunds()
    given_back = sum((each.price + each.fee for each in lost.refunds()), Decimal(0))
    assert given_back == agreed.terms().total.amount * Decimal("1.01")
    assert {each.state for each in lost.refunds()} == {RefundState.DONE}
    assert lost.market.do(lambda: money_is_closed(agreed.row))
    lost.reach(MilestoneStep.CLOSE)
    page = lost.market.browser(agreed.maker).get(f"/contracts/{agreed.id}/settlement/").text
    assert "the maker owes nothing" in page


def test_where_the_risk_passed_before_nothing_cannot_be_settled_and_the_way_is_named(till: Till) -> None:
    till.reach(*TO_ARRIVAL)
    agreed = till.agreed
    with pytest.raises(Refused, match=r"settlement\.nothing_arrived"):
        till.market.do(state_weight, agreed.id, NOTHING, seen=None, by=agreed.maker, now=NOW)
    form = {"kilograms": "0", "weighed_on": NOW.date().isoformat()}
    told = till.market.browser(agreed.maker).post(f"/contracts/{agreed.id}/settlement/", form)
    assert (told.status_code, "Under FOB Callao the risk passed to the maker" in told.text) == (422, True)
