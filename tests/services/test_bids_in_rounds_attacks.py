"""What may become of bids while a round is solved, published or waiting: nothing is offered or held twice, or lost."""

from dataclasses import replace
from datetime import timedelta

import pytest

from marketplace.domain.accounts import VerificationState
from marketplace.domain.bids.life import Ending
from marketplace.domain.errors import Refused, Stale
from marketplace.domain.ids import BidId
from marketplace.domain.lots import LotState
from marketplace.domain.scenarios import EditKind, HandEdit
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.people.accounts import Organization
from marketplace.services.allocations import expire_allocation
from marketplace.services.bids.answering import revise_bid, withdraw_bid
from marketplace.services.bids.ending import outbid
from marketplace.services.planning.adopting import adopt_scenario
from marketplace.services.planning.runs import store_plan
from marketplace.services.publishing import publish_round
from marketplace.services.rounds import discard_round
from marketplace.services.scenarios import edit_by_hand
from tests.domain.samples import mass
from tests.market import NOW
from tests.rounds import Rounds
from tests.services.test_bids_in_rounds import DEAR, Bidding, set_row


@pytest.fixture
def bidding(rounds: Rounds) -> Bidding:
    return Bidding(rounds, bags=60)


def suspend_maker(bidding: Bidding) -> None:
    set_row(bidding.market, Organization, bidding.maker.organization_id, state=VerificationState.SUSPENDED)


def test_a_bid_that_one_round_has_offered_stays_away_from_the_next(bidding: Bidding) -> None:
    bid_id = bidding.bid()
    bidding.offered()
    assert bidding.absences() == {bidding.code(bid_id): "round.bid_offered"}
    assert bidding.served(bidding.rounds.planned()) == []


def test_the_rest_of_a_choice_waits_for_the_answer_to_what_was_offered(bidding: Bidding) -> None:
    first = bidding.bid(quote=DEAR)
    other = bidding.bid(either_of=bidding.code(first))
    bidding.offered()
    assert bidding.absences()[bidding.code(other)] == "round.bid_choice_offered"


def test_what_a_round_has_offered_counts_under_a_cap(bidding: Bidding) -> None:
    first = bidding.bid(most_kg_in_all=mass(2000))
    bidding.offered()
    lots = [bidding.market.a_lot(bidding.market.a_producer(), bags=20) for _ in range(2)]
    for lot in lots:
        bidding.bid(lot, counted_with=bidding.code(first), most_kg_in_all=mass(2000), quote=DEAR)
    bidding.offered()
    assert len(bidding.served(bidding.rounds.planned())) <= 1


def test_of_two_rounds_that_planned_a_bid_only_one_is_published(bidding: Bidding) -> None:
    bidding.bid()
    first, second = bidding.rounds.planned(), bidding.rounds.planned()
    bidding.rounds.do(publish_round, first, seen=None)
    with pytest.raises(Refused, match=r"round\.bid_offered_already"):
        bidding.rounds.do(publish_round, second, seen=None)
    assert (bidding.rounds.reserved(bidding.lot_id), bidding.books_are_right()) == (20, True)


def test_of_two_rounds_that_planned_bids_of_one_choice_only_one_is_published(bidding: Bidding) -> None:
    low = bidding.bid()
    dear = bidding.bid(quote=DEAR, either_of=bidding.code(low))
    first = bidding.rounds.planned()
    bidding.rounds.do(edit_by_hand, first, HandEdit(kind=EditKind.SERVE, bags=0, why="Promised it", bid_ids=(low,)))
    bidding.rounds.compute(first)
    bidding.rounds.do(adopt_scenario, first, bidding.rounds.scenarios(first)[-1].id, seen=None)
    second = bidding.rounds.planned()
    assert (bidding.served(first), bidding.served(second)) == ([low], [dear])
    bidding.rounds.do(publish_round, first, seen=None)
    with pytest.raises(Refused, match=r"round\.bid_rival_offered"):
        bidding.rounds.do(publish_round, second, seen=None)


def test_a_plan_is_not_published_over_a_bid_of_a_maker_who_may_not_trade_any_more(bidding: Bidding) -> None:
    bidding.bid()
    round_id = bidding.rounds.planned()
    suspend_maker(bidding)
    with pytest.raises(Refused, match=r"round\.bid_changed"):
        bidding.rounds.do(publish_round, round_id, seen=None)


def test_a_group_cannot_agree_with_a_maker_who_may_not_trade_and_gets_its_bags_back(bidding: Bidding) -> None:
    bid_id = bidding.bid()
    offered = bidding.offered()
    suspend_maker(bidding)
    with pytest.raises(Refused, match=r"bid\.side_not_verified"):
        bidding.yes(offered)
    assert (bidding.state(bid_id), bidding.rounds.reserved(bidding.lot_id), bidding.books_are_right()) == (
        "open",
        20,
        True,
    )
    late = bidding.allocation(offered).answer_by or NOW
    bidding.market.do(expire_allocation, offered, now=late + timedelta(seconds=1))
    assert bidding.rounds.reserved(bidding.lot_id) == 0


