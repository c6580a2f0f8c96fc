"""The pages of proposals: what each side sees of the other, and its answer."""

import pytest

from tests.market import Market
from tests.rounds import Rounds

WHY = {"note": "The price is too high."}


def test_each_side_sees_the_other_by_name(rounds: Rounds, market: Market) -> None:
    allocation_id = rounds.offered()
    pages = [market.browser(side).get(f"/allocations/{allocation_id}").text for side in (rounds.producer, rounds.maker)]
    assert all("Please answer until" in page and "5,650" in page for page in pages)


def test_the_group_does_not_learn_the_makers_ceiling(rounds: Rounds, market: Market) -> None:
    allocation_id = rounds.offered()
    pages = [market.browser(side).get(f"/allocations/{allocation_id}").text for side in (rounds.producer, rounds.maker)]
    assert ["Ceiling" in page for page in pages] == [False, True]


def test_nobody_sees_what_others_were_proposed(rounds: Rounds, market: Market) -> None:
    rounds.with_a_sale(bags=20)
    first = rounds.producer, rounds.maker
    rounds.with_a_sale(bags=20)
    everything = rounds.allocations(rounds.published())
    lists = [market.browser(each).get("/allocations/").text.count('class="entry"') for each in first]
    assert (len(everything), lists) == (2, [1, 1])


@pytest.mark.parametrize("who", ["a_producer", "a_maker"])
def test_a_strangers_proposal_is_not_found(rounds: Rounds, market: Market, who: str) -> None:
    browser = market.browser(getattr(market, who)())
    address = f"/allocations/{rounds.offered()}"
    answers = [browser.get(address), browser.post(f"{address}/accept"), browser.post(f"{address}/decline", WHY)]
    assert [each.status_code for each in answers] == [404, 404, 404]


def test_an_absent_proposal_looks_like_a_strangers(rounds: Rounds, market: Market) -> None:
    assert market.browser(rounds.with_a_sale().maker).get("/allocations/999").status_code == 404


def test_two_buttons_make_a_contract(rounds: Rounds, market: Market) -> None:
    address = f"/allocations/{rounds.offered()}"
    for side in (rounds.producer, rounds.maker):
        market.browser(side).post(f"{address}/accept")
    page = market.browser(rounds.maker).get(address).text
    assert ("Both sides accepted." in page, "Contract MZ-2026-" in page) == (True, True)


def test_a_no_without_a_reason_is_asked_for_one(rounds: Rounds, market: Market) -> None:
    address = f"/allocations/{rounds.offered()}"
    answer = market.browser(rounds.maker).post(f"{address}/decline", {"note": ""})
    assert (answer.status_code, "Please say why" in answer.text) == (422, True)


def test_a_no_is_told_to_the_other_side_with_its_reason(rounds: Rounds, market: Market) -> None:
    address = f"/allocations/{rounds.offered()}"
    assert market.browser(rounds.maker).post(f"{address}/decline", WHY).status_code == 303
    assert WHY["note"] in market.browser(rounds.producer).get(address).text


def test_who_has_answered_is_not_asked_again(rounds: Rounds, market: Market) -> None:
    address = f"/allocations/{rounds.offered()}"
    browser = market.browser(rounds.maker)
    browser.post(f"{address}/accept")
    assert "Accept 20 bags" not in browser.get(address).text


def test_a_double_click_on_accept_answers_once(rounds: Rounds, market: Market) -> None:
    address = f"/allocations/{rounds.offered()}"
    browser = market.browser(rounds.maker)
    clicks = [browser.post(f"{address}/accept", {"idempotency_key": "same"}) for _ in range(2)]
    assert [each.status_code for each in clicks] == [303, 303]


def test_facilitators_look_on_without_buttons(rounds: Rounds, market: Market) -> None:
    browser = market.browser(rounds.facilitator)
    page = browser.get(f"/allocations/{rounds.offered()}").text
    assert ("The round it comes from" in page, "Accept 20 bags" in page) == (True, False)


def test_proposals_can_be_looked_through_by_state(rounds: Rounds, market: Market) -> None:
    rounds.offered()
    browser = market.browser(rounds.maker)
    counts = [browser.get(f"/allocations/?state={each}").text.count('class="entry"') for each in ("open", "settled")]
    assert counts == [1, 0]


def test_a_visitor_is_asked_to_sign_in(market: Market) -> None:
    assert market.browser().get("/allocations/").status_code == 303
