"""The same bag is never sold twice, whoever asks at the same moment, each on a connection of its own."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import func, select

from marketplace.domain.errors import MarketError, Refused
from marketplace.domain.ids import AllocationId
from marketplace.domain.rounds import RoundState
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.market.lots import Lot, Reservation
from marketplace.queries.rounds.allocations import get_allocation
from marketplace.services.allocations import accept_allocation, decline_allocation, expire_allocation
from marketplace.services.publishing import publish_round
from tests.market import NOW, Market
from tests.races import race
from tests.rounds import Rounds

LATER = NOW + timedelta(days=7, seconds=1)
WHY = "The price is too high."
REPEATED = range(3)


def publish(rounds: Rounds, round_id: Any) -> Any:
    return partial(rounds.do, publish_round, round_id, seen=None)


def yes(side: Viewer, allocation_id: AllocationId, *, rounds: Rounds) -> Any:
    return partial(rounds.market.do, accept_allocation, allocation_id, by=side, now=NOW)


def no(side: Viewer, allocation_id: AllocationId, *, rounds: Rounds) -> Any:
    return partial(rounds.market.do, decline_allocation, allocation_id, WHY, by=side, now=NOW)


def noes(outcomes: list[Any]) -> list[Any]:
    return [type(each) for each in outcomes if isinstance(each, MarketError)]


def books(rounds: Rounds) -> tuple[bool, int]:
    """Say whether every lot's count agrees with its ledger and its limit, and how many contracts there are."""
    with rounds.market.app.app_context():
        ledger = select(func.coalesce(func.sum(Reservation.bags), 0)).where(Reservation.lot_id == Lot.id)
        rows = db.session.execute(select(Lot.bags, Lot.reserved_bags, ledger.scalar_subquery()))
        are_right = all(reserved == held <= bags for bags, reserved, held in rows)
        return are_right, db.session.scalar(select(func.count()).select_from(Contract)) or 0


@pytest.mark.parametrize("_", REPEATED)
def test_two_rounds_published_at_once_sell_the_last_bags_once(rounds: Rounds, _: int) -> None:
    first, second = rounds.with_a_sale(bags=25).planned(), rounds.planned()
    outcomes = race(rounds.market, ("lots", rounds.lot_id), publish(rounds, first), publish(rounds, second))
    assert (noes(outcomes), rounds.reserved(rounds.lot_id), books(rounds)[0]) == ([Refused], 20, True)


def test_two_rounds_published_at_once_promise_a_demand_once(rounds: Rounds) -> None:
    first, second = rounds.with_a_sale(bags=100).planned(), rounds.planned()
    outcomes = race(rounds.market, ("lots", rounds.lot_id), publish(rounds, first), publish(rounds, second))
    assert (noes(outcomes), rounds.reserved(rounds.lot_id)) == ([Refused], 20)


def test_two_rounds_over_several_lots_never_wait_for_each_other(rounds: Rounds) -> None:
    lots = [rounds.with_a_sale(bags=25).lot_id for _ in range(4)]
    first, second = rounds.planned(), rounds.planned()
    outcomes = race(rounds.market, ("lots", min(lots)), publish(rounds, first), publish(rounds, second))
    assert (noes(outcomes), [rounds.reserved(lot) for lot in lots]) == ([Refused], [20] * 4)


def test_a_round_published_twice_at_once_is_published_once(rounds: Rounds) -> None:
    round_id = rounds.with_a_sale().planned()
    outcomes = race(rounds.market, ("lots", rounds.lot_id), publish(rounds, round_id), publish(rounds, round_id))
    assert (len(noes(outcomes)), rounds.reserved(rounds.lot_id)) == (1, 20)


def test_a_double_click_on_publish_publishes_once(rounds: Rounds, market: Market) -> None:
    round_id = rounds.with_a_sale().planned()
    version = rounds.page(round_id).version
    form = {"idempotency_key": "the-same-click", "version": version}
    clicks = [partial(market.browser(rounds.facilitator).post, f"/rounds/{round_id}/publish", form) for _ in range(2)]
    answers = race(market, ("lots", rounds.lot_id), *clicks)
    assert ([each.status_code for each in answers], rounds.reserved(rounds.lot_id)) == ([303, 303], 20)


@pytest.mark.parametrize("_", REPEATED)
def test_yes_and_no_at_once_end_in_no_with_all_bags_back(rounds: Rounds, _: int) -> None:
    allocation_id = rounds.offered()
    race(
        rounds.market,
        ("lots", rounds.lot_id),
        yes(rounds.maker, allocation_id, rounds=rounds),
        no(rounds.producer, allocation_id, rounds=rounds),
    )
    state = rounds.market.do(get_allocation, allocation_id, rounds.maker).state
    assert (state, rounds.reserved(rounds.lot_id), books(rounds)) == ("declined", 0, (True, 0))


def test_two_yeses_at_once_draft_one_contract(rounds: Rounds) -> None:
    allocation_id = rounds.offered()
    outcomes = race(
        rounds.market,
        ("lots", rounds.lot_id),
        yes(rounds.maker, allocation_id, rounds=rounds),
        yes(rounds.producer, allocation_id, rounds=rounds),
    )
    assert (noes(outcomes), books(rounds)) == ([], (True, 1))


def test_two_people_of_one_side_answer_once(rounds: Rounds, market: Market) -> None:
    allocation_id = rounds.offered()
    partner = market.a_person(rounds.maker.organization_id)
    outcomes = race(
        market,
        ("lots", rounds.lot_id),
        yes(rounds.maker, allocation_id, rounds=rounds),
        no(partner, allocation_id, rounds=rounds),
    )
    assert noes(outcomes) == [Refused]


@pytest.mark.parametrize("_", REPEATED)
def test_the_deadline_and_the_last_yes_at_once_leave_either_a_contract_or_free_bags(rounds: Rounds, _: int) -> None:
    allocation_id = rounds.offered()
    rounds.market.do(accept_allocation, allocation_id, by=rounds.maker, now=NOW)
    expire = partial(rounds.market.do, expire_allocation, allocation_id, now=LATER)
    race(rounds.market, ("lots", rounds.lot_id), yes(rounds.producer, allocation_id, rounds=rounds), expire)
    state = rounds.market.do(get_allocation, allocation_id, rounds.maker).state
    found = (state, rounds.reserved(rounds.lot_id), *books(rounds))
    assert found in [("agreed", 20, True, 1), ("expired", 0, True, 0)]


def test_two_sweeps_at_once_give_the_bags_back_once(rounds: Rounds) -> None:
    allocation_id = rounds.offered()
    sweep = partial(rounds.market.do, expire_allocation, allocation_id, now=LATER)
    assert sorted(race(rounds.market, ("lots", rounds.lot_id), sweep, sweep)) == [False, True]
    assert rounds.reserved(rounds.lot_id) == 0


def test_the_two_last_answers_at_once_close_the_round(rounds: Rounds, market: Market) -> None:
    sellers = [rounds.with_a_sale(bags=20).producer for _ in range(2)]
    round_id = rounds.published()
    lines = [market.do(get_allocation, each, rounds.facilitator) for each in rounds.allocations(round_id)]
    answers = [
        no(seller, line.id, rounds=rounds)
        for line in lines
        for seller in sellers
        if seller.organization_id in line.stake.owners
    ]
    outcomes = race(market, ("rounds", round_id), *answers)
    assert (noes(outcomes), rounds.page(round_id).state) == ([], RoundState.CLOSED)
