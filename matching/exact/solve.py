"""Exact answers: the one door to the two ways of solving a program."""

from matching.deadline import Deadline
from matching.exact.answer import Answer
from matching.exact.knapsacks import net_of
from matching.exact.program import Program, is_feasible, value_of
from matching.exact.remainder import solve_remainder
from matching.exact.tree import Tree


def solve_exactly(program: Program, *, seconds: float) -> Answer:
    """Search for the most valuable point and its proof; after `seconds` return the best point and bound so far.

    Small totals are told as knapsacks that agree arc by arc; everything else goes through the linear relaxation. The
    point of an answer has been checked against every rule, and its value added up, in whole numbers.
    """
    deadline = Deadline(seconds)
    net = net_of(program)
    answer = solve_remainder(program, deadline) if net is None else Tree(net).solve(deadline)
    if answer.point is not None and not (
        is_feasible(program, answer.point) and value_of(program, answer.point) == answer.value
    ):
        message = "the answer of a search does not keep the rules of its program"
        raise AssertionError(message)
    return answer
