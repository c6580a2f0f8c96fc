"""The pages of rounds: the way from opening one to its published plan, and who may walk it."""

import pytest
from sqlalchemy import event

from marketplace.models.base import db
from marketplace.services.rounds import cancel_round
from tests.market import Market
from tests.rounds import Rounds

FORM = {"title": "November", "contract_cost": "25", "fit_penalty": "45", "answer_days": "7", "version": "0"}
PAGES = ["/rounds/", "/rounds/new", "/rounds/1", "/rounds/1/edit"]
STEPS = ["start", "retry", "cancel", "publish", "discard"]


def test_a_facilitator_opens_a_round(rounds: Rounds, market: Market) -> None:
    browser = market.browser(rounds.facilitator)
    answer = browser.post("/rounds/new", FORM)
    assert (answer.status_code, answer.location) == (303, "/rounds/1")
    assert "Look who takes part" in browser.get("/rounds/1").text


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("title", "", "Please fill this in."),
        ("contract_cost", "1,5", "This can be read in two ways"),
        ("fit_penalty", "101", "Must be 100 or less"),
        ("answer_days", "0", "Must be 1 or more"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(
    rounds: Rounds, market: Market, field: str, typed: str, sentence: str
) -> None:
    answer = market.browser(rounds.facilitator).post("/rounds/new", FORM | {field: typed})
    assert (answer.status_code, sentence in answer.text) == (422, True)


def test_the_policy_is_changed_on_a_page(rounds: Rounds, market: Market) -> None:
    round_id = rounds.opened()
    browser = market.browser(rounds.facilitator)
    form = FORM | {"title": "December", "version": rounds.page(round_id).version}
    assert browser.post(f"/rounds/{round_id}/edit", form).status_code == 303
    assert "December" in browser.get(f"/rounds/{round_id}/edit").text


def test_an_open_round_shows_who_takes_part_and_why_others_do_not(rounds: Rounds, market: Market) -> None:
    rounds.with_a_sale()
    market.a_lot(rounds.producer, minimum_bags=100, reserved_bags=50)
    page = market.browser(rounds.facilitator).get(f"/rounds/{rounds.opened()}").text
    assert "1 lot takes part" in page
    assert "Only 3,500 kg are left, less than the smallest order of 5,000 kg." in page


def test_a_round_walks_from_open_to_published_by_its_buttons(rounds: Rounds, market: Market) -> None:
    round_id = rounds.with_a_sale().opened()
    browser = market.browser(rounds.facilitator)
    pressed = [browser.post(f"/rounds/{round_id}/start", {"version": rounds.page(round_id).version}).status_code]
    rounds.plan(round_id)
    pressed.append(browser.post(f"/rounds/{round_id}/publish", {"version": rounds.page(round_id).version}).status_code)
    assert (pressed, rounds.states(round_id)) == ([303, 303], ["offered"])


def test_a_running_round_keeps_its_page_fresh_with_and_without_script(rounds: Rounds, market: Market) -> None:
    page = market.browser(rounds.facilitator).get(f"/rounds/{rounds.started()}").text
    assert ('data-refresh="1"' in page, "Look again" in page, "Waiting for a worker" in page) == (True, True, True)


def test_a_failed_round_says_why_and_offers_another_try(rounds: Rounds, market: Market) -> None:
    round_id = rounds.started()
    rounds.do(cancel_round, round_id, seen=None)
    page = market.browser(rounds.facilitator).get(f"/rounds/{round_id}").text
    assert ("A facilitator stopped the computation." in page, "Try again" in page) == (True, True)


def test_a_plan_shows_what_it_is_worth_and_how_to_prove_it(rounds: Rounds, market: Market) -> None:
    round_id = rounds.with_a_sale().planned()
    page = market.browser(rounds.facilitator).get(f"/rounds/{round_id}").text
    for words in ("USD 1,045.00", "no plan whatever could be worth more", rounds.page(round_id).inputs_hash or "?"):
        assert words in page


def test_publishing_what_the_market_has_overtaken_is_refused_on_the_page(rounds: Rounds, market: Market) -> None:
    first = rounds.with_a_sale(bags=25).planned()
    rounds.published()
    form = {"version": rounds.page(first).version}
    answer = market.browser(rounds.facilitator).post(f"/rounds/{first}/publish", form)
    assert (answer.status_code, "has only 5 bags left; the plan needs 20" in answer.text) == (422, True)


def test_who_looked_at_an_older_version_is_told(rounds: Rounds, market: Market) -> None:
    answer = market.browser(rounds.facilitator).post(f"/rounds/{rounds.opened()}/start", {"version": "99"})
    assert answer.status_code == 409


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("who", ["a_producer", "a_maker"])
def test_a_party_sees_no_round(rounds: Rounds, market: Market, who: str, address: str) -> None:
    rounds.opened()
    assert market.browser(getattr(market, who)()).get(address).status_code in (403, 404)


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("who", ["a_producer", "a_maker"])
def test_a_party_takes_no_step(rounds: Rounds, market: Market, who: str, step: str) -> None:
    rounds.opened()
    answer = market.browser(getattr(market, who)()).post(f"/rounds/1/{step}", {"version": "1"})
    assert answer.status_code == 404


def test_a_visitor_is_asked_to_sign_in(rounds: Rounds, market: Market) -> None:
    rounds.opened()
    assert market.browser().get("/rounds/").location == "/sign-in?next=/rounds/"


@pytest.mark.parametrize("stage", ["opened", "started", "planned", "published"])
def test_a_round_page_asks_the_database_few_questions(rounds: Rounds, market: Market, stage: str) -> None:
    for _ in range(3):
        rounds.with_a_sale()
    round_id = getattr(rounds, stage)()
    browser, asked = market.browser(rounds.facilitator), []
    with market.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", lambda *_: asked.append(1))
    browser.get(f"/rounds/{round_id}")
    assert len(asked) <= 12


def test_a_long_plan_is_shown_in_pages_or_whole(rounds: Rounds, market: Market) -> None:
    for _ in range(13):
        rounds.with_a_sale(bags=20)
    address = f"/rounds/{rounds.planned()}"
    browser = market.browser(rounds.facilitator)
    shown = [browser.get(address + more).text.count('class="allocation"') for more in ("", "?page=2", "?all=1")]
    assert shown == [12, 1, 13]
