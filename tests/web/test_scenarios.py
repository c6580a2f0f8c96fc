"""The pages of scenarios: trying policies, editing by hand, adopting, asking; what is typed wrong, and strangers."""

import re

import pytest

from marketplace.domain.ids import RoundId
from tests.market import Browser, Market
from tests.rounds import Rounds
from tests.web.test_budgets import MOST_QUERIES, counted

POLICY = {"contract_cost": "25", "first_aim": "gains", "second_aim": "", "first_give_up": "0", "version": "0"}


@pytest.fixture
def planned(rounds: Rounds) -> RoundId:
    """Plan a round of one sale."""
    return rounds.with_a_sale().planned()


@pytest.fixture
def browser(rounds: Rounds, market: Market) -> Browser:
    """Open the facilitator's browser."""
    return market.browser(rounds.facilitator)


def test_a_ready_made_scenario_is_added_by_one_button(rounds: Rounds, planned: RoundId, browser: Browser) -> None:
    answer = browser.post(f"/rounds/{planned}/scenarios/women_led_40", {"version": "1"})
    assert (answer.status_code, answer.location) == (303, f"/rounds/{planned}/scenarios")
    assert "data-refresh" in browser.get(f"/rounds/{planned}/scenarios").text


def test_scenarios_stand_side_by_side_with_what_they_cost(rounds: Rounds, planned: RoundId, browser: Browser) -> None:
    rounds.a_scenario(planned, contract_cost=125)
    page = browser.get(f"/rounds/{planned}/scenarios").text
    for words in ("First plan", "40% women-led", "Costs 9.6% of the value here, USD 100."):
        assert words in page


def test_a_policy_of_ones_own_is_tried_under_any_name(rounds: Rounds, planned: RoundId, browser: Browser) -> None:
    form = POLICY | {"name": "Más justo \N{SEEDLING} <b>", "women_led_floor": "12.5"}
    assert browser.post(f"/rounds/{planned}/scenarios/new", form).status_code == 303
    rounds.compute(planned)
    page = browser.get(f"/rounds/{planned}/scenarios").text
    assert ("Más justo \N{SEEDLING} &lt;b&gt;" in page, "<b>" in page) == (True, False)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": ""}, "Please fill this in."),
        ({"women_led_floor": "300"}, "Must be 100 or less"),
        ({"women_led_floor": "0"}, "Must be 0.01 or more"),
        ({"maker_cap": "half"}, "This is not a number"),
        ({"second_aim": "gains"}, "The second aim is the same as the first."),
        ({"first_give_up": "5"}, "Please say for what the first aim may give way"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(
    planned: RoundId, browser: Browser, typed: dict[str, str], sentence: str
) -> None:
    answer = browser.post(f"/rounds/{planned}/scenarios/new", POLICY | {"name": "x"} | typed)
    assert (answer.status_code, sentence in answer.text) == (422, True)


def test_a_share_with_a_comma_is_asked_about_in_spanish(rounds: Rounds, market: Market, planned: RoundId) -> None:
    browser = market.browser(rounds.facilitator, locale="es_PE")
    answer = browser.post(f"/rounds/{planned}/scenarios/new", POLICY | {"name": "x", "group_cap": "12,5"})
    assert (answer.status_code, "Escriba 12.5" in answer.text) == (422, True)


def test_a_double_click_adopts_once(rounds: Rounds, planned: RoundId, browser: Browser) -> None:
    scenario_id = rounds.a_scenario(planned, contract_cost=125)
    form = {"version": rounds.page(planned).version, "idempotency_key": "the same key twice"}
    address = f"/rounds/{planned}/scenarios/{scenario_id}/adopt"
    answers = [browser.post(address, form) for _ in range(2)]
    assert [(each.status_code, each.location) for each in answers] == [(303, f"/rounds/{planned}")] * 2
    assert "A scenario was adopted" in browser.get(f"/rounds/{planned}").text


def test_the_second_of_two_facilitators_is_told(rounds: Rounds, planned: RoundId, browser: Browser) -> None:
    scenario_id, seen = rounds.a_scenario(planned), rounds.page(planned).version
    addresses = [f"/rounds/{planned}/scenarios/{number}/adopt" for number in (scenario_id, scenario_id - 1)]
    answers = [browser.post(address, {"version": seen}) for address in addresses]
    assert [each.status_code for each in answers] == [303, 409]


def test_what_cannot_be_adopted_is_refused_on_its_page(rounds: Rounds, planned: RoundId, browser: Browser) -> None:
    own, form = rounds.scenarios(planned)[0].id, {"version": rounds.page(planned).version}
    answer = browser.post(f"/rounds/{planned}/scenarios/{own}/adopt", form)
    assert (answer.status_code, "This is the round&#39;s plan already." in answer.text) == (422, True)


def test_a_line_is_forbidden_by_hand_from_its_link(rounds: Rounds, planned: RoundId, browser: Browser) -> None:
    link = re.search(r'href="([^"]+kind=forbid)"', browser.get(f"/rounds/{planned}").text)
    assert link
    form = browser.get(link[1].replace("&amp;", "&")).text
    assert re.search(r'value="forbid"[^>]*checked|checked[^>]*value="forbid"', form)
    sent = {"kind": "forbid", "lot_id": rounds.lot_id, "demand_id": rounds.demand_id, "why": "The maker withdrew"}
    answer = browser.post(f"/rounds/{planned}/by-hand", sent)
    rounds.compute(planned)
    page = browser.get(answer.location or "").text
    assert ("The maker withdrew" in page, "1 line differs" in page) == (True, True)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"why": ""}, "Please fill this in."),
        ({"bags": "999"}, "The lot has"),
        ({"bags": ""}, "Please say how many bags."),
        ({"bags": "1.5"}, "At most 0 decimals make sense here."),
        ({"lot_id": "987654"}, "Not a valid choice"),
    ],
)
def test_what_a_hand_may_not_do_is_said_beside_the_field(
    rounds: Rounds, planned: RoundId, browser: Browser, changes: dict[str, str], sentence: str
) -> None:
    sent = {"kind": "add", "lot_id": rounds.lot_id, "demand_id": rounds.demand_id, "bags": "20", "why": "Promised it"}
    answer = browser.post(f"/rounds/{planned}/by-hand", sent | changes)
    assert (answer.status_code, sentence in answer.text) == (422, True)


