"""Bids before a round: packages are one wish, conditions are kept, and what cannot be said so stays away."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from marketplace.domain.bids.wishes import (
    SHORTEST_TIME,
    Held,
    Limit,
    RoundBid,
    Wish,
    held_by,
    limits_of,
    time_fault,
    wishes_of,
)
from marketplace.domain.ids import BidId, DemandId, LotId
from marketplace.domain.money import Currency, Incoterm, UnitPrice
from tests.domain.samples import mass

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
PRICE = UnitPrice(Decimal(5600), Currency.USD, Incoterm.FOB, "Callao")


def a_bid(number: int, **changes: Any) -> RoundBid:
    plain: dict[str, Any] = {
        "id": BidId(number),
        "code": f"B-{number}",
        "lot_id": LotId(number),
        "bags": 20,
        "volume": mass(1000),
        "price": PRICE,
        "landed": Decimal(6080),
        "asked": Decimal(6000),
    }
    return RoundBid(**(plain | changes))


def keys(bids: list[RoundBid], *broken: str) -> list[str]:
    return [wish.key for wish in wishes_of(bids, broken=broken)[0]]


def away(bids: list[RoundBid], *broken: str) -> dict[int, str]:
    return {number: each.code for number, each in wishes_of(bids, broken=broken)[1].items()}


def test_each_bid_is_a_wish_of_its_own() -> None:
    assert keys([a_bid(2), a_bid(1)]) == ["b1", "b2"]


def test_bids_that_go_only_together_are_one_wish() -> None:
    bids = [a_bid(3, package="B-1"), a_bid(2), a_bid(1, package="B-1")]
    assert keys(bids) == ["b1-b3", "b2"]
    assert wishes_of(bids)[0][0].volume == mass(2000)


def test_a_package_of_which_some_bid_stays_away_stays_away() -> None:
    bids = [a_bid(1, package="B-1"), a_bid(2)]
    assert (keys(bids, "B-1"), away(bids, "B-1")) == (["b2"], {1: "round.bid_package_incomplete"})


def test_a_single_bid_is_not_broken_by_a_package_that_bears_its_code() -> None:
    assert keys([a_bid(1)], "B-1") == ["b1"]


def test_a_package_within_two_choices_or_twice_on_one_lot_is_answered_outside_rounds() -> None:
    tangled = [a_bid(1, package="B-1", choice="B-8"), a_bid(2, package="B-1", choice="B-9")]
    twice = [a_bid(1, package="B-1"), a_bid(2, package="B-1", lot_id=LotId(1))]
    assert away(tangled) == dict.fromkeys((1, 2), "round.bid_conditions_tangled")
    assert away(twice) == dict.fromkeys((1, 2), "round.bid_same_lot")


def test_a_package_may_be_one_side_of_a_choice() -> None:
    wishes, _ = wishes_of([a_bid(1, package="B-1", choice="B-9"), a_bid(2, package="B-1"), a_bid(3)])
    assert [wish.choice for wish in wishes] == ["B-9", None]


def test_what_a_bid_is_worth_is_what_it_offers_above_the_lots_own_price() -> None:
    cheap, dear = a_bid(1), a_bid(2, landed=Decimal(7000), asked=Decimal(6500))
    wish = Wish((cheap, dear))
    assert wish.ceiling == Decimal(7000)
    assert [wish.ceiling - wish.meets_at(bid) for bid in wish.bids] == [Decimal(80), Decimal(500)]


def test_a_bid_that_soon_ends_takes_no_part() -> None:
    assert time_fault(NOW + SHORTEST_TIME, now=NOW) is None
    fault = time_fault(NOW + SHORTEST_TIME - timedelta(seconds=1), now=NOW)
    assert fault is not None
    assert fault.code == "round.bid_ends_soon"


def test_one_cap_for_all_of_a_count_is_one_limit_less_what_is_agreed() -> None:
    bids = [a_bid(1, counted_with="B-1", cap=mass(2500)), a_bid(2, counted_with="B-1", cap=mass(2500)), a_bid(3)]
    found = limits_of(wishes_of(bids)[0], agreed={"B-1": Held(mass(1000), mass(9000))}, sought={})
    assert found == (Limit("cap-B-1", ("b1", "b2"), mass(1500)),)


def test_the_cap_that_a_bid_names_holds_where_that_bid_is_in() -> None:
    bids = [a_bid(1, counted_with="B-1", cap=mass(3000)), a_bid(2, counted_with="B-1", cap=mass(2500))]
    found = limits_of(wishes_of(bids)[0], agreed={"B-1": Held(mass(1000))}, sought={})
    assert found == (
        Limit("cap-B-1", ("b1", "b2"), mass(2000)),
        Limit("cap-B-1-b2", ("b1", "b2"), mass(1500), "b2"),
    )


def test_of_a_package_the_smallest_cap_holds() -> None:
    bids = [a_bid(number, package="B-1", counted_with="B-1", cap=mass(cap)) for number, cap in ((1, 3000), (2, 2000))]
    found = limits_of(wishes_of([*bids, a_bid(3, counted_with="B-1", cap=mass(5000))])[0], agreed={}, sought={})
    assert [(each.most, each.only_with) for each in found] == [(mass(5000), None), (mass(2000), "b1-b2")]


def test_the_caps_of_bids_that_hold_hold_always() -> None:
    held = held_by([(mass(700), mass(2000)), (mass(300), mass(1800)), (mass(500), None)])
    assert held == Held(mass(1500), mass(1800))
    bids = [a_bid(1, counted_with="B-1", cap=mass(9000))]
    assert limits_of(wishes_of(bids)[0], agreed={"B-1": held}, sought={})[0].most == mass(300)


def test_a_cap_is_never_below_nothing() -> None:
    bids = [a_bid(1, counted_with="B-1", cap=mass(500))]
    assert limits_of(wishes_of(bids)[0], agreed={"B-1": Held(mass(1000))}, sought={})[0].most == mass(0)


def test_a_package_is_named_once_in_a_limit() -> None:
    both = {"package": "B-1", "counted_with": "B-1", "cap": mass(5000), "demand_id": DemandId(7)}
    wishes, _ = wishes_of([a_bid(1, **both), a_bid(2, **both)])
    found = limits_of(wishes, agreed={}, sought={DemandId(7): mass(9000)})
    assert [limit.keys for limit in found] == [("b1-b2",), ("7", "b1-b2")]


def test_a_bid_and_the_demand_it_serves_are_counted_together() -> None:
    wishes, _ = wishes_of([a_bid(1, demand_id=DemandId(7)), a_bid(2, demand_id=DemandId(8))])
    found = limits_of(wishes, agreed={}, sought={DemandId(7): mass(1500)})
    assert found == (Limit("demand-7", ("7", "b1"), mass(1500)),)


def test_a_bid_for_more_than_its_demand_seeks_may_still_be_served_alone() -> None:
    wishes, _ = wishes_of([a_bid(1, demand_id=DemandId(7), volume=mass(2000))])
    assert limits_of(wishes, agreed={}, sought={DemandId(7): mass(1500)})[0].most == mass(2000)
