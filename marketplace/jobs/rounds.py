"""Planning rounds: frozen in one transaction, solved in a process apart, stored in another transaction."""

import logging
from typing import Any

from procrastinate import Blueprint, RetryStrategy

from marketplace import clock
from marketplace.domain.errors import Stale
from marketplace.domain.ids import RoundId
from marketplace.domain.plans import Attempt, Sighting, Trial
from marketplace.domain.viewers import SYSTEM
from marketplace.queries.rounds.snapshots import take_snapshot
from marketplace.services.planning.answers import begin_question, store_answer
from marketplace.services.planning.apart import explain_apart, solve_apart
from marketplace.services.planning.failures import PlanningFailedError, SearchStoppedError
from marketplace.services.planning.runs import begin_planning, fail_planning, note_progress, store_plan
from marketplace.services.planning.trials import begin_trial, fail_trial, note_trial, store_trial

SOLVE_SECONDS = 60
EXPLAIN_SECONDS = 20
log = logging.getLogger(__name__)
tasks = Blueprint()


@tasks.task(name="plan", retry=RetryStrategy(max_attempts=5, exponential_wait=2))
def plan(round_id: int, run: int) -> None:
    """Plan one run of a round; safe to be taken up again by another worker, for only the newest attempt may store."""
    inputs = take_snapshot(RoundId(round_id), SYSTEM, now=clock.now())
    attempt = begin_planning(RoundId(round_id), run, inputs=inputs, now=clock.now())
    if attempt is None:
        return
    try:
        _solve_and_store(attempt, inputs)
    except (SearchStoppedError, Stale):
        log.info("round %s: attempt %s of run %s is outdated", round_id, attempt.number, run)
    except Exception as error:
        # Whatever it is, a round must not seem to be computed for ever.
        log.exception("round %s: attempt %s of run %s failed", round_id, attempt.number, run)
        code = error.code if isinstance(error, PlanningFailedError) else PlanningFailedError.code
        fail_planning(attempt, code, now=clock.now())


def _solve_and_store(attempt: Attempt, inputs: dict[str, Any]) -> None:
    def watch(seen: list[Sighting]) -> bool:
        return note_progress(attempt, seen, now=clock.now())

    found = solve_apart(inputs, seconds=SOLVE_SECONDS, watch=watch)
    store_plan(attempt, found, now=clock.now())


@tasks.task(name="scenarios", retry=RetryStrategy(max_attempts=5, exponential_wait=2))
def scenarios(round_id: int) -> None:
    """Compute every scenario of a round that waits; safe to be run twice, for each takes its plan once."""
    while (trial := begin_trial(RoundId(round_id), now=clock.now())) is not None:
        try:
            _try(trial)
        except (SearchStoppedError, Stale):
            log.info("scenario %s: try %s is outdated", trial.scenario_id, trial.number)
        except Exception as error:
            log.exception("scenario %s: try %s failed", trial.scenario_id, trial.number)
            code = error.code if isinstance(error, PlanningFailedError) else "scenario.failed"
            fail_trial(trial, code, now=clock.now())


def _try(trial: Trial) -> None:
    found = solve_apart(dict(trial.inputs), seconds=SOLVE_SECONDS, watch=lambda seen: note_trial(trial, seen))
    store_trial(trial, found, now=clock.now())


@tasks.task(name="why", retry=RetryStrategy(max_attempts=5, exponential_wait=2))
def why(question_id: int) -> None:
    """Answer why a lot did not go to a demand."""
    question = begin_question(question_id, now=clock.now())
    if question is None:
        return
    pair = (question.lot, question.demand)
    try:
        answer = explain_apart(question.inputs, question.claim, pair=pair, seconds=EXPLAIN_SECONDS)
    except PlanningFailedError:
        log.exception("question %s could not be answered", question_id)
        answer = {"code": "question.died", "facts": {}, "wins": []}
    store_answer(question_id, answer, now=clock.now())
