"""What stands against settling bids in by hand: bags, a choice, a cap, beside all that hands have settled so far."""

from typing import Any

from marketplace.domain.bids.settling import LotLeft, Settled, Whole, bags_faults, serving_faults
from marketplace.domain.bids.wishes import Limit
from marketplace.domain.ids import LotId
from tests.domain.samples import mass

LOTS = {LotId(number): LotLeft(f"LOT-{number}", 60) for number in (1, 2)}


def whole(number: int, *, bags: int = 20, **changes: Any) -> Whole:
    plain: dict[str, Any] = {"bags": {LotId(1): bags}, "volume": mass(50 * bags)}
    return Whole(key=f"b{number}", code=f"B-{number}", **(plain | changes))


def codes(bids: Whole, settled: Settled, *limits: Limit) -> list[str]:
    return [each.code for each in serving_faults(bids, settled, lots=LOTS, limits=limits)]


def test_a_bid_is_settled_in_where_nothing_is() -> None:
    assert codes(whole(1, bags=60), Settled()) == []


def test_bags_that_are_settled_for_others_are_gone() -> None:
    settled = Settled(bags={LotId(1): 45})
    (fault,) = bags_faults({LotId(1): 20, LotId(2): 60}, settled, lots=LOTS)
    assert (fault.code, fault.facts) == ("edit.bags_settled", {"lot": "LOT-1", "bags": 20, "left": 15})
    assert codes(whole(1), settled) == ["edit.bags_settled"]


def test_of_a_choice_one_is_settled_in() -> None:
    settled = Settled(bids=(whole(2, choice="B-2"), whole(3)))
    assert codes(whole(1, choice="B-2"), settled) == ["edit.choice_settled"]
    assert codes(whole(1, choice="B-9"), settled) == []
    assert codes(whole(1), settled) == []


def test_a_cap_counts_what_is_settled_for_bids_and_demands() -> None:
    settled = Settled(bids=(whole(2),), demands={"7": mass(400)})
    keys = ("7", "b1", "b2")
    assert codes(whole(1), settled, Limit("cap", keys, mass(2400))) == []
    assert codes(whole(1), settled, Limit("cap", keys, mass(2399)), Limit("m", keys, mass(1))) == ["edit.cap_settled"]
    assert codes(whole(1), settled, Limit("cap", ("b2", "b3"), mass(1))) == []


def test_a_cap_that_goes_with_another_bid_counts_only_where_that_is_settled_in() -> None:
    keys = ("b1", "b2", "b3")
    settled = Settled(bids=(whole(2),))
    assert codes(whole(1), settled, Limit("cap", keys, mass(1500), "b3")) == []
    assert codes(whole(1), settled, Limit("cap", keys, mass(1500), "b2")) == ["edit.cap_settled"]
    assert codes(whole(1), settled, Limit("cap", keys, mass(1500), "b1")) == ["edit.cap_settled"]
