"""What a facilitator may do with a round, and in which order."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from marketplace.domain.errors import NotAllowed, NotFound, Refused, Stale
from marketplace.domain.ids import RoundId
from marketplace.domain.policies import RoundPolicy
from marketplace.domain.rounds import RoundState, RoundTerms
from marketplace.queries.rounds.showing import get_round
from marketplace.services.publishing import publish_round
from marketplace.services.rounds import cancel_round, change_round, discard_round, open_round, start_round
from tests.market import NOW, Market
from tests.rounds import TERMS, Rounds, waiting_jobs


def test_a_round_opens_with_a_salt_of_its_own(rounds: Rounds) -> None:
    salts = {rounds.page(rounds.opened()).salt for _ in range(3)}
    assert [len(salt) for salt in salts] == [32, 32, 32]


def test_a_round_needs_a_title_and_a_sound_policy(rounds: Rounds) -> None:
    faulty = RoundTerms(" ", RoundPolicy(contract_cost=Decimal(-1), answer_days=0))
    with pytest.raises(Refused) as no:
        rounds.do(open_round, faulty)
    assert [each.field for each in no.value.reasons] == ["title", "contract_cost", "answer_days"]


def test_the_policy_may_change_until_the_start_and_the_salt_stays(rounds: Rounds) -> None:
    round_id = rounds.opened()
    before = rounds.page(round_id)
    rounds.do(change_round, round_id, replace(TERMS, title="December"), seen=before.version)
    after = rounds.page(round_id)
    assert (after.title, after.salt) == ("December", before.salt)


def test_a_started_round_keeps_its_policy(rounds: Rounds) -> None:
    round_id = rounds.started()
    with pytest.raises(Refused, match=r"round\.started_already"):
        rounds.do(change_round, round_id, TERMS, seen=rounds.page(round_id).version)


def test_starting_puts_one_job_into_the_queue(rounds: Rounds) -> None:
    round_id = rounds.started()
    assert waiting_jobs(rounds.market) == [("rounds:plan", {"round_id": round_id, "run": 1})]


def test_a_start_that_fails_leaves_no_job(rounds: Rounds) -> None:
    round_id = rounds.opened()
    with pytest.raises(Stale):
        rounds.do(start_round, round_id, seen=99)
    assert waiting_jobs(rounds.market) == []


def test_a_stopped_round_says_why_and_may_be_tried_again(rounds: Rounds) -> None:
    round_id = rounds.started()
    rounds.do(cancel_round, round_id, seen=None)
    stopped = rounds.page(round_id)
    rounds.do(start_round, round_id, seen=stopped.version)
    assert stopped.failure is not None
    assert (stopped.failure.code, rounds.page(round_id).state) == ("round.stopped", RoundState.RUNNING)


def test_trying_again_is_a_new_run(rounds: Rounds) -> None:
    round_id = rounds.started()
    rounds.do(cancel_round, round_id, seen=None)
    rounds.do(start_round, round_id, seen=None)
    assert [arguments["run"] for _, arguments in waiting_jobs(rounds.market)] == [1, 2]


def test_a_discarded_plan_is_offered_to_nobody(rounds: Rounds) -> None:
    round_id = rounds.with_a_sale().planned()
    rounds.do(discard_round, round_id, seen=None)
    assert rounds.states(round_id) == ["withdrawn"]


STEPS: dict[str, Callable[..., Any]] = {
    "start": start_round,
    "cancel": cancel_round,
    "discard": discard_round,
    "publish": publish_round,
}
ALLOWED = {
    ("opened", "start"),
    ("opened", "discard"),
    ("started", "cancel"),
    ("planned", "publish"),
    ("planned", "discard"),
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("stage", ["opened", "started", "planned", "published"])
def test_each_stage_allows_its_own_steps_only(rounds: Rounds, stage: str, step: str) -> None:
    round_id = getattr(rounds.with_a_sale(), stage)()
    refusal = nullcontext() if (stage, step) in ALLOWED else pytest.raises(Refused, match=r"round\.wrong_state")
    with refusal:
        rounds.do(STEPS[step], round_id, seen=None)


@pytest.mark.parametrize("who", ["a_producer", "a_maker"])
@pytest.mark.parametrize("step", STEPS)
def test_only_facilitators_run_rounds(rounds: Rounds, market: Market, who: str, step: str) -> None:
    viewer = getattr(market, who)()
    with pytest.raises(NotAllowed, match=r"act\.facilitators_only"):
        market.do(STEPS[step], rounds.opened(), seen=None, by=viewer, now=NOW)


@pytest.mark.parametrize("step", STEPS)
def test_an_absent_round_is_not_found(rounds: Rounds, step: str) -> None:
    with pytest.raises(NotFound):
        rounds.do(STEPS[step], RoundId(999), seen=None)


def test_nobody_but_facilitators_sees_a_round(rounds: Rounds, market: Market) -> None:
    with pytest.raises(NotFound):
        market.do(get_round, rounds.opened(), market.a_producer())
