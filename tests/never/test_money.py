"""Random lives of money, by many hands, while the provider's news is late, doubled, lost, forged, and calls are cut."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from marketplace.config import Config
from stripe_standin.standin import Standin
from tests.never.lives import Lives, set_out_money
from tests.never.provider import Provider
from tests.never.stage import Stage
from tests.standin import paying

MORE = int(os.environ.get("MAZORCA_NEVER", "1"))
LIVES, STEPS = 7, 70


@pytest.fixture
def stage(server_url: str, template_database: str, config: Config, stripe_standin: Standin) -> Iterator[Stage]:
    """Where the lives are lived."""
    stage = Stage(server_url, template_database, paying(config, stripe_standin), set_out_money)
    yield stage
    stage.end()


@pytest.mark.slow
def test_nothing_that_must_never_happen_to_money_happens_in_random_lives(stage: Stage, stripe_standin: Standin) -> None:
    Lives.stage, Lives.provider = stage, Provider(stripe_standin)
    Lives.counted.clear()
    run_state_machine_as_test(
        Lives,
        settings=settings(
            max_examples=LIVES * MORE,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate] if "MAZORCA_NEVER" in os.environ else list(Phase),
            suppress_health_check=list(HealthCheck),
        ),
    )
    print(dict(Lives.counted))  # noqa: T201 - how much was tried, for `pytest -s`
    assert Lives.counted["done"] > LIVES
