"""Who takes part in a round, and what is frozen of them."""

from datetime import timedelta

import pytest

from marketplace.domain.accounts import VerificationState
from marketplace.domain.errors import NotFound
from marketplace.domain.lots import LotState
from marketplace.domain.plans import inputs_hash
from marketplace.domain.viewers import SYSTEM
from marketplace.queries.rounds.market import MarketDay, get_market_day
from marketplace.queries.rounds.snapshots import take_snapshot
from marketplace.services.allocations import accept_allocation
from tests.domain.samples import mass
from tests.market import NOW, Market
from tests.rounds import Rounds


def today(rounds: Rounds) -> MarketDay:
    return rounds.market.do(get_market_day, rounds.facilitator, now=NOW)


def test_published_lots_and_open_demands_take_part(rounds: Rounds) -> None:
    day = today(rounds.with_a_sale())
    assert ([each.id for each in day.present_lots], [each.id for each in day.present_demands]) == (
        [rounds.lot_id],
        [rounds.demand_id],
    )


def test_what_is_on_the_way_stays_away_for_a_reason(rounds: Rounds, market: Market) -> None:
    seller = market.a_producer()
    suspended = market.a_producer(state=VerificationState.SUSPENDED)
    market.a_lot(seller, state=LotState.HELD)
    market.a_lot(seller, available_from=NOW.date() + timedelta(days=1))
    market.a_lot(suspended)
    day = today(rounds)
    assert [each.absence.code for each in day.absent_lots if each.absence] == [
        "round.lot_not_for_sale",
        "round.lot_not_for_sale",
        "round.organization_not_verified",
    ]


def test_a_draft_is_nobodys_business(rounds: Rounds, market: Market) -> None:
    market.a_lot(market.a_producer(), state=LotState.DRAFT)
    assert today(rounds).lots == ()


def test_what_is_promised_is_not_sought_again(rounds: Rounds) -> None:
    rounds.with_a_sale().published()
    demand = today(rounds).absent_demands[0]
    assert (demand.need.volume_max, demand.absence and demand.absence.code) == (mass(0), "round.demand_served")


def test_a_contract_counts_as_a_promise(rounds: Rounds, market: Market) -> None:
    allocation_id = rounds.offered()
    for side in (rounds.producer, rounds.maker):
        market.do(accept_allocation, allocation_id, by=side, now=NOW)
    assert today(rounds).present_demands == ()


def test_a_partly_served_demand_seeks_the_rest_from_fewer_lots(rounds: Rounds, market: Market) -> None:
    maker = market.a_maker()
    market.a_lot(market.a_producer(), bags=20)
    rounds.a_demand(maker, volume_min=mass(500), volume_max=mass(3000), max_lots=3)
    rounds.published()
    need = today(rounds).present_demands[0].need
    assert (need.volume_min, need.volume_max, need.max_lots) == (mass(0), mass(2000), 2)


def test_parties_may_not_look_at_the_whole_market(rounds: Rounds, market: Market) -> None:
    with pytest.raises(NotFound):
        market.do(get_market_day, market.a_producer(), now=NOW)


def test_the_same_market_is_frozen_alike(rounds: Rounds, market: Market) -> None:
    round_id = rounds.with_a_sale().opened()
    taken = [market.do(take_snapshot, round_id, SYSTEM, now=NOW) for _ in range(2)]
    assert inputs_hash(taken[0]) == inputs_hash(taken[1])


def test_every_pair_is_either_admitted_or_refused_by_rules(rounds: Rounds, market: Market) -> None:
    rounds.with_a_sale()
    rounds.a_demand(market.a_maker(), global_quality_min=9)
    frozen = market.do(take_snapshot, rounds.opened(), SYSTEM, now=NOW)
    assert ([pair[:2] for pair in frozen["pairs"]], [pair[2] for pair in frozen["refusals"]]) == (
        [[rounds.lot_id, rounds.demand_id]],
        [["eligibility.global_quality"]],
    )


def test_a_frozen_price_is_landed_at_the_makers_door(rounds: Rounds, market: Market) -> None:
    frozen = market.do(take_snapshot, rounds.with_a_sale().opened(), SYSTEM, now=NOW)
    assert frozen["pairs"][0][2:] == ["1.0000", "6130.00"]


def test_a_snapshot_is_not_for_parties(rounds: Rounds, market: Market) -> None:
    with pytest.raises(NotFound):
        market.do(take_snapshot, rounds.opened(), market.a_maker(), now=NOW)
