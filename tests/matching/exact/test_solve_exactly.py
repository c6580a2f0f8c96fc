"""Exact answers are what trying everything finds, whichever way they were searched for."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from matching.deadline import Deadline
from matching.exact.answer import Answer
from matching.exact.program import Program, is_feasible, value_of
from matching.exact.remainder import solve_remainder
from matching.exact.solve import solve_exactly
from matching.exact.tree import Tree
from matching.instances.building import build
from tests.matching.exact.programs import a_market, best_by_trying, called_off_after, net_of_market, programs

often = settings(max_examples=75, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def check(program: Program, answer: Answer) -> None:
    best = best_by_trying(program)
    assert answer.is_proven
    assert answer.value == best
    assert answer.bound == best
    if answer.point is not None:
        assert is_feasible(program, answer.point)
        assert value_of(program, answer.point) == best


@often
@given(program=programs())
def test_the_answer_is_what_trying_everything_finds(program: Program) -> None:
    check(program, solve_exactly(program, seconds=60))


@often
@given(program=programs(has_packages=False))
def test_programs_told_as_knapsacks_are_answered_right(program: Program) -> None:
    check(program, solve_exactly(program, seconds=60))


@often
@given(program=programs(has_packages=False, is_fixed=True))
def test_totals_that_must_be_met_are_met_at_best(program: Program) -> None:
    check(program, solve_exactly(program, seconds=60))


@often
@given(program=programs())
def test_the_relaxations_way_alone_is_right_for_every_program(program: Program) -> None:
    check(program, solve_remainder(program, Deadline(60)))


def test_parcels_that_cannot_add_up_are_infeasible_though_their_relaxation_is_not() -> None:
    two, three = np.full(2, 2, dtype=np.int64), np.full(1, 3, dtype=np.int64)
    columns = {"low": two, "high": two, "supply": two, "least": three, "most": three, "value": two}
    ends = {"lot": np.arange(2), "demand": np.zeros(2, dtype=np.int64)}
    answer = solve_remainder(build({**columns, **ends}, scale=1), Deadline(60))
    assert (answer.point, answer.bound, answer.is_proven) == (None, None, True)


def test_the_same_program_has_the_same_answer_twice() -> None:
    program = a_market(lots=6, demands=6)
    one, two = (solve_exactly(program, seconds=60) for _ in range(2))
    assert one.point is not None
    assert two.point is not None
    assert (one.nodes, one.point.bags.tolist()) == (two.nodes, two.point.bags.tolist())


def test_a_search_cut_short_says_what_it_can_prove() -> None:
    program = a_market(lots=6, demands=6)
    best = solve_exactly(program, seconds=60).value
    answer = Tree(net_of_market(program)).solve(Deadline(60, called_off_after(1)))
    assert best is not None
    assert answer.bound is not None
    assert answer.bound >= best


def test_a_remainder_cut_short_says_what_it_can_prove() -> None:
    program = a_market(lots=6, demands=6)
    best = solve_exactly(program, seconds=60).value
    answer = solve_remainder(program, Deadline(60, called_off_after(2)))
    assert best is not None
    assert answer.bound is not None
    assert answer.bound >= best


def test_without_time_the_relaxations_way_knows_no_point() -> None:
    answer = solve_remainder(a_market(lots=3, demands=3), Deadline(0))
    assert (answer.point, answer.is_proven) == (None, False)


def test_an_answer_that_breaks_a_rule_is_never_returned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("matching.exact.solve.is_feasible", lambda _program, _point: False)
    with pytest.raises(AssertionError, match="does not keep the rules"):
        solve_exactly(a_market(lots=2, demands=2), seconds=60)


def test_what_the_knapsacks_find_no_plan_for_goes_to_the_relaxations_way(monkeypatch: pytest.MonkeyPatch) -> None:
    program = a_market(lots=4, demands=4)
    best = solve_exactly(program, seconds=60).value
    monkeypatch.setattr("matching.exact.tree.NODES_WITHOUT_PLAN", 0)
    monkeypatch.setattr("matching.exact.tree.PARTS", ())
    check_value(solve_exactly(program, seconds=60), best)


def check_value(answer: Answer, best: int | None) -> None:
    assert answer.is_proven
    assert answer.value == best
