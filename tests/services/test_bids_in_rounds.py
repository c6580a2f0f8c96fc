"""Open bids in matching rounds: they bind their makers, keep their conditions, and never hold a bag twice."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select

from marketplace import clock
from marketplace.domain.accounts import VerificationState
from marketplace.domain.allocations import Answer
from marketplace.domain.bids.life import BidState, Ending
from marketplace.domain.errors import Refused
from marketplace.domain.exchange import Quote
from marketplace.domain.ids import AllocationId, BidId, DemandId, LotId
from marketplace.domain.lots import LotState
from marketplace.domain.money import Incoterm
from marketplace.domain.viewers import SYSTEM, Viewer
from marketplace.models.base import db
from marketplace.models.rows.bidding.bids import Bid
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.market.lots import Lot, Reservation
from marketplace.models.rows.people.accounts import Organization
from marketplace.models.rows.rounds.rounds import Allocation
from marketplace.queries.rounds.frozen import get_frozen_round
from marketplace.queries.rounds.market import get_market_day
from marketplace.queries.rounds.plans import get_plan
from marketplace.queries.rounds.snapshots import take_snapshot
from marketplace.services.allocations import accept_allocation, decline_allocation, expire_allocation
from marketplace.services.bids.answering import accept_bid, counter_bid, revise_bid, withdraw_bid
from marketplace.services.bids.ending import expire_bid, outbid
from marketplace.services.bids.placing import Choices, place_bid
from marketplace.services.planning.claims import audited_plan
from marketplace.services.publishing import publish_round
from tests.domain.samples import mass, some_bid_terms
from tests.market import NOW, Market
from tests.rounds import Rounds

DEAR = Quote(Decimal(8000))
FAIR = Quote(Decimal(5900))


class Bidding:
    """A round with bids in it, and what its tests ask."""

    def __init__(self, rounds: Rounds, **lot: Any) -> None:
        """Put one lot up, with a group to sell it and a maker to bid."""
        self.rounds, self.market = rounds, rounds.market
        self.producer, self.maker = self.market.a_producer(), self.market.a_maker()
        self.lot_id = self.market.a_lot(self.producer, **({"bags": 20} | lot))

    def bid(
        self, lot_id: int | None = None, *, choices: Choices | None = None, at: datetime = NOW, **terms: Any
    ) -> BidId:
        """Let the maker bid 20 bags, on the one lot unless told."""
        said = some_bid_terms(**({"quote": FAIR} | terms))
        place = LotId(lot_id or self.lot_id), said
        return self.market.do(place_bid, *place, choices=choices or Choices(), by=self.maker, now=at)

    def code(self, bid_id: BidId) -> str:
        """Say a bid's code."""
        return self.row(bid_id).code

    def row(self, bid_id: BidId) -> Bid:
        """Read a bid."""
        return self.market.do(lambda: db.session.get_one(Bid, bid_id))

    def state(self, bid_id: BidId) -> str:
        """Say where a bid stands."""
        return self.row(bid_id).state.value

    def served(self, round_id: Any) -> list[int | None]:
        """List the bids that a plan serves; None stands for a demand."""
        return sorted(self._column(select(Allocation.bid_id).where(Allocation.round_id == round_id)), key=str)

    def offered(self) -> AllocationId:
        """Run a round and publish it; return its one allocation."""
        return self.rounds.allocations(self.rounds.published())[0]

    def allocation(self, allocation_id: AllocationId) -> Allocation:
        """Read an allocation."""
        return self.market.do(lambda: db.session.get_one(Allocation, allocation_id))

    def yes(self, allocation_id: AllocationId, by: Viewer | None = None) -> Any:
        """Let the group accept."""
        return self.market.do(accept_allocation, allocation_id, by=by or self.producer, now=NOW)

    def absences(self) -> dict[str, str]:
        """Say which bids stay away, and why."""
        day = self.market.do(get_market_day, SYSTEM, now=NOW)
        return {each.code: each.absence.code for each in day.bids.absent if each.absence}

    def books_are_right(self) -> bool:
        """Say whether every lot's count agrees with its ledger, and no source holds less than nothing."""
        ledger = select(func.coalesce(func.sum(Reservation.bags), 0)).where(Reservation.lot_id == Lot.id)
        each = select(func.sum(Reservation.bags)).group_by(Reservation.allocation_id, Reservation.bid_id)
        with self.market.app.app_context():
            rows = db.session.execute(select(Lot.bags, Lot.reserved_bags, ledger.scalar_subquery()))
            agree = all(reserved == held <= bags for bags, reserved, held in rows)
            return agree and all(held >= 0 for held in db.session.scalars(each))

    def contracts(self) -> list[tuple[int | None, str]]:
        """List the contracts: of which bid, and at which price."""
        query = select(Contract.bid_id, Contract.terms["price"]["amount"].astext).order_by(Contract.id)
        return [(bid, price) for bid, price in self.market.do(lambda: db.session.execute(query).all())]

    def _column(self, query: Any) -> list[Any]:
        return self.market.do(lambda: list(db.session.scalars(query)))


