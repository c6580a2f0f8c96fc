"""What the tests of mailing share."""

from collections.abc import Iterator

import pytest

from tests.jobs.killing import Killers


@pytest.fixture(scope="module")
def killers() -> Iterator[Killers]:
    killers = Killers()
    yield killers
    killers.stop()
