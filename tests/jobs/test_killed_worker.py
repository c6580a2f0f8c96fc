"""A worker that is killed in mid-solve: its round is taken up by another one, and gets exactly one plan."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import func, select

from marketplace.config import Config
from marketplace.domain.events import EventKind
from marketplace.domain.policies import RoundPolicy
from marketplace.domain.rounds import RoundState
from marketplace.domain.scenarios import ScenarioState
from marketplace.models.base import db
from marketplace.models.rows.record.events import Event
from marketplace.services.rounds import cancel_round
from marketplace.services.scenarios import add_scenario
from tests.jobs.solvers import SEEN_IN_PROC, solvers_of
from tests.rounds import Rounds

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 60.0
Found = TypeVar("Found")
Worker = subprocess.Popen[bytes]

pytestmark = [pytest.mark.slow, SEEN_IN_PROC]


@pytest.fixture
def workers(config: Config) -> Iterator[list[Worker]]:
    """Two real workers."""
    environment = {
        **os.environ,
        "DATABASE_URL": config.database_url,
        "SECRET_KEY": config.secret_key,
        "FLASK_APP": "wsgi",
        "PYTHONPATH": str(ROOT),
    }
    started = [
        subprocess.Popen([sys.executable, "-m", "flask", "work"], cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
        for _ in range(2)
    ]
    yield started
    for worker in started:
        worker.kill()
        worker.wait()


def test_a_killed_workers_round_is_taken_up_by_another_and_planned_once(rounds: Rounds, workers: list[Worker]) -> None:
    round_id = rounds.with_a_sale().started()
    victim, solver = awaited(lambda: next(solving(workers), None))
    os.kill(solver, signal.SIGSTOP)
    victim.send_signal(signal.SIGKILL)
    page = awaited(lambda: page if (page := rounds.page(round_id)).state is not RoundState.RUNNING else None)
    assert page.progress is not None
    assert (page.state, page.progress.attempt, len(rounds.allocations(round_id))) == (RoundState.PLANNED, 2, 1)
    assert plans(rounds) == 1
    os.kill(solver, signal.SIGCONT)
    awaited(lambda: not Path(f"/proc/{solver}").exists() or None)
    assert plans(rounds) == 1


def test_a_killed_workers_scenario_is_taken_up_by_another_and_computed_once(
    rounds: Rounds, workers: list[Worker]
) -> None:
    round_id = rounds.with_a_sale().planned()
    rounds.do(add_scenario, round_id, "dearer", policy=RoundPolicy(contract_cost=Decimal(125)))
    victim, solver = awaited(lambda: next(solving(workers), None))
    os.kill(solver, signal.SIGSTOP)
    victim.send_signal(signal.SIGKILL)
    found = awaited(lambda: each if (each := rounds.scenarios(round_id)[1]).outline else None)
    assert (found.state, found.cost) == (ScenarioState.COMPUTED, Decimal(100))
    os.kill(solver, signal.SIGCONT)


def test_a_stopped_round_frees_its_worker(rounds: Rounds, workers: list[Worker]) -> None:
    round_id = rounds.with_a_sale().started()
    _, solver = awaited(lambda: next(solving(workers), None))
    os.kill(solver, signal.SIGSTOP)
    rounds.do(cancel_round, round_id, seen=None)
    awaited(lambda: not Path(f"/proc/{solver}").exists() or None)
    assert (rounds.page(round_id).state, plans(rounds)) == (RoundState.FAILED, 0)


def solving(workers: list[Worker]) -> Iterator[tuple[Worker, int]]:
    """Find the workers that have a solver, each with the solver's process number."""
    return ((worker, solver) for worker in workers for solver in solvers_of(worker.pid))


def awaited(look: Callable[[], Found | None]) -> Found:
    """Look again and again until something is found."""
    give_up = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < give_up:
        if (found := look()) is not None:
            return found
        time.sleep(0.02)
    pytest.fail("nothing happened in time")


def plans(rounds: Rounds) -> int:
    """Count how many plans were ever stored."""
    with rounds.market.app.app_context():
        query = select(func.count()).select_from(Event).where(Event.kind == EventKind.ROUND_PLANNED)
        return db.session.scalar(query) or 0
