"""Which lots fit a demand: over the rows of the fictional market exactly the known answers, and no ceiling told."""

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from marketplace.domain.accounts import VerificationState
from marketplace.domain.demand_browsing import DemandFilters
from marketplace.domain.errors import NotFound
from marketplace.domain.lots import LotState
from marketplace.models.base import db
from marketplace.models.lots.facts import demand_facts
from marketplace.models.lots.figures import cadmium_limits, freight_in_force
from marketplace.models.rows.market.demands import Demand
from marketplace.models.rows.market.lots import Lot
from marketplace.queries.demands.search import list_open_rows
from marketplace.queries.rounds.eligible import LotJudgement, judge_demands, judge_lots, judge_own_lots
from marketplace.queries.rounds.nearness import misses
from tests.domain import golden
from tests.market import NOW, Market, World

TODAY = NOW.date()
DEMANDS = pytest.mark.parametrize("demand", golden.world()["demands"], ids=lambda demand: str(demand["id"]))


def code_of(world: World, demand: dict[str, Any]) -> str:
    query = select(Demand.code).where(Demand.title == demand["title"])
    return world.market.do(lambda: str(db.session.scalar(query)))


def reasons(judgement: LotJudgement) -> dict[str, list[str]]:
    return {lot.lot.code: [each.code.removeprefix("eligibility.") for each in lot.reasons] for lot in judgement.missing}


@DEMANDS
def test_every_demand_of_the_fictional_market_gets_the_known_answers(world: World, demand: dict[str, Any]) -> None:
    judgement = world.market.do(judge_lots, world.cast.facilitator, code_of(world, demand), today=TODAY)
    right = golden.answers(demand["id"])
    assert [(each.lot.code, each.landed, each.fit) for each in judgement.fitting] == right.feasible
    assert reasons(judgement) == right.reasons
    assert judgement.fillable.kilograms == right_volume(demand)


def right_volume(demand: dict[str, Any]) -> int:
    results = golden.world()["golden_feasibility"]["results"]
    return int(next(each["max_fillable_kg_alone"] for each in results if each["demand_id"] == demand["id"]))


def test_the_database_counts_as_many_misses_as_the_rules(world: World) -> None:
    def counted(title: str) -> dict[str, int]:
        row = db.session.scalars(select(Demand).where(Demand.title == title)).one()
        facts = demand_facts(row, cadmium_limits(), today=TODAY)
        found = db.session.execute(select(Lot.code, misses(facts, freight=freight_in_force(TODAY), today=TODAY)))
        return {lot: number for lot, number in found if number}

    for demand in golden.world()["demands"]:
        right = {lot: len(why) for lot, why in golden.answers(demand["id"]).reasons.items()}
        assert world.market.do(counted, demand["title"]) == right


def test_the_nearest_miss_comes_first(world: World) -> None:
    code = code_of(world, golden.world()["demands"][0])
    judgement = world.market.do(judge_lots, world.cast.makers[1], code, today=TODAY)
    first, last = judgement.missing[0], judgement.missing[-1]
    assert (first.lot.code, len(first.reasons)) == ("MONZ-26-02", 1)
    assert (last.lot.code, len(last.reasons)) == ("SALEJ-26-01", 6)


def test_a_reason_has_the_numbers_that_it_rests_on(world: World) -> None:
    code = code_of(world, golden.world()["demands"][0])
    judgement = world.market.do(judge_lots, world.cast.makers[1], code, today=TODAY)
    assert judgement.missing[0].reasons[0].facts == {"value": Decimal("1.050"), "limit": Decimal("0.500")}


def test_a_maker_is_not_told_of_lots_that_are_not_before_the_public(world: World) -> None:
    code = code_of(world, golden.world()["demands"][0])
    judgement = world.market.do(judge_lots, world.cast.makers[1], code, today=TODAY)
    assert "SALEJ-26-02" not in reasons(judgement)


def test_a_group_judges_its_own_lots_alone(world: World) -> None:
    code = code_of(world, golden.world()["demands"][0])
    judgement = world.market.do(judge_lots, world.cast.groups[2], code, today=TODAY)
    assert [each.lot.code for each in (*judgement.fitting, *judgement.missing)] == ["YANA-26-01", "YANA-26-02"]


def test_a_group_learns_nothing_of_the_ceiling(world: World) -> None:
    code = code_of(world, golden.world()["demands"][0])
    judgement = world.market.do(judge_lots, world.cast.groups[2], code, today=TODAY)
    assert reasons(judgement) == {"YANA-26-02": ["status"]}  # its price is above the ceiling too
    assert [each.landed for each in (*judgement.fitting, *judgement.missing)] == [None, None]


def test_a_group_sees_each_open_demand_with_its_own_lots(world: World) -> None:
    judged = world.market.do(judge_own_lots, world.cast.groups[2], DemandFilters(), today=TODAY)
    assert len(judged) == 14
    assert {lot.lot.code for lots in judged.values() for lot in lots} == {"YANA-26-01", "YANA-26-02"}


def test_a_lot_is_judged_before_the_makers_own_demands(world: World) -> None:
    verdicts = world.market.do(judge_demands, world.cast.makers[1], "YANA-26-01", today=TODAY)
    assert [(each.demand.title, each.is_eligible) for each in verdicts] == [
        ("Floral 75% single origin", True),
        ("House couverture base", False),
    ]


def test_a_group_may_not_judge_the_lots_of_others(world: World) -> None:
    with pytest.raises(NotFound, match=r"lot\.unknown"):
        world.market.do(judge_demands, world.cast.groups[1], "YANA-26-01", today=TODAY)


def test_a_group_may_judge_its_own_draft(market: Market) -> None:
    group = market.a_producer()
    market.a_demand(market.a_maker())
    code = market.code_of_lot(market.a_lot(group, state=LotState.DRAFT, published_at=None))
    verdicts = market.do(judge_demands, group, code, today=TODAY)
    assert verdicts[0].reasons[0].facts == {"value": "draft"}


def test_demands_of_makers_that_are_not_verified_are_not_before_groups(market: Market) -> None:
    market.a_demand(market.a_maker(state=VerificationState.UNVERIFIED))
    group = market.a_producer()
    assert market.do(list_open_rows, group, DemandFilters()) == []


def test_a_lot_that_nobody_measured_is_not_eligible_where_limits_stand(market: Market) -> None:
    group, maker = market.a_producer(), market.a_maker()
    market.a_lot(group, code="UNMEASURED", moisture=None, cadmium=None)
    market.a_demand(maker, code="STRICT", moisture_max=Decimal(7), cadmium_max=Decimal("0.5"))
    judgement = market.do(judge_lots, maker, "STRICT", today=TODAY)
    assert reasons(judgement)["UNMEASURED"][:2] == ["cadmium", "moisture"]


def test_what_is_promised_already_is_said(market: Market) -> None:
    group, maker = market.a_producer(), market.a_maker()
    lot_id = market.a_lot(group, code="HALF")
    market.an_allocation(group, maker, bags=40, lot_id=lot_id)
    code = market.do(lambda: db.session.scalars(select(Demand.code)).one())
    judgement = market.do(judge_lots, maker, code, today=TODAY)
    assert judgement.promised.kilograms == 2000