@pytest.fixture
def bidding(rounds: Rounds) -> Bidding:
    return Bidding(rounds)


def test_a_bid_is_planned_at_its_own_price(bidding: Bidding) -> None:
    bid_id = bidding.bid()
    round_id = bidding.rounds.planned()
    line = bidding.market.do(get_plan, round_id, bidding.rounds.facilitator).lines[0]
    assert (line.bid_id, line.demand_id, line.bags, line.price.amount) == (bid_id, None, 20, Decimal(5900))
    assert line.landed == Decimal(5900 + 480)


def test_a_bid_below_the_lots_own_price_is_not_planned_and_told_at_which_it_would_be(bidding: Bidding) -> None:
    bid_id = bidding.bid(quote=Quote(Decimal(5600)))
    plan = bidding.market.do(get_plan, bidding.rounds.planned(), bidding.rounds.facilitator)
    miss = plan.bid_misses[0]
    assert (plan.lines, miss.code, miss.reason.code) == ((), bidding.code(bid_id), "miss.bid_below")
    assert [(win.what, win.before) for win in miss.wins] == [("bid", Decimal(5600))]
    assert Decimal(5650) <= miss.wins[0].after <= Decimal(5760)


def test_the_better_of_a_demand_and_a_bid_gets_the_bags(bidding: Bidding) -> None:
    bidding.rounds.a_demand(bidding.market.a_maker())
    bid_id = bidding.bid()
    assert bidding.served(bidding.rounds.planned()) == [None]
    dear = bidding.bid(quote=DEAR)
    assert bidding.served(bidding.rounds.planned()) == [dear]
    assert bid_id != dear


def test_a_package_beats_single_demands_or_gets_nothing(rounds: Rounds) -> None:
    bidding = Bidding(rounds)
    other_lot = bidding.market.a_lot(bidding.market.a_producer(), bags=20)
    rounds.a_demand(bidding.market.a_maker())
    first = bidding.bid(quote=Quote(Decimal(6100)))
    second = bidding.bid(other_lot, quote=Quote(Decimal(6100)), only_together_with=bidding.code(first))
    assert bidding.served(rounds.planned()) == [None]
    for bid_id in (first, second):
        terms = replace(bidding.row(bid_id).newest, quote=DEAR)
        bidding.market.do(revise_bid, bid_id, terms, seen=bidding.row(bid_id).standing, by=bidding.maker, now=NOW)
    assert bidding.served(rounds.planned()) == sorted([first, second], key=str)


def test_of_a_choice_at_most_one_is_planned(rounds: Rounds) -> None:
    bidding = Bidding(rounds)
    other_lot = bidding.market.a_lot(bidding.market.a_producer(), bags=20)
    first = bidding.bid()
    second = bidding.bid(other_lot, quote=DEAR, either_of=bidding.code(first))
    assert bidding.served(rounds.planned()) == [second]


def test_bids_counted_together_keep_their_cap(rounds: Rounds) -> None:
    bidding = Bidding(rounds)
    lots = [bidding.market.a_lot(bidding.market.a_producer(), bags=20) for _ in range(2)]
    cap = mass(2000)
    first = bidding.bid(most_kg_in_all=cap)
    count = bidding.code(first)
    rest = [bidding.bid(lot, counted_with=count, quote=DEAR, most_kg_in_all=cap) for lot in lots]
    assert bidding.served(rounds.planned()) == sorted(rest, key=str)


