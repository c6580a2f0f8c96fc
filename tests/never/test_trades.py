"""Hundreds of random trades, by many hands, some at the same moment: what must never happen does not happen."""

import json
import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from marketplace.config import Config
from marketplace.domain.events import EventKind
from tests.never.stage import Stage
from tests.never.trades import Trades

BY_HAND = "MAZORCA_NEVER" in os.environ
MORE = int(os.environ.get("MAZORCA_NEVER", "1"))
TRADES, STEPS = 14, 100 if BY_HAND else 40
NOUNS = (
    *("bid", "contract", "sample", "tender", "amendment", "call_off", "allocation", "claim", "settlement"),
    *("round", "message"),
)


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
    Trades.recorded.clear()
    run_state_machine_as_test(
        Trades,
        settings=settings(
            max_examples=TRADES * MORE,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=not BY_HAND,
            database=None,
            phases=[Phase.generate] if BY_HAND else list(Phase),
            suppress_health_check=list(HealthCheck),
        ),
    )
    missing = [each.value for each in EventKind if each.split(".")[0] in NOUNS and each.value not in Trades.recorded]
    for what in (Trades.counted, Trades.recorded, {"never": missing}):
        print(json.dumps(what, sort_keys=True))  # noqa: T201 - how much was tried, for `pytest -s`
    assert Trades.counted["done"] > TRADES
