"""Best price first, whole bags, ties by the published rule, and nothing about others in what a maker is told."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.domain.tenders.awards import Award, Light, Outcome, Sealed, award, light, rank_of, ranked, ties
from marketplace.domain.tenders.draws import Arrival, drawn
from marketplace.domain.tenders.terms import PaymentRule, TenderTerms, TieRule
from tests.domain.tenders.cases import NOW, SALT, sealed, some_rules, usd

ONE_PRICE = PaymentRule.ONE_PRICE


def bags_of(found: Award) -> dict[int, int]:
    return {line.key: line.bags for line in found.lines}


def test_the_best_price_is_served_first() -> None:
    found = award(some_rules(), SALT, bids=[sealed(1, 5200), sealed(2, 5600), sealed(3, 5400), sealed(4, 5100)])
    assert [line.key for line in found.lines] == [2, 3, 1, 4]
    assert bags_of(found) == {2: 20, 3: 20, 1: 20, 4: 0}
    assert found.line(4).outcome is Outcome.OUTBID
    assert (found.left, found.lowest) == (0, Decimal(5200))


def test_a_bid_that_may_be_cut_takes_the_rest() -> None:
    found = award(some_rules(), SALT, bids=[sealed(1, 5600, bags=50), sealed(2, 5400, least=10)])
    assert (found.line(2).bags, found.line(2).outcome) == (10, Outcome.WON_PART)


def test_a_bid_for_more_than_is_left_makes_room_for_the_next() -> None:
    found = award(some_rules(), SALT, bids=[sealed(1, 5600, bags=50), sealed(2, 5400), sealed(3, 5300, bags=8)])
    assert bags_of(found) == {1: 50, 2: 0, 3: 8}
    assert found.line(2).outcome is Outcome.REST_TOO_SMALL
    assert found.left == 2


def test_nothing_is_sold_below_the_minimum() -> None:
    found = award(some_rules(minimum=usd(5500)), SALT, bids=[sealed(1, "5499.99"), sealed(2, 5500)])
    assert bags_of(found) == {2: 20, 1: 0}
    assert found.line(1).outcome is Outcome.BELOW_MINIMUM


def test_without_bids_everything_is_left() -> None:
    assert award(some_rules(), SALT, bids=[]) == Award((), 60, None)


def test_everybody_pays_the_own_price_or_the_lowest_that_won() -> None:
    bids = [sealed(1, 5600), sealed(2, 5200)]
    own, one = (award(some_rules(payment=rule), SALT, bids=bids) for rule in PaymentRule)
    assert [line.amount for line in own.lines] == [5600, 5200]
    assert [line.amount for line in one.lines] == [5200, 5200]


def test_of_equal_prices_the_earliest_comes_first() -> None:
    bids = [sealed(1, 5400, bags=60, minute=2), sealed(2, 5400, bags=60, minute=1)]
    assert [line.key for line in award(some_rules(), SALT, bids=bids).lines] == [2, 1]


def test_of_equal_prices_the_smallest_hash_comes_first_in_a_draw() -> None:
    bids = [sealed(key, 5400, minute=key) for key in range(1, 9)]
    order = [bid.key for bid in ranked(some_rules(tie_rule=TieRule.DRAW), SALT, bids=bids)]
    assert order == sorted(range(1, 9), key=lambda key: drawn(SALT, f"receipt {key}"))
    assert order != sorted(order)


def test_only_equal_prices_are_ties() -> None:
    bids = [sealed(1, 5400), sealed(2, 5400, minute=1), sealed(3, 5300), sealed(4, 5200), sealed(5, 5200, minute=1)]
    assert [[bid.key for bid in group] for group in ties(bids)] == [[1, 2], [4, 5]]


def test_a_maker_learns_the_own_place() -> None:
    bids = [sealed(1, 5400), sealed(2, 5600)]
    assert [rank_of(some_rules(), SALT, bids=bids, key=key) for key in (1, 2)] == [2, 1]


@pytest.mark.parametrize(
    ("amount", "expected"), [(5601, Light.GREEN), (5400, Light.AMBER), ("5333.33", Light.RED), (5000, Light.RED)]
)
def test_the_light_says_how_near_a_bid_is(amount: str, expected: Light) -> None:
    bids = [sealed(1, 5600, bags=60), sealed(2, amount, bags=60, minute=1)]
    assert light(some_rules(amber=5), SALT, bids=bids, key=2) is expected


def test_a_bid_that_would_win_only_in_part_is_not_green() -> None:
    bids = [sealed(1, 5600, bags=50), sealed(2, 5400, least=5)]
    assert light(some_rules(), SALT, bids=bids, key=2) is Light.AMBER
    assert light(some_rules(amber=1), SALT, bids=bids, key=2) is Light.RED


@st.composite
def tenders(draw: st.DrawFn) -> tuple[TenderTerms, list[Sealed]]:
    """Any rules, and any bids that keep them: prices from a few steps, so that ties are common."""
    bags = draw(st.integers(1, 40))
    parcel = draw(st.integers(1, bags))
    rules = some_rules(
        bags=bags,
        parcel=parcel,
        minimum=usd(draw(st.integers(4990, 5010))),
        tie_rule=draw(st.sampled_from(TieRule)),
        payment=draw(st.sampled_from(PaymentRule)),
    )
    bids = []
    for key in range(draw(st.integers(0, 8))):
        wanted = draw(st.integers(parcel, bags))
        arrival = Arrival(NOW + timedelta(minutes=draw(st.integers(0, 3))), f"receipt {key}")
        amount = Decimal(draw(st.integers(4995, 5015)))
        bids.append(Sealed(key, wanted, draw(st.integers(parcel, wanted)), amount, arrival))
    return rules, bids


@given(tenders(), st.text(max_size=8))
def test_bags_are_exact_and_within_what_each_asked_for(case: tuple[TenderTerms, list[Sealed]], salt: str) -> None:
    rules, bids = case
    found = award(rules, salt, bids=bids)
    assert sum(line.bags for line in found.lines) + found.left == rules.bags
    wanted = {bid.key: bid for bid in bids}
    assert all(wanted[line.key].least_bags <= line.bags <= wanted[line.key].bags for line in found.winners)
    assert all(line.bags >= rules.parcel for line in found.winners)
    assert {line.key for line in found.lines} == set(wanted)


@given(tenders(), st.text(max_size=8))
def test_no_better_bid_is_passed_over(case: tuple[TenderTerms, list[Sealed]], salt: str) -> None:
    """Whoever got less than asked could not have got more out of what the better ranked left."""
    rules, bids = case
    found, wanted = award(rules, salt, bids=bids), {bid.key: bid for bid in bids}
    left = rules.bags
    for line in found.lines:
        bid = wanted[line.key]
        if bid.amount >= rules.minimum.amount and line.bags < bid.bags:
            assert left < bid.bags
            assert line.bags == left or (line.bags == 0 and left < bid.least_bags)
        left -= line.bags


@given(tenders(), st.text(max_size=8))
def test_prices_fall_with_rank_and_ties_keep_the_rule(case: tuple[TenderTerms, list[Sealed]], salt: str) -> None:
    rules, bids = case
    wanted = {bid.key: bid for bid in bids}
    order = [wanted[line.key] for line in award(rules, salt, bids=bids).lines]
    assert [bid.amount for bid in order] == sorted((bid.amount for bid in bids), reverse=True)
    for group in ties(order):
        if rules.tie_rule is TieRule.DRAW:
            assert group == sorted(group, key=lambda bid: drawn(salt, bid.arrival.receipt))
        else:
            assert group == sorted(group, key=lambda bid: (bid.arrival.at, drawn(salt, bid.arrival.receipt)))


@given(tenders(), st.text(max_size=8), st.randoms())
def test_the_order_in_which_bids_are_read_does_not_matter(
    case: tuple[TenderTerms, list[Sealed]], salt: str, chance: object
) -> None:
    rules, bids = case
    shuffled = sorted(bids, key=lambda _: chance.random())  # type: ignore[attr-defined]
    assert award(rules, salt, bids=bids) == award(rules, salt, bids=shuffled)


@given(tenders(), st.text(max_size=8))
def test_nobody_pays_more_than_bid_nor_less_than_the_minimum(case: tuple[TenderTerms, list[Sealed]], salt: str) -> None:
    rules, bids = case
    found, wanted = award(rules, salt, bids=bids), {bid.key: bid for bid in bids}
    for line in found.lines:
        assert (line.amount is None) == (line.bags == 0)
        if line.amount is not None:
            assert rules.minimum.amount <= line.amount <= wanted[line.key].amount
    paid = {line.amount for line in found.winners}
    assert rules.payment is not ONE_PRICE or paid <= {found.lowest}
