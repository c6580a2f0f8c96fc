"""The sweep does whatever is due of contracts in force, and what fails does not keep it from the rest."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from marketplace import clock
from marketplace.domain.contracts.changes import ANSWER_WITHIN, AmendmentState
from marketplace.domain.contracts.fixing import end_of
from marketplace.jobs.afterwards import sweep
from tests.approved import Approved
from tests.market import NOW, Market
from tests.services.test_call_offs import FRAME, quarters
from tests.services.test_fixings import FOLLOWS, LAST_DAY

LATE = datetime(2027, 12, 31, tzinfo=NOW.tzinfo)


def sweep_at(market: Market, monkeypatch: pytest.MonkeyPatch, *, now: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)
    market.do(sweep, 0)


def test_overdue_prices_are_fixed(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    market.set_references()
    deal = Approved.in_market(market, **FOLLOWS)
    sweep_at(market, monkeypatch, now=end_of(LAST_DAY))
    assert deal.terms.fixing is not None


def test_a_price_without_a_figure_waits_and_the_rest_is_done(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    moving, other = Approved.in_market(market, **FOLLOWS), Approved.in_market(market)
    amendment_id = other.ask(other.producer, claim_days=30)
    sweep_at(market, monkeypatch, now=NOW + max(ANSWER_WITHIN, timedelta(days=60)))
    assert moving.terms.is_provisional
    assert other.amendment(amendment_id).state is AmendmentState.EXPIRED


def test_all_quarters_of_a_season_are_closed_in_their_order(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    deal: Any = Approved.in_market(market, sample_basis="none", frame=FRAME)
    sweep_at(market, monkeypatch, now=LATE)
    sweep_at(market, monkeypatch, now=LATE)
    assert ([each.state.value for each in quarters(deal)], deal.reserved) == (["lapsed", "lapsed"], 0)