def test_a_small_cap_binds_only_where_the_bid_that_names_it_is_in(rounds: Rounds) -> None:
    bidding = Bidding(rounds)
    lots = [bidding.market.a_lot(bidding.market.a_producer(), bags=20) for _ in range(2)]
    small = bidding.bid(most_kg_in_all=mass(1000))
    others: dict[str, Any] = {"counted_with": bidding.code(small), "most_kg_in_all": mass(2000)}
    rest = [bidding.bid(lot, **others) for lot in lots]
    assert bidding.served(rounds.planned()) == sorted(rest, key=str)
    terms = replace(bidding.row(small).newest, quote=DEAR)
    bidding.market.do(revise_bid, small, terms, seen=bidding.row(small).standing, by=bidding.maker, now=NOW)
    assert bidding.served(rounds.planned()) == [small]


def test_a_demand_and_a_bid_that_serves_it_are_not_both_filled(rounds: Rounds) -> None:
    bidding = Bidding(rounds)
    bidding.market.a_lot(bidding.market.a_producer(), bags=20)
    demand_id = rounds.a_demand(bidding.maker)
    bidding.bid(choices=Choices(demand_id=DemandId(demand_id)), quote=DEAR)
    assert len(bidding.served(rounds.planned())) == 1


def test_a_demand_and_a_bid_that_does_not_serve_it_are_both_filled(rounds: Rounds) -> None:
    bidding = Bidding(rounds)
    bidding.market.a_lot(bidding.market.a_producer(), bags=20)
    rounds.a_demand(bidding.maker)
    bidding.bid(quote=DEAR)
    assert len(bidding.served(rounds.planned())) == 2


def test_the_same_bids_give_the_same_plan_again(bidding: Bidding) -> None:
    bidding.bid()
    round_id = bidding.rounds.planned()
    frozen = bidding.market.do(get_frozen_round, round_id, bidding.rounds.facilitator)
    again = audited_plan(frozen.inputs, bidding.rounds.claim(round_id))
    lines = {(each.lot_id, each.demand_id, each.bid_id, each.bags, each.value_cents) for each in again.allocations}
    assert again.fingerprint == frozen.versions["plan"]
    assert set(frozen.lines) == lines


def test_a_day_without_bids_is_frozen_as_it_ever_was(rounds: Rounds) -> None:
    round_id = rounds.with_a_sale().opened()
    inputs = rounds.market.do(take_snapshot, round_id, SYSTEM, now=NOW)
    assert {"bids", "limits"} & set(inputs) == set()


def test_the_bid_is_the_makers_yes_and_only_the_group_is_asked(bidding: Bidding) -> None:
    bidding.bid()
    row = bidding.allocation(bidding.offered())
    turns = bidding.market.do(lambda: [each.organization_id for each in db.session.get_one(Allocation, row.id).turns])
    assert (row.maker_answer, turns) == (Answer.ACCEPTED, [bidding.producer.organization_id])
    with pytest.raises(Refused, match=r"allocation\.answered_already"):
        bidding.yes(row.id, bidding.maker)


def test_who_agrees_accepts_the_bid_and_its_contract_is_drafted_at_its_price(bidding: Bidding) -> None:
    bid_id = bidding.bid()
    contract_id = bidding.yes(bidding.offered())
    assert contract_id is not None
    assert (bidding.state(bid_id), bidding.contracts()) == ("accepted", [(bid_id, "5900.00")])
    assert (bidding.rounds.reserved(bidding.lot_id), bidding.books_are_right()) == (20, True)


def test_who_declines_leaves_the_bid_open(bidding: Bidding) -> None:
    bid_id = bidding.bid()
    declined = bidding.offered()
    bidding.market.do(decline_allocation, declined, "Not this year.", by=bidding.producer, now=NOW)
    assert (bidding.state(bid_id), bidding.rounds.reserved(bidding.lot_id)) == ("open", 0)


