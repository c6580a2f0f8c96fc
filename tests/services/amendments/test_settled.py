"""A price that the final weight has settled is changed by nobody any more."""

from decimal import Decimal

import pytest

from marketplace.domain.contracts.changes import AmendmentKind, with_allowance
from marketplace.domain.contracts.settlement import Weighing
from marketplace.domain.errors import Refused
from marketplace.services.settlements import agree_weight, state_weight
from tests.approved import Approved
from tests.market import NOW, Market


def settle(deal: Approved) -> None:
    weighing = Weighing(deal.terms.volume, NOW.date())
    deal.market.do(state_weight, deal.id, weighing, seen=None, by=deal.maker, now=NOW)
    deal.market.do(agree_weight, deal.id, seen=1, by=deal.producer, now=NOW)


def test_no_allowance_is_asked_for_or_comes_into_force_once_the_weight_is_settled(market: Market) -> None:
    deal = Approved.in_market(market, sample_basis="none")
    lowered = with_allowance(deal.terms, Decimal(150))
    parts = {name: getattr(lowered, name) for name in ("price", "allowance", "price_stack")}
    amendment_id = deal.ask(deal.maker, AmendmentKind.ALLOWANCE, **parts)
    deal.accept(amendment_id, deal.producer)
    deal.arrive()
    settle(deal)
    with pytest.raises(Refused, match=r"amendment\.settled_already"):
        deal.approve(amendment_id)
