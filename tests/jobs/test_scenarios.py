"""The worker's part in scenarios and questions: each is computed apart, once, and given up when it keeps dying."""

import sys
from dataclasses import replace
from decimal import Decimal

import pytest

from marketplace.domain.errors import Stale
from marketplace.domain.plans import Sighting
from marketplace.domain.policies import RoundPolicy
from marketplace.domain.scenarios import ScenarioState
from marketplace.jobs.rounds import scenarios, why
from marketplace.queries.rounds.scenarios import list_questions
from marketplace.services.planning.answers import MOST_ATTEMPTS as MOST_QUESTION_ATTEMPTS
from marketplace.services.planning.answers import begin_question
from marketplace.services.planning.trials import MOST_ATTEMPTS, begin_trial, note_trial, store_trial
from marketplace.services.questions import ask_about_pair
from marketplace.services.scenarios import add_scenario, discard_scenario
from tests.domain import samples
from tests.market import NOW, Market
from tests.rounds import Rounds


def test_a_job_computes_every_scenario_that_waits(rounds: Rounds, market: Market) -> None:
    round_id = rounds.with_a_sale().planned()
    for name in ("one", "two"):
        rounds.do(add_scenario, round_id, name, policy=RoundPolicy())
    for _ in range(2):
        market.do(scenarios, round_id=round_id)
    found = rounds.scenarios(round_id)
    assert [(each.state, each.version) for each in found[1:]] == [(ScenarioState.COMPUTED, 2 + 1)] * 2


def test_a_newer_try_outdates_the_older_one(rounds: Rounds, market: Market) -> None:
    round_id = rounds.with_a_sale().planned()
    rounds.do(add_scenario, round_id, "one", policy=RoundPolicy())
    older, newer = (market.do(begin_trial, round_id, now=NOW) for _ in range(2))
    assert older is not None
    assert newer is not None
    seen = [Sighting(phase="search", seconds=Decimal(1))]
    assert [market.do(note_trial, each, seen) for each in (older, newer)] == [False, True]
    assert rounds.scenarios(round_id)[1].phase == "search"
    with pytest.raises(Stale):
        market.do(store_trial, older, {}, now=NOW)


def test_a_discarded_scenario_tells_its_worker_to_stop(rounds: Rounds, market: Market) -> None:
    round_id = rounds.with_a_sale().planned()
    scenario_id = rounds.do(add_scenario, round_id, "one", policy=RoundPolicy())
    trial = market.do(begin_trial, round_id, now=NOW)
    rounds.do(discard_scenario, scenario_id, seen=None)
    assert trial is not None
    assert market.do(note_trial, trial, []) is False


def test_a_scenario_that_keeps_killing_its_workers_is_given_up(rounds: Rounds, market: Market) -> None:
    round_id = rounds.with_a_sale().planned()
    rounds.do(add_scenario, round_id, "one", policy=RoundPolicy())
    tries = [market.do(begin_trial, round_id, now=NOW) for _ in range(MOST_ATTEMPTS + 1)]
    failure = rounds.scenarios(round_id)[1].failure
    assert tries[-1] is None
    assert failure is not None
    assert failure.code == "scenario.given_up"


def test_whatever_goes_wrong_a_scenario_does_not_seem_to_be_computed_for_ever(
    rounds: Rounds, market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    round_id = rounds.with_a_sale().planned()
    rounds.do(add_scenario, round_id, "one", policy=RoundPolicy())
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    market.do(scenarios, round_id=round_id)
    failure = rounds.scenarios(round_id)[1].failure
    assert failure is not None
    assert failure.code == "scenario.failed"


def test_a_question_about_a_pair_is_answered_with_what_would_have_won(rounds: Rounds, market: Market) -> None:
    dearer = replace(samples.a_lot().price, amount=Decimal(5700))
    other = market.a_lot(rounds.with_a_sale().producer, bags=20, price=dearer)
    round_id = rounds.planned()
    question_id = rounds.do(ask_about_pair, round_id, other, demand_id=rounds.demand_id)
    for _ in range(2):
        market.do(why, question_id=question_id)
    answered = market.do(list_questions, round_id, rounds.facilitator)[0]
    assert answered.reason is not None
    assert (answered.reason.code, [each.what for each in answered.wins][:1]) == ("miss.outbid", ["price"])


def test_a_question_that_keeps_killing_its_workers_says_so(rounds: Rounds, market: Market) -> None:
    round_id = rounds.with_a_sale().planned()
    question_id = rounds.do(ask_about_pair, round_id, rounds.lot_id, demand_id=rounds.demand_id)
    for _ in range(MOST_QUESTION_ATTEMPTS + 1):
        market.do(begin_question, question_id, now=NOW)
    answered = market.do(list_questions, round_id, rounds.facilitator)[0]
    assert answered.reason is not None
    assert answered.reason.code == "question.died"
