"""Which lots fit a demand: over the rows of the whole fictional market, exactly the known answers."""

from datetime import UTC, datetime
from typing import Any

import pytest

from marketplace.domain.demand_browsing import DemandFilters
from marketplace.queries.demand_search import list_open_rows
from marketplace.queries.eligible import LotJudgement, judge_lots
from marketplace.queries.nearness import misses
from marketplace.seed.market import Cast, seed_market
from tests.domain import golden
from tests.market import Market

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
Answer = tuple[list[tuple[str, Any, Any]], dict[str, list[str]]]


@pytest.fixture
def cast(market: Market) -> Cast:
    return market.do(seed_market, NOW)


def answers(judgement: LotJudgement) -> Answer:
    fitting = [(each.lot.code, each.landed, each.fit) for each in judgement.fitting]
    names = {each.lot.code: [why.code.removeprefix("eligibility.") for why in each.reasons] for each in judgement.missing}
    return fitting, names


def test_the_whole_fictional_market_gets_the_known_answers(market: Market, cast: Cast) -> None:
    codes = market.do(lambda: {row.Demand.title: row.Demand.code for row in list_open_rows(cast.facilitator, DemandFilters())})
    found = {
        each["id"]: answers(market.do(judge_lots, cast.facilitator, codes[each["title"]], today=NOW.date()))
        for each in golden.world()["demands"]
    }
    right = {number: golden.answers(number) for number in found}
    assert found == {number: (each.feasible, each.reasons) for number, each in right.items()}
