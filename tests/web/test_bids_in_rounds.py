"""What pages say of bids in rounds: settled by hand, not served and why, and packages that no round plans."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from marketplace import clock
from marketplace.domain.exchange import Quote
from marketplace.domain.ids import RoundId
from marketplace.models.rows.people.accounts import Organization
from marketplace.services.publishing import publish_round
from tests.rounds import Rounds
from tests.services.test_bids_in_rounds import DEAR, Bidding, set_row
from tests.web.test_bids import TYPED

SECRET = Quote(Decimal(7321))
LOW = Quote(Decimal(5600))


@pytest.fixture
def bidding(rounds: Rounds) -> Bidding:
    return Bidding(rounds)


def test_a_bid_is_left_out_by_hand_from_its_link(bidding: Bidding) -> None:
    bid_id = bidding.bid(quote=DEAR)
    round_id = bidding.rounds.planned()
    browser = bidding.market.browser(bidding.rounds.facilitator)
    link = re.search(r'href="([^"]+kind=leave_out)"', browser.get(f"/rounds/{round_id}").text)
    assert link
    form = browser.get(link[1].replace("&amp;", "&")).text
    assert re.search(r'value="leave_out"[^>]*checked|checked[^>]*value="leave_out"', form)
    sent = {"kind": "leave_out", "bid_id": bid_id, "why": "The maker asked the alliance to wait"}
    answer = browser.post(f"/rounds/{round_id}/by-hand/bids", sent)
    bidding.rounds.compute(round_id)
    page = browser.get(answer.location or "").text
    for words in ("The maker asked the alliance to wait", f"Out: {bidding.code(bid_id)}", "Costs 100"):
        assert words in page


def test_a_bid_settled_in_is_marked_on_the_plan_and_the_others_are_told_why_not(bidding: Bidding) -> None:
    now: dict[str, Any] = {"valid_until": clock.now() + timedelta(days=5), "at": clock.now()}
    dear, low = bidding.bid(quote=DEAR, **now), bidding.bid(quote=LOW, **now)
    round_id = bidding.rounds.planned()
    browser = bidding.market.browser(bidding.rounds.facilitator)
    assert "Settle it in by hand" in browser.get(f"/rounds/{round_id}").text
    sent = {"kind": "serve", "bid_id": low, "why": "Promised at the fair"}
    scenario = browser.post(f"/rounds/{round_id}/by-hand/bids", sent).location or ""
    bidding.rounds.compute(round_id)
    browser.post(f"{scenario}/adopt", {"version": bidding.rounds.page(round_id).version})
    page = browser.get(f"/rounds/{round_id}").text
    assert "settled by hand" in page
    assert re.search(rf"{bidding.code(dear)}.*so many bags of lot", page, re.DOTALL)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"why": ""}, "Please fill this in."),
        ({"why": "no"}, "Please say why"),
        ({"bid_id": "987654"}, "Not a valid choice"),
        ({"kind": "lock"}, "Not a valid choice"),
    ],
)
def test_what_cannot_be_settled_is_said_beside_the_field(
    bidding: Bidding, changes: dict[str, str], sentence: str
) -> None:
    bid_id = bidding.bid()
    round_id = bidding.rounds.planned()
    sent = {"kind": "serve", "bid_id": str(bid_id), "why": "Promised at the fair"}
    browser = bidding.market.browser(bidding.rounds.facilitator)
    answer = browser.post(f"/rounds/{round_id}/by-hand/bids", sent | changes)
    assert (answer.status_code, sentence in answer.text) == (422, True)


def test_a_round_without_bids_has_none_to_settle(rounds: Rounds) -> None:
    round_id = rounds.with_a_sale().planned()
    page = rounds.market.browser(rounds.facilitator).get(f"/rounds/{round_id}/by-hand/bids").text
    assert "No bid took part in this round." in page


def published_over(bidding: Bidding) -> RoundId:
    """Publish a plan that serves some bid, whatever became of the others."""
    round_id = bidding.rounds.planned()
    bidding.rounds.do(publish_round, round_id, seen=None)
    return round_id


def test_who_bid_too_low_is_told_from_which_price_on_a_bid_counts_and_nobody_elses(bidding: Bidding) -> None:
    rival = bidding.market.a_maker()
    low = bidding.bid(quote=LOW)
    mine, bidding.maker = bidding.maker, rival
    bidding.bid(quote=SECRET)
    published_over(bidding)
    page = bidding.market.browser(mine).get(f"/bids/{low}").text
    assert "What it offers above its lot&#39;s price is not worth a contract." in page
    told = re.search(r"From ([\d,.]+) USD/t on a round takes it into account \(it named 5,600", page)
    assert told
    assert Decimal(5650) < Decimal(told[1].replace(",", "")) <= Decimal(5760)
    assert not re.search(r"7[,.]?32\d|7[,.]?33\d", page)


def test_who_was_outbid_learns_no_price_and_no_name(bidding: Bidding) -> None:
    rival = bidding.market.a_maker()
    set_row(bidding.market, Organization, rival.organization_id, name="Casa Callada")
    fair = bidding.bid(quote=Quote(Decimal(6900)))
    mine, bidding.maker = bidding.maker, rival
    bidding.bid(quote=SECRET)
    round_id = published_over(bidding)
    page = bidding.market.browser(mine).get(f"/bids/{fair}").text
    assert "Serving others, or another of your bids that it is tied to, was worth more." in page
    assert not re.search(r"7[,.]?3[234]\d", page)
    assert "Casa Callada" not in page
    told = bidding.market.browser(bidding.rounds.facilitator).get(f"/rounds/{round_id}").text
    assert re.search(r"At 7[,.]?32\d(\.\d+)? USD/t or more it would have been served", told)


def test_the_group_reads_nothing_of_what_would_have_won(bidding: Bidding) -> None:
    low = bidding.bid(quote=LOW)
    bidding.bid(quote=SECRET)
    published_over(bidding)
    page = bidding.market.browser(bidding.producer).get(f"/bids/{low}").text
    assert "What the last round decided" not in page


def test_both_sides_are_told_that_a_package_twice_on_one_lot_is_answered_outside_rounds(rounds: Rounds) -> None:
    bidding = Bidding(rounds, bags=60)
    first = bidding.bid(valid_until=clock.now() + timedelta(days=5), at=clock.now())
    bidding.bid(only_together_with=bidding.code(first), valid_until=clock.now() + timedelta(days=5), at=clock.now())
    words = "Its package names one lot twice, so it is answered outside rounds."
    for side in (bidding.maker, bidding.producer):
        assert words in bidding.market.browser(side).get(f"/bids/{first}").text


def test_who_is_about_to_place_such_a_bid_is_told_before(rounds: Rounds) -> None:
    bidding = Bidding(rounds, bags=60)
    until = clock.now() + timedelta(days=5)
    first = bidding.bid(valid_until=until, at=clock.now())
    address = f"/lots/{bidding.market.code_of_lot(bidding.lot_id)}/bid"
    browser = bidding.market.browser(bidding.maker)
    said = TYPED | {
        "valid_until": f"{until:%Y-%m-%dT%H:%M}",
        "only_together_with": bidding.code(first),
        "preview": "1",
    }
    page = browser.post(address, said).text
    assert "Its package names one lot twice, so it is answered outside rounds." in page
    assert "This is below the list price" in page
    other = browser.post(address, said | {"only_together_with": "", "price_amount": "9000"}).text
    assert "answered outside rounds" not in other
    assert "This is below the list price" not in other


def test_a_package_that_leaves_two_choices_is_told_on_its_page(rounds: Rounds) -> None:
    bidding = Bidding(rounds, bags=60)
    lots = [bidding.market.a_lot(bidding.market.a_producer(), bags=60) for _ in range(2)]
    now: dict[str, Any] = {"valid_until": clock.now() + timedelta(days=5), "at": clock.now()}
    first, rival, other = bidding.bid(**now), bidding.bid(**now), bidding.bid(lots[0], **now)
    tied: dict[str, Any] = {"only_together_with": bidding.code(first), "either_of": bidding.code(rival)}
    bidding.bid(lots[0], **tied, **now)
    last = bidding.bid(lots[1], **(tied | {"either_of": bidding.code(other)}), **now)
    page = bidding.market.browser(bidding.maker).get(f"/bids/{last}").text
    assert "Its package leaves more than one choice, so it is answered outside rounds." in page
