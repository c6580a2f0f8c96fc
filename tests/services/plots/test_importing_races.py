"""Two people bring the same file at the same moment: it is taken in once."""

from dataclasses import asdict
from typing import Any

from marketplace.services.plots.importing import import_register
from tests.market import NOW, Market
from tests.races import race
from tests.services.plots.test_importing import FILE


def test_the_same_file_at_the_same_moment_is_taken_in_once(market: Market) -> None:
    group = market.a_producer()

    def bring() -> dict[str, Any]:
        return asdict(market.do(import_register, FILE, by=group, now=NOW))

    done = race(market, ("organizations", group.acting_for), bring, bring)
    assert sorted(each["farmers_added"] for each in done) == [0, 4]
