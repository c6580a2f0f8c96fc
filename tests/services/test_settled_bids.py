"""Bids settled in or out of a plan by hand: whole packages, choices and caps kept, the reason in the history."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from marketplace.domain.bids.life import Ending
from marketplace.domain.errors import Refused
from marketplace.domain.events import SubjectKind
from marketplace.domain.exchange import Quote
from marketplace.domain.ids import BidId, DemandId, LotId, RoundId
from marketplace.domain.policies import RoundPolicy
from marketplace.domain.scenarios import EditKind, HandEdit
from marketplace.queries.events import list_history
from marketplace.queries.rounds.plans import get_plan
from marketplace.services.bids.answering import counter_bid, withdraw_bid
from marketplace.services.planning.adopting import adopt_scenario
from marketplace.services.publishing import publish_round
from marketplace.services.scenarios import add_scenario, edit_by_hand
from tests.domain.samples import mass
from tests.market import NOW
from tests.rounds import Rounds
from tests.services.test_bids_in_rounds import DEAR, Bidding

LOW = Quote(Decimal(5500))
WHY = "The group has promised it at the fair"


@pytest.fixture
def bidding(rounds: Rounds) -> Bidding:
    return Bidding(rounds)


def settle(bidding: Bidding, round_id: RoundId, kind: EditKind, *bid_ids: BidId, adopted: bool = True) -> Any:
    """Settle bids by hand, compute the scenario, and make it the round's plan; return what it costs."""
    edit = HandEdit(kind=kind, bags=0, why=WHY, bid_ids=bid_ids)
    scenario_id = bidding.rounds.do(edit_by_hand, round_id, edit)
    bidding.rounds.compute(round_id)
    if adopted:
        bidding.rounds.do(adopt_scenario, round_id, scenario_id, seen=None)
    return bidding.rounds.scenarios(round_id)[-1]


def misses(bidding: Bidding, round_id: RoundId) -> dict[str, str]:
    """Say why each bid was not served."""
    plan = bidding.market.do(get_plan, round_id, bidding.rounds.facilitator)
    return {miss.code: miss.reason.code for miss in plan.bid_misses}


def test_a_bid_left_out_by_hand_is_not_served_and_the_round_says_so(bidding: Bidding) -> None:
    bid_id = bidding.bid(quote=DEAR)
    round_id = bidding.rounds.planned()
    scenario = settle(bidding, round_id, EditKind.LEAVE_OUT, bid_id)
    assert (bidding.served(round_id), misses(bidding, round_id)) == ([], {bidding.code(bid_id): "miss.settled_out"})
    assert scenario.cost == bidding.rounds.scenarios(round_id)[0].worth.value  # type: ignore[union-attr]
    history = bidding.market.do(list_history, SubjectKind.ROUND, round_id, viewer=bidding.rounds.facilitator)
    assert (history[0].kind, history[0].note) == ("round.adopted", WHY)


def test_a_bid_settled_in_is_served_whatever_it_offers_and_what_it_costs_is_shown(bidding: Bidding) -> None:
    bidding.rounds.a_demand(bidding.market.a_maker())
    bid_id = bidding.bid(quote=LOW)
    round_id = bidding.rounds.planned()
    assert bidding.served(round_id) == [None]
    scenario = settle(bidding, round_id, EditKind.SERVE, bid_id)
    assert bidding.served(round_id) == [bid_id]
    assert (scenario.name, scenario.edits[-1].bags, scenario.cost > 0) == (bidding.code(bid_id), 20, True)
    bidding.rounds.do(publish_round, round_id, seen=None)
    assert bidding.yes(bidding.rounds.allocations(round_id)[0]) is not None


def test_a_package_is_settled_whole(bidding: Bidding) -> None:
    other_lot = bidding.market.a_lot(bidding.market.a_producer(), bags=20)
    first = bidding.bid(quote=LOW)
    second = bidding.bid(other_lot, quote=LOW, only_together_with=bidding.code(first))
    round_id = bidding.rounds.planned()
    scenario = settle(bidding, round_id, EditKind.SERVE, second)
    assert bidding.served(round_id) == [first, second]
    assert (scenario.edits[-1].bid_ids, scenario.edits[-1].bags) == ((first, second), 40)
    settle(bidding, round_id, EditKind.LEAVE_OUT, first)
    assert bidding.served(round_id) == []
    assert set(misses(bidding, round_id).values()) == {"miss.settled_out"}
    assert [each.kind for each in bidding.rounds.scenarios(round_id)[-1].edits] == ["leave_out"]


def test_a_choice_is_kept_beside_what_is_settled(bidding: Bidding) -> None:
    other_lot = bidding.market.a_lot(bidding.market.a_producer(), bags=20)
    low = bidding.bid(quote=LOW)
    dear = bidding.bid(other_lot, quote=DEAR, either_of=bidding.code(low))
    round_id = bidding.rounds.planned()
    settle(bidding, round_id, EditKind.SERVE, low)
    assert (bidding.served(round_id), misses(bidding, round_id)) == ([low], {bidding.code(dear): "miss.settled_choice"})
    with pytest.raises(Refused, match=r"edit\.choice_settled"):
        settle(bidding, round_id, EditKind.SERVE, dear)


