"""The jobs of rounds and allocations, each run as a worker runs it."""

import os
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import update

from marketplace import clock
from marketplace.domain.rounds import RoundState
from marketplace.jobs.allocations import expire, sweep
from marketplace.jobs.rounds import plan
from marketplace.models.base import db
from marketplace.models.rows.rounds.rounds import Allocation
from marketplace.services.rounds import cancel_round
from tests.jobs.solvers import SEEN_IN_PROC, solvers_of
from tests.market import Market
from tests.rounds import Rounds


def test_a_round_is_planned_in_a_process_of_its_own(rounds: Rounds, market: Market) -> None:
    round_id = rounds.with_a_sale().started()
    market.do(plan, round_id=round_id, run=1)
    page = rounds.page(round_id)
    assert page.progress is not None
    assert (page.state, len(rounds.allocations(round_id)), page.progress.phase) == (RoundState.PLANNED, 1, "explaining")


def test_an_empty_market_has_an_empty_plan(rounds: Rounds, market: Market) -> None:
    round_id = rounds.started()
    market.do(plan, round_id=round_id, run=1)
    page = rounds.page(round_id)
    assert (page.state, page.plan_status, rounds.allocations(round_id)) == (RoundState.PLANNED, "empty", [])


def test_a_second_job_for_the_same_run_changes_nothing(rounds: Rounds, market: Market) -> None:
    round_id = rounds.with_a_sale().started()
    for _ in range(2):
        market.do(plan, round_id=round_id, run=1)
    assert len(rounds.allocations(round_id)) == 1


def test_a_job_for_a_stopped_round_does_nothing(rounds: Rounds, market: Market) -> None:
    round_id = rounds.with_a_sale().started()
    rounds.do(cancel_round, round_id, seen=None)
    market.do(plan, round_id=round_id, run=1)
    assert rounds.page(round_id).state is RoundState.FAILED


@SEEN_IN_PROC
def test_a_round_whose_solver_dies_fails_and_says_so(rounds: Rounds, market: Market) -> None:
    round_id = rounds.with_a_sale().started()
    with ThreadPoolExecutor(1) as worker:
        job = worker.submit(market.do, plan, round_id=round_id, run=1)
        while not job.done():
            for solver in solvers_of(os.getpid()):
                os.kill(solver, signal.SIGKILL)
            time.sleep(0.01)
        job.result()
    page = rounds.page(round_id)
    assert page.failure is not None
    assert (page.state, page.failure.code) == (RoundState.FAILED, "round.solver_died")


def test_the_job_of_a_deadline_gives_back_only_what_is_overdue(rounds: Rounds, market: Market) -> None:
    round_id = rounds.with_a_sale().published()
    market.do(expire, round_id=round_id)
    before = rounds.reserved(rounds.lot_id)
    market.do(_let_time_pass)
    market.do(expire, round_id=round_id)
    assert (before, rounds.reserved(rounds.lot_id)) == (20, 0)


def test_the_sweep_finds_what_a_missed_deadline_left(rounds: Rounds, market: Market) -> None:
    round_id = rounds.with_a_sale().published()
    market.do(_let_time_pass)
    for _ in range(2):
        market.do(sweep, timestamp=0)
    assert (rounds.reserved(rounds.lot_id), rounds.states(round_id)) == (0, ["expired"])


def _let_time_pass() -> None:
    db.session.execute(update(Allocation).values(answer_by=clock.now() - timedelta(seconds=1)))
    db.session.commit()


def test_whatever_goes_wrong_a_round_does_not_seem_to_run_for_ever(
    rounds: Rounds, market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    round_id = rounds.with_a_sale().started()
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    market.do(plan, round_id=round_id, run=1)
    page = rounds.page(round_id)
    assert page.failure is not None
    assert (page.state, page.failure.code) == (RoundState.FAILED, "round.failed")
