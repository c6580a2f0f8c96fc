"""Planning rounds: frozen in one transaction, solved in a process apart, stored in another transaction."""

import logging
from typing import Any

from procrastinate import Blueprint, RetryStrategy

from marketplace import clock
from marketplace.domain.errors import Stale
from marketplace.domain.ids import RoundId
from marketplace.domain.plans import Attempt, Sighting
from marketplace.domain.viewers import SYSTEM
from marketplace.queries.snapshots import take_snapshot
from marketplace.services.planning.apart import solve_apart
from marketplace.services.planning.failures import PlanningFailedError, SearchStoppedError
from marketplace.services.planning.runs import begin_planning, fail_planning, note_progress, store_plan

SOLVE_SECONDS = 60
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
