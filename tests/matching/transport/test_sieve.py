"""The sieve lets no pair through that may not meet, and none slip that may."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.catalogues.generate import generate
from matching.catalogues.valuing import admissible_pairs, misfits, values_per_bag
from matching.transport import layout
from matching.transport.columns import Columns
from matching.transport.sieve import Sieve
from tests.matching.transport.markets import a_market, listed, nobody, with_demands, with_lots


@pytest.fixture(autouse=True, params=["short runs", "long runs"])
def _runs(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Judge every market as a small one, and as if its runs were long."""
    if request.param == "long runs":
        monkeypatch.setattr(layout, "LONG_RUN", 4)


def rows(columns: Columns) -> list[tuple[int, int, int]]:
    """Return the columns as sorted rows."""
    return sorted(zip(columns.demand.tolist(), columns.lot.tolist(), columns.value.tolist(), strict=True))


@pytest.mark.parametrize("seed", range(4))
def test_the_pairs_listed_are_those_of_the_slow_way(seed: int) -> None:
    market = generate(lots=300, demands=170, seed=seed)
    assert rows(Sieve(market).listed()) == rows(listed(market))


def test_pairs_that_lose_are_listed_when_asked_for() -> None:
    market = a_market(size=40)
    lot, demand = (each.ravel() for each in np.meshgrid(np.arange(40), np.arange(40)))
    misfit = misfits(market, lot, demand=demand)
    everywhere = with_lots(
        with_demands(market, required=lot[:40] * 0, cadmium_cap=lot[:40] * 0 + 10**10), opens=lot[:40] * 0
    )
    everywhere = with_lots(everywhere, closes=lot[:40] * 0 + 10**6)
    values = values_per_bag(everywhere, lot, demand=demand, misfit=misfit)
    kept = misfit <= 1
    wanted = sorted(zip(demand[kept].tolist(), lot[kept].tolist(), values[kept].tolist(), strict=True))
    assert rows(Sieve(everywhere).listed(above=-(2**60))) == wanted


def test_any_number_of_threads_lists_the_same_in_the_same_order() -> None:
    market = generate(lots=400, demands=500, seed=3)
    one, four = Sieve(market).listed(), Sieve(market, workers=4).listed()
    assert one.lot.tobytes() + one.value.tobytes() == four.lot.tobytes() + four.value.tobytes()


def test_a_misfit_that_costs_nothing_is_judged_too() -> None:
    market = a_market(size=80)
    free = type(market)(market.offered, market.sought, market.freight, misfit_cost=0.0, contract_cost=0)
    assert rows(Sieve(free).listed()) == rows(listed(free))


def test_profiles_off_the_grid_are_judged_exactly() -> None:
    market = a_market(size=80, seed=5)
    noise = np.random.default_rng(1).normal(0, 1e-3, market.offered.profile.shape)
    off_grid = with_lots(market, profile=market.offered.profile + noise)
    assert rows(Sieve(off_grid).listed()) == rows(listed(off_grid))


def test_pairs_on_the_very_edge_are_not_lost() -> None:
    market = a_market(size=60, seed=2)
    demand, lot = (each.ravel() for each in np.meshgrid(np.arange(60), np.arange(60), indexing="ij"))
    misfit = misfits(market, lot, demand=demand).reshape(60, 60)
    edge = with_demands(market, tolerance=market.sought.tolerance * np.sqrt(np.median(misfit, axis=1)))
    assert rows(Sieve(edge).listed()) == rows(listed(edge))


def test_many_certificates_and_caps_change_nothing() -> None:
    market, random = a_market(size=90, seed=4), np.random.default_rng(2)
    strict = with_demands(market, required=2 ** random.integers(0, 40, 90), cadmium_cap=random.integers(200, 900, 90))
    strict = with_lots(strict, certificates=random.integers(0, 2**40, 90))
    assert rows(Sieve(strict).listed()) == rows(listed(strict))


def test_a_market_without_lots_or_demands_has_no_pairs() -> None:
    nothing = nobody(a_market(size=5))
    assert len(Sieve(nothing).listed()) == 0
    assert len(Sieve(generate(lots=3, demands=0, seed=1)).listed()) == 0


def test_lots_of_different_bag_weights_are_refused() -> None:
    with pytest.raises(ValueError, match="bag_grams"):
        Sieve(generate(lots=30, demands=30, seed=1, bag_kilograms=(60.0, 69.0)))


def test_a_market_whose_sums_could_overflow_is_refused() -> None:
    market = generate(lots=10, demands=10, seed=1)
    with pytest.raises(ValueError, match="ceiling"):
        Sieve(with_demands(market, ceiling=market.sought.ceiling * 10**6))
    with pytest.raises(ValueError, match="bags are offered"):
        Sieve(with_lots(market, bags=market.offered.bags * 10**7))


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10**6), most=st.integers(1, 6), scale=st.sampled_from([1, 7, 64]))
def test_the_best_lots_of_each_demand_are_found(seed: int, most: int, scale: int) -> None:
    market, random = a_market(size=50, seed=seed), np.random.default_rng(seed)
    price, floor = random.integers(0, 9_000 * scale, 50), random.integers(-500, 5_000 * scale, 50)
    found = Sieve(market).best(price, floor, most=most, scale=scale)
    wanted = []
    demand, lot, value = admissible_pairs(market)
    gain = scale * value - price[lot]
    for j in range(50):
        at = np.flatnonzero((demand == j) & (gain > floor[j]))
        wanted += [(j, int(lot[k]), int(value[k])) for k in at[np.lexsort((lot[at], -gain[at]))][:most]]
    assert rows(found) == sorted(wanted)


def test_lots_are_priced_against_the_gains_of_demands() -> None:
    market, floor = a_market(size=50), np.random.default_rng(4).integers(0, 9_000, 50)
    demand, lot, value = admissible_pairs(market)
    wanted = np.zeros(50, dtype=np.int64)
    np.maximum.at(wanted, lot, value - floor[demand])
    assert Sieve(market, workers=2).prices_against(floor).tolist() == wanted.tolist()
