"""Hundreds of random trades, by many hands, some at the same moment: what must never happen does not happen."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from marketplace.config import Config
from tests.never.stage import Stage
from tests.never.trades import Trades

MORE = int(os.environ.get("MAZORCA_NEVER", "1"))
TRADES, STEPS = 16, 40


@pytest.fixture
def stage(server_url: str, template_database: str, config: Config) -> Iterator[Stage]:
    """Where the trades are played."""
    stage = Stage(server_url, template_database, config)
    yield stage
    stage.end()


@pytest.mark.slow
def test_nothing_that_must_never_happen_happens_in_random_trades(stage: Stage) -> None:
    Trades.stage = stage
    Trades.counted.clear()
    run_state_machine_as_test(
        Trades,
        settings=settings(
            max_examples=TRADES * MORE,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate] if "MAZORCA_NEVER" in os.environ else list(Phase),
            suppress_health_check=list(HealthCheck),
        ),
    )
    print(dict(Trades.counted))  # noqa: T201 - how much was tried, for `pytest -s`
    assert Trades.counted["done"] > TRADES
