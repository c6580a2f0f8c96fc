"""A market decided from few pairs has a bound that holds for all of them."""

import numpy as np
import pytest

from matching.catalogues.generate import generate
from matching.catalogues.listing import part_of
from matching.catalogues.valuing import admissible_pairs
from matching.contracts.certificate import Certificate
from matching.contracts.decide import decide
from matching.contracts.effort import QUICK
from matching.contracts.market import MarketOutcome, decide_market, part_from
from matching.contracts.recheck import recheck_bound
from matching.parts.holding import is_feasible
from matching.transport.sieve import Sieve

MARKET = generate(lots=150, demands=150, seed=4)


@pytest.fixture(scope="module")
def decided() -> MarketOutcome:
    return decide_market(MARKET, effort=QUICK)


def test_the_plan_of_a_market_keeps_every_rule(decided: MarketOutcome) -> None:
    assert is_feasible(decided.part, decided.outcome.bags)
    assert decided.outcome.value > 0


def test_only_some_pairs_are_planned_with(decided: MarketOutcome) -> None:
    demand, lot, _ = admissible_pairs(MARKET)
    assert np.isin(decided.part.pair, demand * 150 + lot).all()
    assert len(decided.part.pair) < len(demand)


def proven(decided: MarketOutcome) -> int:
    """Return the bound that the certificate proves for all pairs of the market."""
    whole, proof = part_from(MARKET, Sieve(MARKET).listed()), decided.outcome.certificate
    order = np.argsort(whole.pair)
    listed = order[np.searchsorted(whole.pair[order], decided.part.pair[proof.listed])]
    return recheck_bound(whole, Certificate(listed, proof.table, proof.price))


def test_the_bound_of_a_market_holds_for_all_pairs(decided: MarketOutcome) -> None:
    assert decided.outcome.value <= proven(decided) <= decided.bound


def test_pairs_hidden_behind_those_listed_are_found_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("matching.contracts.market.MORE", 1)
    few = decide_market(MARKET, effort=QUICK)
    assert few.outcome.value <= proven(few) <= few.bound


def test_the_bound_of_a_market_is_no_less_than_a_plan_over_all_pairs(decided: MarketOutcome) -> None:
    assert decided.bound >= decide(part_of(MARKET), effort=QUICK).value


def test_any_number_of_workers_decides_a_market_alike(decided: MarketOutcome) -> None:
    again = decide_market(MARKET, effort=QUICK, workers=2)
    assert again.bound == decided.bound
    assert np.array_equal(again.outcome.bags, decided.outcome.bags)


def test_a_market_that_is_called_off_has_a_bound_for_all_pairs_too() -> None:
    seen: list[str] = []

    def watch(phase: str, value: int, bound: int) -> bool:
        assert value <= bound
        seen.append(phase)
        return phase != "market"

    stopped = decide_market(MARKET, effort=QUICK, watch=watch)
    assert seen[-1] == "market"
    assert stopped.outcome.value <= proven(stopped) <= stopped.bound