def test_both_yeses_of_a_package_are_needed(rounds: Rounds) -> None:
    bidding = Bidding(rounds)
    neighbour = bidding.market.a_producer()
    other_lot = bidding.market.a_lot(neighbour, bags=20)
    first = bidding.bid()
    bidding.bid(other_lot, only_together_with=bidding.code(first))
    one, other = rounds.allocations(rounds.published())
    owners = {bidding.lot_id: bidding.producer, other_lot: neighbour}
    assert bidding.yes(one, owners[bidding.allocation(one).lot_id]) is None
    assert bidding.contracts() == []
    assert bidding.yes(other, owners[bidding.allocation(other).lot_id]) is not None
    assert (len(bidding.contracts()), bidding.books_are_right()) == (2, True)


@pytest.mark.parametrize("change", ["withdraw", "counter", "revise", "expire"])
def test_a_bid_that_ends_or_changes_takes_its_allocation_back(bidding: Bidding, change: str) -> None:
    bid_id = bidding.bid()
    offered = bidding.offered()
    row = bidding.row(bid_id)
    other = replace(row.newest, quote=DEAR)
    works: dict[str, Any] = {
        "withdraw": (withdraw_bid, (bid_id, Ending.MISTAKE), {"note": "", "by": bidding.maker, "now": NOW}),
        "counter": (counter_bid, (bid_id, other), {"seen": row.standing, "by": bidding.producer, "now": NOW}),
        "revise": (revise_bid, (bid_id, other), {"seen": row.standing, "by": bidding.maker, "now": NOW}),
        "expire": (expire_bid, (bid_id,), {"now": row.valid_until + timedelta(seconds=1)}),
    }
    work, arguments, named = works[change]
    bidding.market.do(work, *arguments, **named)
    allocation = bidding.allocation(offered)
    assert allocation.state.value == "withdrawn"
    assert (bidding.rounds.reserved(bidding.lot_id), bidding.books_are_right()) == (0, True)
    assert bidding.rounds.page(allocation.round_id).state.value == "closed"


def test_a_bid_accepted_outside_the_round_takes_its_bags_from_the_allocation(bidding: Bidding) -> None:
    bid_id = bidding.bid()
    offered = bidding.offered()
    bidding.market.do(accept_bid, bid_id, bidding.row(bid_id).standing, by=bidding.producer, now=NOW)
    assert (bidding.allocation(offered).state.value, bidding.state(bid_id)) == ("withdrawn", "accepted")
    assert (bidding.rounds.reserved(bidding.lot_id), bidding.books_are_right()) == (20, True)


def test_a_bid_is_not_outbid_by_what_is_held_for_itself(bidding: Bidding) -> None:
    bid_id = bidding.bid()
    bidding.offered()
    assert bidding.market.do(outbid, bid_id, now=NOW) is False
    assert bidding.state(bid_id) == "open"


def test_the_group_answers_while_the_bid_stands(bidding: Bidding) -> None:
    bid_id = bidding.bid(valid_until=NOW + timedelta(days=2))
    offered = bidding.offered()
    assert bidding.allocation(offered).answer_by == NOW + timedelta(days=2)
    late = NOW + timedelta(days=2, seconds=1)
    assert bidding.market.do(expire_allocation, offered, now=late)
    assert (bidding.rounds.reserved(bidding.lot_id), bidding.state(bid_id)) == (0, "open")


@pytest.mark.parametrize("change", ["withdrawn", "revised"])
def test_a_plan_is_not_published_over_a_bid_that_has_changed(bidding: Bidding, change: str) -> None:
    bid_id = bidding.bid()
    round_id = bidding.rounds.planned()
    row = bidding.row(bid_id)
    if change == "withdrawn":
        bidding.market.do(withdraw_bid, bid_id, Ending.MISTAKE, note="", by=bidding.maker, now=NOW)
    else:
        terms = replace(row.newest, quote=DEAR)
        bidding.market.do(revise_bid, bid_id, terms, seen=row.standing, by=bidding.maker, now=NOW)
    with pytest.raises(Refused, match=r"round\.bid_changed"):
        bidding.rounds.do(publish_round, round_id, seen=None)


