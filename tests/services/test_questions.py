"""Asking why a lot did not go to a demand: of whom, about whom, and what is known at once."""

from decimal import Decimal

import pytest

from marketplace.domain.errors import NotAllowed, NotFound, Refused
from marketplace.queries.rounds.scenarios import list_questions, list_takers
from marketplace.services.questions import ask_about_pair
from tests.market import NOW, Market
from tests.rounds import Rounds, waiting_jobs


def test_a_pair_that_breaks_a_limit_is_answered_at_once(rounds: Rounds, market: Market) -> None:
    demand_id = rounds.with_a_sale().a_demand(market.a_maker(), global_quality_min=Decimal("9.5"))
    round_id = rounds.planned()
    rounds.do(ask_about_pair, round_id, rounds.lot_id, demand_id=demand_id)
    answered = market.do(list_questions, round_id, rounds.facilitator)[0]
    assert answered.reason is not None
    assert (answered.reason.code, answered.reason.facts["rules"]) == (
        "answer.breaks_limits",
        ["eligibility.global_quality"],
    )


def test_the_same_question_is_asked_once(rounds: Rounds) -> None:
    round_id = rounds.with_a_sale().planned()
    asked = [rounds.do(ask_about_pair, round_id, rounds.lot_id, demand_id=rounds.demand_id) for _ in range(2)]
    jobs = [name for name, _ in waiting_jobs(rounds.market) if name == "rounds:why"]
    assert (len(set(asked)), len(jobs)) == (1, 1)


def test_who_takes_no_part_is_not_asked_about(rounds: Rounds) -> None:
    with pytest.raises(Refused, match=r"edit\.pair_unknown"):
        rounds.do(ask_about_pair, rounds.with_a_sale().planned(), rounds.lot_id, demand_id=999)


def test_a_round_without_a_plan_answers_nothing(rounds: Rounds) -> None:
    with pytest.raises(Refused, match=r"scenario\.inputs_missing"):
        rounds.do(ask_about_pair, rounds.with_a_sale().opened(), rounds.lot_id, demand_id=rounds.demand_id)


def test_only_facilitators_ask(rounds: Rounds, market: Market) -> None:
    round_id = rounds.with_a_sale().planned()
    with pytest.raises(NotAllowed):
        market.do(ask_about_pair, round_id, rounds.lot_id, demand_id=rounds.demand_id, by=rounds.maker, now=NOW)


def test_of_an_absent_round_nothing_is_asked(rounds: Rounds) -> None:
    with pytest.raises(NotFound):
        rounds.do(ask_about_pair, 999, 1, demand_id=1)


def test_strangers_read_no_answers_and_no_codes(rounds: Rounds, market: Market) -> None:
    round_id = rounds.with_a_sale().planned()
    rounds.do(ask_about_pair, round_id, rounds.lot_id, demand_id=rounds.demand_id)
    assert market.do(list_questions, round_id, rounds.producer) == []
    with pytest.raises(NotFound):
        market.do(list_takers, round_id, rounds.producer)
