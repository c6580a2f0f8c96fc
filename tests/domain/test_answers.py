"""A no tells each side what it can do, and nothing of what others would pay."""

from decimal import Decimal

import pytest

from marketplace.domain.answers import for_party, win_for_party, wins_for_alliance, wins_for_party
from marketplace.domain.errors import Reason, reason
from marketplace.domain.events import SubjectKind
from marketplace.domain.plans import WinningChange

PRICE = "eligibility.price"
CADMIUM = "eligibility.cadmium"


@pytest.mark.parametrize("code", ["value_negative", "outbid", "demand_taken_by_better", "bid_below", "bid_outbid"])
def test_what_others_would_pay_is_left_out(code: str) -> None:
    told = for_party(reason(f"miss.{code}", cost="350", value="-20", loss="20"), SubjectKind.LOT)
    assert told == Reason(f"answer.{code}")


@pytest.mark.parametrize(
    ("rules", "told"),
    [([CADMIUM, PRICE], [CADMIUM]), ([PRICE], None), ([], None), (None, None)],
)
def test_whether_the_price_was_in_the_way_is_left_out(rules: object, told: object) -> None:
    found = for_party(reason("miss.no_admissible_demand", demands=3, nearest="D-1", rules=rules), SubjectKind.LOT)
    assert (found.code, found.facts) == ("answer.no_admissible_demand", {"rules": told})


def test_what_speaks_of_the_own_thing_only_is_told_as_it_is() -> None:
    own = reason("miss.minimum_parcel", smallest_parcel="500")
    assert for_party(own, SubjectKind.LOT) == own


@pytest.mark.parametrize(("side", "told"), [(SubjectKind.BID, "answer.bid_outbid"), (SubjectKind.DEMAND, "miss.tied")])
def test_whether_another_bid_was_worth_exactly_as_much_is_not_told_to_a_bidder(side: SubjectKind, told: str) -> None:
    assert for_party(reason("miss.tied"), side).code == told


def test_a_bidder_is_told_at_which_price_its_bid_first_counts_and_not_which_would_have_beaten_others() -> None:
    wins = [WinningChange(what, Decimal(5600), Decimal(after)) for what, after in (("bid", 6011), ("bid_floor", 5626))]
    told = wins_for_party(wins, SubjectKind.BID)
    assert [(each.what, each.after) for each in told] == [("bid_floor", Decimal(5630))]
    assert wins_for_alliance(wins) == (wins[0],)
    assert wins_for_alliance(wins[1:]) == (wins[1],)


def test_a_lot_is_told_every_change_that_would_have_won() -> None:
    wins = [WinningChange("price", Decimal(5600), Decimal(5511)), WinningChange("parcel", Decimal(600), Decimal(300))]
    assert [each.after for each in wins_for_party(wins, SubjectKind.LOT)] == [Decimal(5510), Decimal(300)]


@pytest.mark.parametrize(
    ("side", "what", "after", "told"),
    [
        (SubjectKind.LOT, "price", "5426.37", "5420"),
        (SubjectKind.LOT, "price", "5420", "5420"),
        (SubjectKind.DEMAND, "ceiling", "6301.02", "6310"),
        (SubjectKind.LOT, "parcel", "305", "305"),
    ],
)
def test_a_winning_price_is_rounded_so_that_it_still_wins(side: SubjectKind, what: str, after: str, told: str) -> None:
    change = WinningChange(what, Decimal(6000), Decimal(after))
    assert win_for_party(change, side) == WinningChange(what, Decimal(6000), Decimal(told))
