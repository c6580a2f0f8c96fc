"""What a measured run watches: the tests of the floors that are measured, and no others.

Every branch of the rules and of the optimizer is passed by their own tests; that others pass it too proves nothing of
it, and watching them takes as long again as half of what they do.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from coverage import Coverage

TESTS = Path(__file__).parent


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Look away while a test runs whose floor is not measured."""
    watching = Coverage.current()
    if watching is None or is_measured(item.path, item.config.getoption("cov_source", None) or []):
        return (yield)
    watching.stop()
    try:
        return (yield)
    finally:
        watching.start()


def is_measured(test: Path, sources: list[str | bool]) -> bool:
    """Say whether the test stands in the folder of a source that was named (`marketplace/domain` → `tests/domain`).

    A run that names none measures everything.
    """
    named = [source for source in sources if isinstance(source, str)]
    return not named or any(test.is_relative_to(TESTS / Path(source).name) for source in named)
