"""What a maker has begun to write down is kept as typed until it is finished or thrown away."""

import pytest
from sqlalchemy import select

from marketplace.domain.errors import NotAllowed, NotFound, Refused
from marketplace.models.base import db
from marketplace.models.rows.market.demands import Demand
from marketplace.models.rows.people.started_demands import StartedDemand
from marketplace.queries.demands.started import find_liked_lot, get_started_demand, list_started_demands
from marketplace.services.started_demands import discard_started_demand, finish_demand, save_step, start_demand
from tests.domain.samples import a_demand
from tests.market import NOW, Market

TYPED = {"title": ["Floral"], "cacao": ["4,7"]}


def test_what_cannot_be_read_is_kept_too(market: Market) -> None:
    maker = market.a_maker()
    started_id = market.do(start_demand, {}, by=maker, now=NOW)
    market.do(save_step, started_id, "flavour", typed=TYPED, by=maker, now=NOW)
    started = market.do(get_started_demand, maker, started_id)
    assert (started.typed["flavour"], started.title) == (TYPED, "Floral")


def test_finished_it_is_a_draft_and_no_longer_begun(market: Market) -> None:
    maker = market.a_maker()
    started_id = market.do(start_demand, {}, by=maker, now=NOW)
    code = market.do(lambda: finish_demand(started_id, a_demand(), by=maker, now=NOW).code)
    assert market.do(lambda: list(db.session.scalars(select(Demand.code)))) == [code]
    assert market.do(list_started_demands, maker) == []


def test_thrown_away_it_is_gone(market: Market) -> None:
    maker = market.a_maker()
    started_id = market.a_started_demand(maker)
    market.do(discard_started_demand, started_id, by=maker)
    assert market.do(lambda: list(db.session.scalars(select(StartedDemand.id)))) == []


def test_others_do_not_find_it(market: Market) -> None:
    started_id = market.a_started_demand(market.a_maker())
    with pytest.raises(NotFound, match=r"started_demand\.unknown"):
        market.do(save_step, started_id, "flavour", typed=TYPED, by=market.a_maker(), now=NOW)


def test_a_producer_group_begins_none(market: Market) -> None:
    with pytest.raises(NotAllowed, match=r"act\.makers_only"):
        market.a_started_demand(market.a_producer())


def test_there_is_an_end_to_what_is_kept(market: Market) -> None:
    with pytest.raises(Refused, match=r"started_demand\.too_much_typed"):
        market.do(start_demand, {"flavour": {"title": ["x" * 30_000]}}, by=market.a_maker(), now=NOW)


def test_only_a_lot_that_one_may_see_can_be_liked(market: Market) -> None:
    group, maker = market.a_producer(), market.a_maker()
    market.a_lot(group, code="SEEN")
    market.a_lot(group, code="HIDDEN", state="draft")
    assert [market.do(find_liked_lot, maker, code) is not None for code in ("SEEN", "HIDDEN", "NONE")] == [
        True,
        False,
        False,
    ]
