"""The board of what is sought compares with what the newest lots ask, and with no older ones."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from marketplace.domain.unmet import FEWEST
from marketplace.queries.demands import unmet
from tests.domain import samples
from tests.market import NOW, Market


def test_only_the_newest_lots_say_what_is_asked(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unmet, "NEWEST_LOTS", 3)
    for _ in range(FEWEST):
        market.a_demand(market.a_maker())
    price = samples.a_lot().price
    for days_ago, asked in enumerate((5000, 6000, 7000, 1000, 1000)):
        published = {"price": replace(price, amount=Decimal(asked)), "published_at": NOW - timedelta(days=days_ago)}
        market.a_lot(market.a_producer(), **published)
    board = market.do(unmet.read_unmet_board, NOW.date())
    assert list(board.asks.values()) == [Decimal(6000)]
