"""The steps of a decision, each where it could go wrong."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from bench.blending import blend_market
from matching.pairs import IntArray
from matching.parts.sides import Row
from matching.plans import choosing, master, polishing
from matching.plans.choosing import choose
from matching.plans.coupling import coupling_of
from matching.plans.decide import decide
from matching.plans.effort import NORMAL, THOROUGH, Effort
from matching.plans.generating import Generation
from matching.plans.pieces import whole_of
from matching.plans.polishing import Polish
from matching.plans.pool import Pool
from matching.plans.prices import FINEST, no_prices, scale_of
from matching.plans.program import at_most
from matching.plans.recheck import recheck_bound
from tests.matching.plans.parts import best_of, tiny

SOME = Effort(rounds=40, visits=4, freed=12, nodes=20, gap=0.0)


def test_efforts_grow() -> None:
    assert NORMAL.visits < THOROUGH.visits


def test_prices_from_the_middle_prove_as_much_as_those_from_a_corner(monkeypatch: pytest.MonkeyPatch) -> None:
    part = blend_market(lots=60, demands=30, seed=2)
    corner = decide(part, effort=SOME)
    monkeypatch.setattr(master, "MANY_ROWS", 10)
    middle = decide(part, effort=SOME)
    assert abs(middle.bound - corner.bound) <= 0.001 * corner.bound


def test_few_rounds_leave_a_weaker_bound_that_holds() -> None:
    part = blend_market(lots=60, demands=30, seed=2)
    hasty, patient = (decide(part, effort=replace(SOME, rounds=rounds)) for rounds in (1, 40))
    assert hasty.bound >= patient.bound >= hasty.value


def test_a_choice_among_no_plans_is_no_plan() -> None:
    part = tiny(3)
    nothing = np.zeros(0, dtype=np.int64)
    chosen = choose(part, coupling_of(part), pool=Pool(part), columns=nothing, nodes=1)
    assert chosen is not None
    assert len(chosen) == 0


def test_a_solver_without_a_choice_is_no_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    part = blend_market(lots=60, demands=30, seed=2)
    generation = Generation(whole_of(part), no_prices(part, coupling_of(part)))
    monkeypatch.setattr(choosing, "milp", lambda *_, **__: SimpleNamespace(x=None))
    columns = np.arange(len(generation.pool))
    assert choose(part, generation.coupling, pool=generation.pool, columns=columns, nodes=1) is None


def test_a_neighbourhood_without_an_answer_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    part = blend_market(lots=60, demands=30, seed=2)
    whole = whole_of(part)
    generation = Generation(whole, no_prices(part, whole.coupling))
    polish = Polish(whole, generation, np.zeros(len(part.pair), dtype=np.int64))
    monkeypatch.setattr(polishing, "choose", _no_answer)
    monkeypatch.setattr(polishing, "ROUNDS", 1)
    assert not polish.visit(generation.proof, size=5, nodes=1)
    assert not polish.bags.any()


def _no_answer(*_: object, **__: object) -> IntArray | None:
    return None


def test_huge_amounts_are_counted_in_coarser_units() -> None:
    part = tiny(3)
    huge = replace(part, value=part.value + 10**11, high=part.high + 10**5)
    assert 1 <= scale_of(huge) < scale_of(part) == FINEST


def test_a_program_without_a_bound_leaves_what_is_certain() -> None:
    assert at_most(None, 5, size=2.0) == 5
    assert at_most(float("nan"), 5, size=2.0) == 5
    assert at_most(-1.0, 5, size=2.0) == 3


def test_a_row_over_no_pairs_still_limits() -> None:
    part = tiny(3)
    none = np.zeros(0, dtype=np.int64)
    part = replace(part, rows=(Row("nothing", none, none, none, lower=1, demand=0),), choices=())
    found = decide(part, effort=SOME)
    assert found.bags is not None
    assert not found.bags[part.demand == 0].any()
    assert found.value == best_of(part)


@pytest.mark.parametrize("kind", ["lot", "row"])
def test_a_certificate_of_wrong_prices_is_refused(kind: str) -> None:
    part = tiny(3)
    pairs = np.arange(len(part.pair))
    part = replace(part, rows=(Row("cap", pairs, 1 + 0 * pairs, 0 * pairs, upper=3),))
    prices = decide(part, effort=SOME).certificate.prices
    with pytest.raises(ValueError, match="certificate"):
        recheck_bound(part, replace(prices, **{kind: getattr(prices, kind) - 10**12}))


def test_plans_that_a_changed_demand_no_longer_accepts_are_dropped() -> None:
    part = blend_market(lots=60, demands=30, seed=2)
    before = decide(part, effort=SOME)
    tight = replace(part, max_lots=np.full(30, 2))
    after = decide(tight, effort=SOME, start=before.state)
    cold = decide(tight, effort=SOME)
    assert after.bags is not None
    assert abs(after.bound - cold.bound) <= 0.002 * cold.bound
