"""Bids that hang together: all or none, at most one, no more than so much in all."""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.domain.bids.life import BidState
from marketplace.domain.bids.ties import (
    Knot,
    contradictions,
    counted_of,
    is_complete,
    overtaken_by,
    package_of,
    rivals_of,
    room_under_cap,
    tie_faults,
)
from marketplace.domain.ids import BidId
from marketplace.domain.mass import Mass
from tests.domain.samples import mass

A_TONNE = Mass(Decimal(1000))
OPEN, HELD, AGREED, GONE = BidState.OPEN, BidState.AGREED_IN_PART, BidState.ACCEPTED, BidState.REFUSED


@dataclass(frozen=True)
class Some:
    """A bid as the rules of conditions see it."""

    id: BidId
    state: BidState = OPEN
    volume: Mass = A_TONNE
    cap: Mass | None = None
    only_together_with: str | None = None
    either_of: str | None = None
    counted_with: str | None = None
    since: Mass | None = None

    @property
    def counted(self) -> Mass:
        """How much of it counts."""
        return self.since or self.volume


def package(*states: BidState) -> list[Some]:
    return [Some(BidId(number), state, only_together_with="P") for number, state in enumerate(states)]


def choice(*states: BidState) -> list[Some]:
    return [Some(BidId(number), state, either_of="C") for number, state in enumerate(states)]


def counted(*states: BidState, cap: int = 2000) -> list[Some]:
    return [Some(BidId(number), state, cap=mass(cap), counted_with="K") for number, state in enumerate(states)]


def faults(bids: list[Some]) -> list[str]:
    return [each.code for each in tie_faults(bids[0], bids)]


def test_bids_without_conditions_have_nothing_to_do_with_each_other() -> None:
    bids = [Some(BidId(1)), Some(BidId(2), GONE)]
    assert [each(bids[0], bids) for each in (package_of, rivals_of, counted_of)] == [[], [], []]
    assert (faults(bids), is_complete(bids[0], bids), overtaken_by(bids[0], bids)) == ([], True, ([], []))


@pytest.mark.parametrize(
    ("others", "is_whole", "codes"),
    [((HELD, HELD), True, []), ((HELD, OPEN), False, []), ((HELD, GONE), False, ["bid.package_broken"])],
)
def test_a_package_is_whole_when_all_others_are_agreed(
    others: tuple[BidState, ...], *, is_whole: bool, codes: list[str]
) -> None:
    bids = package(OPEN, *others)
    assert (is_complete(bids[0], bids), faults(bids)) == (is_whole, codes)


@pytest.mark.parametrize(
    ("other", "codes"), [(OPEN, []), (GONE, []), (HELD, ["bid.choice_taken"]), (AGREED, ["bid.choice_taken"])]
)
def test_of_a_choice_at_most_one_is_agreed(other: BidState, codes: list[str]) -> None:
    assert faults(choice(OPEN, other)) == codes


def test_an_agreed_one_overtakes_the_rest_of_its_choice() -> None:
    bids = choice(AGREED, OPEN, GONE)
    assert overtaken_by(bids[0], bids) == ([bids[1]], [])


def test_a_cap_counts_what_is_agreed() -> None:
    assert faults(counted(OPEN, AGREED)) == []
    assert faults(counted(OPEN, AGREED, HELD)) == ["bid.cap_reached"]
    assert faults(counted(OPEN, AGREED, cap=1500)) == ["bid.cap_reached"]


def test_a_bid_that_is_still_written_counts_with_all_that_it_is_for() -> None:
    assert Knot(id=BidId(0), volume=mass(700)).counted == mass(700)


def test_an_accepted_bid_counts_with_the_bags_that_its_contract_was_changed_to() -> None:
    grown = Some(BidId(2), AGREED, counted_with="B-1", since=mass(1500))
    bid = Some(BidId(1), cap=mass(2400), counted_with="B-1")
    assert [each.code for each in tie_faults(bid, [grown])] == ["bid.cap_reached"]


@pytest.mark.parametrize(
    ("cap", "other", "left"),
    [(mass(3000), None, 2000), (None, mass(2500), 1500), (None, None, None), (mass(500), None, 0)],
)
def test_an_agreed_bid_may_grow_as_far_as_the_strictest_cap_leaves_room(
    cap: Mass | None, other: Mass | None, left: int | None
) -> None:
    bid = Some(BidId(1), AGREED, cap=cap, counted_with="B-1")
    beside = Some(BidId(2), AGREED, cap=other, counted_with="B-1")
    assert room_under_cap(bid, [bid, beside]) == (None if left is None else mass(left))


def test_the_strictest_cap_of_all_agreed_bids_holds() -> None:
    loose = Some(BidId(1), cap=mass(9000), counted_with="K")
    strict = Some(BidId(2), AGREED, cap=mass(1500), counted_with="K")
    uncapped = Some(BidId(3), counted_with="K")
    assert [each.code for each in tie_faults(loose, [loose, strict])] == ["bid.cap_reached"]
    assert [each.code for each in tie_faults(uncapped, [uncapped, strict])] == ["bid.cap_reached"]


def test_what_fits_under_no_cap_any_more_is_overtaken() -> None:
    bids = counted(AGREED, OPEN, OPEN, cap=1999)
    assert overtaken_by(bids[0], bids) == ([], bids[1:])


@given(st.lists(st.integers(1, 50), min_size=1, max_size=8), st.integers(1, 150))
def test_however_bids_are_accepted_one_after_another_the_cap_is_kept(tonnes: list[int], cap: int) -> None:
    bids = [Some(BidId(n), volume=mass(t), cap=mass(cap), counted_with="K") for n, t in enumerate(tonnes)]
    for place, bid in enumerate(bids):
        if not tie_faults(bid, bids):
            bids[place] = Some(bid.id, AGREED, bid.volume, bid.cap, counted_with="K")
    agreed = sum(each.volume.kilograms for each in bids if each.state is AGREED)
    assert agreed <= cap


def knot(**told: Any) -> Knot:
    return Knot(id=BidId(0), volume=A_TONNE, **told)


@pytest.mark.parametrize(
    ("new", "others", "codes"),
    [
        (knot(), package(OPEN, OPEN), []),
        (knot(only_together_with="P"), package(OPEN, OPEN), []),
        (knot(only_together_with="P", either_of="C"), [replace(package(OPEN, OPEN)[1], either_of="D")], []),
        (
            knot(only_together_with="P", either_of="C"),
            [replace(package(OPEN, OPEN)[1], either_of="C")],
            ["bid.conditions_contradict"],
        ),
        (knot(only_together_with="P", either_of="C"), [replace(package(GONE, GONE)[1], either_of="C")], []),
        (knot(counted_with="K"), counted(OPEN, OPEN, cap=999), ["bid.cap_too_small"]),
        (knot(counted_with="K"), counted(GONE, GONE, cap=999), []),
        (knot(counted_with="K", cap=mass(1000)), counted(OPEN, OPEN, cap=1000), []),
        (
            knot(only_together_with="P", counted_with="K", cap=mass(1999)),
            [replace(package(OPEN, OPEN)[1], counted_with="K")],
            ["bid.package_above_cap"],
        ),
        (
            knot(only_together_with="P", counted_with="K", cap=mass(2000)),
            [replace(package(OPEN, OPEN)[1], counted_with="K")],
            [],
        ),
    ],
)
def test_conditions_that_nobody_could_meet_are_told_at_once(new: Knot, others: list[Some], codes: list[str]) -> None:
    assert [each.code for each in contradictions(new, others)] == codes
