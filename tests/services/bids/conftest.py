"""What every test of bids begins with."""

import pytest

from tests.bids import Talk
from tests.market import Market


@pytest.fixture
def talk(market: Market) -> Talk:
    """A lot on sale, its group and a maker."""
    return Talk(market)
