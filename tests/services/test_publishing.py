"""Publishing a plan: what it takes, what it holds, and what it refuses when the market has moved on."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import update

from marketplace.domain.accounts import VerificationState
from marketplace.domain.demands import DemandState
from marketplace.domain.errors import Refused
from marketplace.domain.lots import LotState
from marketplace.models.base import db
from marketplace.models.rows.market.demands import Demand
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.people.accounts import Organization
from marketplace.queries.rounds.allocations import list_allocations
from marketplace.services.publishing import publish_round
from tests.domain.samples import mass
from tests.market import NOW, Market
from tests.rounds import Rounds, waiting_jobs


def test_publishing_holds_the_bags(rounds: Rounds) -> None:
    rounds.with_a_sale().published()
    assert rounds.reserved(rounds.lot_id) == 20


def test_planning_alone_holds_nothing(rounds: Rounds) -> None:
    rounds.with_a_sale().planned()
    assert rounds.reserved(rounds.lot_id) == 0


def test_both_sides_see_a_proposal_only_when_it_is_published(rounds: Rounds, market: Market) -> None:
    round_id = rounds.with_a_sale().planned()
    before = [market.do(list_allocations, side) for side in (rounds.producer, rounds.maker)]
    rounds.do(publish_round, round_id, seen=None)
    after = [market.do(list_allocations, side) for side in (rounds.producer, rounds.maker)]
    assert ([len(lines) for lines in before], [len(lines) for lines in after]) == ([0, 0], [1, 1])


def test_answers_are_awaited_for_the_days_of_the_policy(rounds: Rounds) -> None:
    assert rounds.page(rounds.with_a_sale().published()).answer_by == NOW + timedelta(days=7)


def test_the_end_of_that_time_is_a_job(rounds: Rounds) -> None:
    round_id = rounds.with_a_sale().published()
    assert ("allocations:expire", {"round_id": round_id}) in waiting_jobs(rounds.market)


def test_an_empty_plan_is_not_published(rounds: Rounds) -> None:
    with pytest.raises(Refused, match=r"round\.nothing_to_publish"):
        rounds.published()


def test_of_two_plans_for_the_same_bags_one_is_published(rounds: Rounds) -> None:
    first, second = rounds.with_a_sale(bags=25).planned(), rounds.planned()
    rounds.do(publish_round, first, seen=None)
    with pytest.raises(Refused) as no:
        rounds.do(publish_round, second, seen=None)
    assert {each.code for each in no.value.reasons} >= {"round.bags_gone", "round.demand_changed"}
    assert rounds.reserved(rounds.lot_id) == 20


def test_a_demand_is_not_promised_more_than_it_seeks(rounds: Rounds) -> None:
    first, second = rounds.with_a_sale(bags=100).planned(), rounds.planned()
    rounds.do(publish_round, first, seen=None)
    with pytest.raises(Refused) as no:
        rounds.do(publish_round, second, seen=None)
    assert no.value.reasons[0].code == "round.demand_changed"


Change = Callable[[Rounds], Any]
CHANGES: dict[str, tuple[Change, str]] = {
    "the price moved": (lambda r: update(Lot).where(Lot.id == r.lot_id).values(price_amount=5600), "round.price_moved"),
    "the lot was withdrawn": (
        lambda r: update(Lot).where(Lot.id == r.lot_id).values(state=LotState.WITHDRAWN),
        "round.lot_gone",
    ),
    "the lot's cadmium was measured anew": (
        lambda r: update(Lot).where(Lot.id == r.lot_id).values(cadmium=Decimal(5)),
        "round.fits_no_more",
    ),
    "the group was suspended": (
        lambda r: _organization(r.producer.organization_id, VerificationState.SUSPENDED),
        "round.lot_gone",
    ),
    "the demand was withdrawn": (
        lambda r: update(Demand).where(Demand.id == r.demand_id).values(state=DemandState.WITHDRAWN),
        "round.demand_changed",
    ),
    "the demand seeks less": (
        lambda r: update(Demand).where(Demand.id == r.demand_id).values(volume_min=mass(500), volume_max=mass(500)),
        "round.demand_changed",
    ),
    "the maker was suspended": (
        lambda r: _organization(r.maker.organization_id, VerificationState.SUSPENDED),
        "round.demand_changed",
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_plan_that_the_market_has_overtaken_is_refused_whole(rounds: Rounds, market: Market, change: str) -> None:
    rounds.with_a_sale()
    if "cadmium" in change:
        market.do(_run, update(Demand).values(cadmium_max=1))
    round_id = rounds.planned()
    statement, code = CHANGES[change]
    market.do(_run, statement(rounds))
    with pytest.raises(Refused) as no:
        rounds.do(publish_round, round_id, seen=None)
    assert (code in {each.code for each in no.value.reasons}, rounds.reserved(rounds.lot_id)) == (True, 0)


def _organization(organization_id: Any, state: VerificationState) -> Any:
    return update(Organization).where(Organization.id == organization_id).values(state=state)


def _run(statement: Any) -> None:
    db.session.execute(statement)
    db.session.commit()
