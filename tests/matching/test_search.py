"""What the search does with a solver's answer: it believes only what it can check in whole numbers."""

from dataclasses import replace

import numpy as np
import pytest

from matching.milp.greedy import fill_greedily
from matching.milp.model import Answer, Model, Question
from matching.milp.search import best_plan, counting_bound, settle_ties, whole_bound
from matching.parts.holding import is_feasible, value_of
from matching.parts.market import Market
from matching.parts.part import Part
from matching.plan import Status, Ties
from matching.problem import Problem
from matching.solve import solve

from .markets import BAG, NO_COST, a_demand, a_lot, a_market


def problem() -> Problem:
    lots = [a_lot("a", bags=9, min_bags=2), a_lot("b", bags=9)]
    demands = [a_demand("x", most=8, min_grams=4 * BAG), a_demand("y", most=6, max_lots=1)]
    return a_market(lots, demands, values={("a", "x"): 50, ("b", "x"): 40, ("b", "y"): 60})


def part() -> Part:
    (found,) = Market(problem(), NO_COST).parts()
    return found


def bags(**by_name: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Order bags by pair as the part does; the pairs of the problem are ax, bx, by."""
    return np.array([by_name.get(("ax", "bx", "by")[at], 0) for at in part().pair.tolist()], dtype=np.int64)


@pytest.mark.parametrize(
    ("deal", "verdict"),
    [
        ({}, True),
        ({"ax": 8, "by": 6}, True),
        ({"ax": -1}, False),
        ({"ax": 1, "bx": 3}, False),
        ({"ax": 9}, False),
        ({"bx": 4, "by": 6}, False),
        ({"bx": 3}, False),
        ({"ax": 5, "bx": 4}, False),
    ],
)
def test_every_rule_is_checked_in_whole_numbers(deal: dict[str, int], verdict: bool) -> None:  # noqa: FBT001 - expected
    assert is_feasible(part(), bags(**deal)) is verdict


def test_a_second_lot_is_refused_where_one_is_allowed() -> None:
    lots = [a_lot("a"), a_lot("b")]
    (only,) = Market(
        a_market(lots, [a_demand(max_lots=1)], values={("a", "demand"): 5, ("b", "demand"): 5}), NO_COST
    ).parts()

    assert not is_feasible(only, np.array([1, 1]))


def test_the_greedy_plan_serves_no_demand_at_a_loss() -> None:
    lots, demand = [a_lot("a", bags=6), a_lot("b", bags=6)], a_demand(most=10, min_grams=8 * BAG)
    (only,) = Market(a_market(lots, [demand], values={("a", "demand"): 10, ("b", "demand"): -100}), NO_COST).parts()

    assert not fill_greedily(only).any()


def test_the_greedy_plan_obeys_every_rule() -> None:
    assert is_feasible(part(), fill_greedily(part()))


@pytest.mark.parametrize(
    ("bound", "whole"),
    [(12.0, 12), (12.9999999, 13), (12.5, 12), (11.9999, 12), (-0.0, 0), (4e11 + 0.5, 4 * 10**11 + 4)],
)
def test_a_bound_in_floating_point_loses_its_fraction_but_for_an_allowance(bound: float, whole: int) -> None:
    assert whole_bound(bound) == whole


def test_counting_bounds_every_demand_as_if_it_were_alone() -> None:
    assert counting_bound(part()) == (8 * 50 + 8 * 40) + 6 * 60


class Liar(Model):
    """A model whose solver answers what it was told to."""

    def __init__(self, answers: list[Answer]) -> None:
        super().__init__(part())
        self.answers = answers

    def maximise(self, question: Question, *, seconds: float, nodes: int = 0) -> Answer:
        """Give the next answer."""
        del question, seconds, nodes
        return self.answers.pop(0)


def said(deal: dict[str, int], *, bound: float | None = 760.0, is_finished: bool = True) -> Answer:
    point = np.zeros(len(Model(part()).at))
    point[: len(part().pair)] = bags(**deal)
    return Answer(point=point, bound=bound, is_finished=is_finished, is_infeasible=False)


NOTHING = Answer(point=None, bound=None, is_finished=False, is_infeasible=False)


def test_a_point_that_breaks_a_rule_is_thrown_away() -> None:
    model = Liar([said({"ax": 9}), said({"ax": 9})])

    assert best_plan(model, model.ask(), seconds=1).bags is None


def test_a_point_that_no_whole_bags_can_follow_is_thrown_away() -> None:
    model = Liar([said({"ax": 8}), NOTHING])

    assert best_plan(model, model.ask(), seconds=1).bags is None


def test_a_search_without_a_bound_of_its_own_claims_none() -> None:
    model = Liar([replace(NOTHING, is_finished=False)])

    assert best_plan(model, model.ask(), seconds=1).bound is None


@pytest.mark.parametrize(
    "answer",
    [
        NOTHING,
        said({"ax": 8, "by": 6}, is_finished=False),
        said({"ax": 8, "by": 6}, bound=1e12),
        said({"ax": 9, "by": 6}, bound=0.0),
        said({"ax": 8, "by": 5}, bound=0.0),
    ],
)
def test_a_tie_is_settled_only_by_a_proven_plan_of_the_same_value(answer: Answer) -> None:
    best = bags(ax=8, by=6)

    settled, ties = settle_ties(Liar([answer]), best, seconds=1)

    assert settled.tolist() == best.tolist()
    assert ties is Ties.BY_ORDER


def test_a_solver_that_fails_everywhere_leaves_the_greedy_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Model, "maximise", lambda *_, **__: NOTHING)

    plan = solve(problem(), policy=NO_COST, time_limit=60)

    assert plan.status is Status.FINISHED
    assert (plan.value, plan.bound) == (value_of(part(), fill_greedily(part())), counting_bound(part()))