def test_a_plan_is_not_published_over_a_bid_that_may_no_longer_be_served(bidding: Bidding) -> None:
    bidding.bid()
    round_id = bidding.rounds.planned()
    set_row(bidding.market, Lot, bidding.lot_id, farm_gate_pen_kg=Decimal(40))
    with pytest.raises(Refused, match=r"round\.fits_no_more"):
        bidding.rounds.do(publish_round, round_id, seen=None)


def set_row(market: Market, kind: Any, number: int | None, **values: Any) -> None:
    def change() -> None:
        row = db.session.get_one(kind, number)
        for name, value in values.items():
            setattr(row, name, value)
        db.session.commit()

    market.do(change)


def test_what_does_not_bind_or_cannot_be_served_stays_away_with_its_reason(rounds: Rounds) -> None:
    bidding = Bidding(rounds, bags=100)
    market = rounds.market
    countered, soon = bidding.bid(), bidding.bid(valid_until=NOW + timedelta(hours=20))
    far = bidding.bid(incoterm=Incoterm.FCA, place="Tocache", destination="JP")
    row = bidding.row(countered)
    terms = replace(row.newest, quote=DEAR)
    market.do(counter_bid, countered, terms, seen=row.standing, by=bidding.producer, now=NOW)
    elsewhere = market.a_lot(market.a_producer())
    on_hold = bidding.bid(elsewhere)
    set_row(market, Lot, elsewhere, state=LotState.HELD)
    stranger = market.a_maker()
    unverified = market.do(place_bid, LotId(bidding.lot_id), some_bid_terms(quote=FAIR), by=stranger, now=NOW)
    set_row(market, Organization, stranger.organization_id, state=VerificationState.SUSPENDED)
    assert bidding.absences() == {
        bidding.code(countered): "round.bid_countered",
        bidding.code(soon): "round.bid_ends_soon",
        bidding.code(on_hold): "round.bid_lot_away",
        bidding.code(unverified): "round.organization_not_verified",
        bidding.code(far): "round.bid_no_freight",
    }


def test_a_package_with_a_part_that_stays_away_stays_away(rounds: Rounds) -> None:
    bidding = Bidding(rounds)
    other_lot = bidding.market.a_lot(bidding.market.a_producer(), bags=20)
    first = bidding.bid()
    second = bidding.bid(other_lot, only_together_with=bidding.code(first))
    set_row(bidding.market, Lot, other_lot, state=LotState.HELD)
    assert bidding.absences() == {
        bidding.code(first): "round.bid_package_incomplete",
        bidding.code(second): "round.bid_lot_away",
    }
    assert bidding.served(bidding.rounds.planned()) == []


def test_an_unnamed_maker_stays_unnamed_before_the_group(bidding: Bidding) -> None:
    set_row(bidding.market, Organization, bidding.maker.organization_id, name="Casa Callada")
    bidding.bid(choices=Choices(is_anonymous=True))
    offered = bidding.offered()
    group = bidding.market.browser(bidding.producer)
    pages = [group.get(address).text for address in ("/allocations/", f"/allocations/{offered}", "/")]
    assert not [page for page in pages if "Casa Callada" in page]
    assert "A verified maker in France" in pages[1]
    bidding.yes(offered)
    assert "Casa Callada" in group.get(f"/allocations/{offered}").text


def test_the_round_shows_bids_beside_demands(bidding: Bidding) -> None:
    until = clock.now() + timedelta(days=5)
    bid_id, low = (
        bidding.bid(quote=Quote(Decimal(price)), valid_until=until, at=clock.now()) for price in (5900, 5000)
    )
    browser = bidding.market.browser(bidding.rounds.facilitator)
    page = browser.get(f"/rounds/{bidding.rounds.opened()}").text
    assert "2 bids take part" in page
    planned = browser.get(f"/rounds/{bidding.rounds.planned()}").text
    assert f"→ {bidding.code(bid_id)}" in planned
    assert "1 bid was not served" in planned
    assert bidding.code(low) in planned
    assert BidState.OPEN.value == bidding.state(low)