def test_a_scenario_is_discarded_and_a_stranger_of_the_round_is_not(
    rounds: Rounds, planned: RoundId, browser: Browser
) -> None:
    scenario_id = rounds.a_scenario(planned)
    other = rounds.planned()
    form = {"version": rounds.scenarios(planned)[1].version}
    codes = [browser.post(f"/rounds/{round_id}/scenarios/{scenario_id}/discard", form) for round_id in (other, planned)]
    assert [each.status_code for each in codes] == [404, 303]


def test_the_rounds_plan_is_not_discarded_from_its_page(rounds: Rounds, planned: RoundId, browser: Browser) -> None:
    own = rounds.scenarios(planned)[0]
    answer = browser.post(f"/rounds/{planned}/scenarios/{own.id}/discard", {"version": own.version})
    assert answer.status_code == 422


def test_a_question_is_asked_on_the_rounds_page(rounds: Rounds, planned: RoundId, browser: Browser) -> None:
    form = {"lot_id": rounds.lot_id, "demand_id": rounds.demand_id}
    answer = browser.post(f"/rounds/{planned}/questions", form)
    assert answer.location == f"/rounds/{planned}#why"
    assert "A worker is looking for the answer." in browser.get(f"/rounds/{planned}").text


def test_a_question_about_nobody_is_refused(planned: RoundId, browser: Browser) -> None:
    assert browser.post(f"/rounds/{planned}/questions", {"lot_id": "1", "demand_id": "987654"}).status_code == 422


def test_a_plan_shows_where_its_value_comes_from_and_who_shares_a_container(
    rounds: Rounds, planned: RoundId, browser: Browser
) -> None:
    page = browser.get(f"/rounds/{planned}").text
    for words in ('class="waterfall"', 'class="flows"', "Callao → France", "Market price of each lot"):
        assert words in page


@pytest.mark.parametrize("page", ["", "/scenarios", "/scenarios/{scenario}", "/scenarios/new", "/by-hand"])
def test_a_page_of_scenarios_asks_the_database_little(
    rounds: Rounds, market: Market, planned: RoundId, browser: Browser, page: str
) -> None:
    scenarios = [rounds.a_scenario(planned) for _ in range(3)]
    with counted(market.app) as statements:
        answer = browser.get(f"/rounds/{planned}{page.format(scenario=scenarios[0])}")
    assert answer.status_code == 200
    assert len(statements) <= MOST_QUERIES, "\n\n".join(statements)


def test_a_group_reads_on_its_lots_page_what_the_round_decided(rounds: Rounds, market: Market) -> None:
    rounds.with_a_sale().published()
    page = market.browser(rounds.producer).get(f"/lots/{market.code_of_lot(rounds.lot_id)}").text
    assert ("What the last round decided" in page, "20 bags placed" in page) == (True, True)