def test_a_cap_is_kept_beside_what_is_settled(bidding: Bidding) -> None:
    other_lot = bidding.market.a_lot(bidding.market.a_producer(), bags=20)
    low = bidding.bid(quote=LOW, most_kg_in_all=mass(1500))
    dear = bidding.bid(other_lot, quote=DEAR, counted_with=bidding.code(low), most_kg_in_all=mass(1500))
    round_id = bidding.rounds.planned()
    settle(bidding, round_id, EditKind.SERVE, low)
    assert bidding.served(round_id) == [low]
    with pytest.raises(Refused, match=r"edit\.cap_settled"):
        settle(bidding, round_id, EditKind.SERVE, dear)


def test_bags_are_settled_once(bidding: Bidding) -> None:
    dear, low = bidding.bid(quote=DEAR), bidding.bid(quote=LOW)
    demand_id = bidding.rounds.a_demand(bidding.market.a_maker())
    round_id = bidding.rounds.planned()
    settle(bidding, round_id, EditKind.SERVE, low)
    assert misses(bidding, round_id) == {bidding.code(dear): "miss.settled_bags"}
    with pytest.raises(Refused, match=r"edit\.bags_settled"):
        settle(bidding, round_id, EditKind.SERVE, dear)
    line = HandEdit(
        kind=EditKind.ADD, lot_id=LotId(bidding.lot_id), demand_id=DemandId(demand_id), bags=20, why="Promised it"
    )
    with pytest.raises(Refused, match=r"edit\.bags_settled"):
        bidding.rounds.do(edit_by_hand, round_id, line)


def test_what_is_settled_holds_in_later_scenarios(bidding: Bidding) -> None:
    bid_id = bidding.bid(quote=DEAR)
    round_id = bidding.rounds.planned()
    settle(bidding, round_id, EditKind.LEAVE_OUT, bid_id)
    later = bidding.rounds.do(add_scenario, round_id, "dear", policy=RoundPolicy(contract_cost=Decimal(30)))
    bidding.rounds.compute(round_id)
    bidding.rounds.do(adopt_scenario, round_id, later, seen=None)
    assert (bidding.served(round_id), misses(bidding, round_id)) == ([], {bidding.code(bid_id): "miss.settled_out"})


@pytest.mark.parametrize("change", ["withdrawn", "countered", "bags"])
def test_what_has_moved_on_is_not_settled_in_but_may_be_left_out(bidding: Bidding, change: str) -> None:
    bid_id = bidding.bid(quote=DEAR)
    round_id = bidding.rounds.planned()
    row, do = bidding.row(bid_id), bidding.market.do
    if change == "withdrawn":
        do(withdraw_bid, bid_id, Ending.MISTAKE, note="", by=bidding.maker, now=NOW)
    elif change == "countered":
        terms = replace(row.newest, quote=Quote(Decimal(8100)))
        do(counter_bid, bid_id, terms, seen=row.standing, by=bidding.producer, now=NOW)
    else:
        bidding.market.an_allocation(bidding.producer, bidding.market.a_maker(), bags=10, lot_id=bidding.lot_id)
    code = "round.bags_gone" if change == "bags" else "round.bid_changed"
    with pytest.raises(Refused, match=code.replace(".", r"\.")):
        settle(bidding, round_id, EditKind.SERVE, bid_id)
    settle(bidding, round_id, EditKind.LEAVE_OUT, bid_id)
    assert bidding.served(round_id) == []


@pytest.mark.parametrize(
    ("kind", "changes", "code"),
    [
        (EditKind.SERVE, {"bid_ids": (BidId(999),)}, "edit.bid_unknown"),
        (EditKind.LOCK, {}, "edit.kind_unknown"),
        (EditKind.SERVE, {"why": "no"}, "scenario.why_missing"),
    ],
)
def test_what_a_hand_cannot_do_with_bids(bidding: Bidding, kind: EditKind, changes: dict[str, Any], code: str) -> None:
    bid_id = bidding.bid()
    edit = replace(HandEdit(kind=kind, bags=0, why=WHY, bid_ids=(bid_id,)), **changes)
    with pytest.raises(Refused, match=code.replace(".", r"\.")):
        bidding.rounds.do(edit_by_hand, bidding.rounds.planned(), edit)


def test_a_policy_that_cannot_be_kept_beside_a_settled_bid_says_which_rules_clash(bidding: Bidding) -> None:
    bid_id = bidding.bid()
    round_id = bidding.rounds.planned()
    settle(bidding, round_id, EditKind.SERVE, bid_id)
    bidding.rounds.do(add_scenario, round_id, "women", policy=RoundPolicy(women_led_floor=Decimal(40)))
    bidding.rounds.compute(round_id)
    found = bidding.rounds.scenarios(round_id)[-1]
    assert found.is_infeasible
    assert any(bidding.code(bid_id) in each.rule for each in found.findings.clash)
