"""The fictional market, as it stands in the database, has exactly the known right answers."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from marketplace.domain.eligibility import DemandFacts, LotFacts, fit, ineligibilities, landed
from marketplace.models.base import db
from marketplace.models.lots.facts import demand_facts, lot_facts
from marketplace.models.lots.figures import cadmium_limits, freight_in_force
from marketplace.models.rows.market.demands import Demand
from marketplace.models.rows.market.lots import Lot
from tests.domain import golden
from tests.market import NOW, World

TODAY = NOW.date()


def facts_in_database(world: World) -> tuple[dict[str, LotFacts], dict[str, DemandFacts]]:
    def read() -> tuple[dict[str, LotFacts], dict[str, DemandFacts]]:
        lots = {row.code: lot_facts(row, TODAY) for row in db.session.scalars(select(Lot))}
        limits = cadmium_limits()
        return lots, {row.title: demand_facts(row, limits, today=TODAY) for row in db.session.scalars(select(Demand))}

    return world.market.do(read)


@pytest.mark.parametrize("demand", golden.world()["demands"], ids=lambda demand: str(demand["id"]))
def test_each_demand_finds_its_lots_and_each_other_lot_its_reasons(world: World, demand: dict[str, object]) -> None:
    lots, demands = facts_in_database(world)
    sought, freight = demands[str(demand["title"])], world.market.do(freight_in_force, TODAY)
    verdicts = {code: ineligibilities(lot, sought, freight=freight) for code, lot in lots.items()}
    right = golden.answers(int(str(demand["id"])))
    feasible = {
        (code, Decimal(landed(lots[code], sought, freight=freight) or 0), fit(lots[code], sought))
        for code, verdict in verdicts.items()
        if not verdict
    }
    reasons = {
        code: [each.code.removeprefix("eligibility.") for each in verdict]
        for code, verdict in verdicts.items()
        if verdict
    }
    assert feasible == set(right.feasible)
    assert reasons == right.reasons