def test_a_bid_withdrawn_while_the_round_is_solved_is_planned_but_never_offered(bidding: Bidding) -> None:
    bid_id = bidding.bid()
    round_id = bidding.rounds.started()
    attempt, claim = bidding.rounds.begun(round_id), bidding.rounds.claim(round_id)
    bidding.market.do(withdraw_bid, bid_id, Ending.MISTAKE, note="", by=bidding.maker, now=NOW)
    bidding.market.do(store_plan, attempt, claim, now=NOW)
    with pytest.raises(Refused, match=r"round\.bid_changed"):
        bidding.rounds.do(publish_round, round_id, seen=None)
    assert (bidding.rounds.reserved(bidding.lot_id), bidding.books_are_right()) == (0, True)


def test_a_worker_that_died_over_a_bid_since_withdrawn_stores_nothing_any_more(bidding: Bidding) -> None:
    bid_id = bidding.bid()
    round_id = bidding.rounds.started()
    dead, claim = bidding.rounds.begun(round_id), bidding.rounds.claim(round_id)
    bidding.market.do(withdraw_bid, bid_id, Ending.MISTAKE, note="", by=bidding.maker, now=NOW)
    bidding.rounds.plan(round_id)
    with pytest.raises(Stale, match=r"round\.attempt_outdated"):
        bidding.market.do(store_plan, dead, claim, now=NOW)
    assert bidding.served(round_id) == []


def a_package(bidding: Bidding) -> tuple[int, list[BidId]]:
    """Bid on two lots of two groups, both or neither; return the other lot and the bids."""
    other_lot = bidding.market.a_lot(bidding.market.a_producer(), bags=20)
    first = bidding.bid()
    return other_lot, [first, bidding.bid(other_lot, only_together_with=bidding.code(first))]


def test_a_package_one_of_whose_lots_left_the_market_is_not_offered(bidding: Bidding) -> None:
    other_lot, _ = a_package(bidding)
    round_id = bidding.rounds.planned()
    set_row(bidding.market, Lot, other_lot, state=LotState.WITHDRAWN)
    with pytest.raises(Refused, match=r"round\.lot_gone"):
        bidding.rounds.do(publish_round, round_id, seen=None)
    assert bidding.rounds.reserved(bidding.lot_id) == 0


def test_a_package_one_of_whose_lots_left_the_market_while_its_groups_were_asked_ends_whole(bidding: Bidding) -> None:
    other_lot, (first, second) = a_package(bidding)
    round_id = bidding.rounds.published()
    set_row(bidding.market, Lot, other_lot, state=LotState.CLOSED)
    assert bidding.market.do(outbid, second, now=NOW)
    assert bidding.rounds.states(round_id) == ["withdrawn", "withdrawn"]
    assert [bidding.state(each) for each in (first, second)] == ["withdrawn", "outbid"]
    assert [bidding.rounds.reserved(each) for each in (bidding.lot_id, other_lot)] == [0, 0]
    assert bidding.rounds.page(round_id).state.value == "closed"


def test_a_no_to_one_half_of_a_package_leaves_no_bags_behind_once_the_other_half_is_over(bidding: Bidding) -> None:
    other_lot, (first, second) = a_package(bidding)
    one, _other = bidding.rounds.allocations(bidding.rounds.published())
    bidding.yes(one)
    bidding.market.do(withdraw_bid, second, Ending.MISTAKE, note="", by=bidding.maker, now=NOW)
    assert [bidding.state(each) for each in (first, second)] == ["withdrawn", "withdrawn"]
    assert [bidding.rounds.reserved(each) for each in (bidding.lot_id, other_lot)] == [0, 0]
    assert bidding.books_are_right()


def test_a_bid_on_bags_that_were_weighed_anew_stays_away(bidding: Bidding) -> None:
    bid_id = bidding.bid()
    set_row(bidding.market, Lot, bidding.lot_id, bag_weight=mass(60))
    assert bidding.absences() == {bidding.code(bid_id): "round.bid_lot_changed"}


def test_a_bid_that_changed_on_the_way_is_served_in_its_new_words_by_the_next_round(bidding: Bidding) -> None:
    bid_id = bidding.bid()
    offered = bidding.offered()
    row = bidding.row(bid_id)
    terms = replace(row.newest, quote=DEAR)
    bidding.market.do(revise_bid, bid_id, terms, seen=row.standing, by=bidding.maker, now=NOW)
    again = bidding.offered()
    assert again != offered
    bidding.yes(again)
    assert bidding.contracts() == [(bid_id, "8000.00")]


def test_a_plan_that_was_offered_is_not_put_aside(bidding: Bidding) -> None:
    bidding.bid()
    round_id = bidding.rounds.published()
    with pytest.raises(Refused, match=r"round\.wrong_state"):
        bidding.rounds.do(discard_round, round_id, seen=None)
    assert bidding.rounds.reserved(bidding.lot_id) == 20
