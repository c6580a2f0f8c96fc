"""Exact answers: the one door to the two ways of solving a program."""

from matching.deadline import Deadline
from matching.exact.answer import Answer
from matching.exact.knapsacks import Net, net_of
from matching.exact.program import Program, is_feasible, value_of
from matching.exact.remainder import solve_remainder
from matching.exact.tree import Tree


def solve_exactly(program: Program, *, seconds: float) -> Answer:
    """Search for the most valuable point and its proof; after `seconds` return the best point and bound so far.

    Small totals are told as knapsacks that agree arc by arc; everything else, and what that way finds no point for,
    goes through the linear relaxation. The point of an answer has been checked against every rule, and its value
    added up, in whole numbers.
    """
    deadline = Deadline(seconds)
    net = net_of(program)
    answer = solve_remainder(program, deadline) if net is None else _by_knapsacks(program, net, deadline)
    if answer.point is not None and not (
        is_feasible(program, answer.point) and value_of(program, answer.point) == answer.value
    ):
        message = "the answer of a search does not keep the rules of its program"
        raise AssertionError(message)
    return answer


def _by_knapsacks(program: Program, net: Net, deadline: Deadline) -> Answer:
    answer = Tree(net).solve(deadline)
    if answer.is_proven or answer.point is not None:
        return answer
    other = solve_remainder(program, deadline)
    if other.is_proven:
        return other
    bound = min(bound for bound in (answer.bound, other.bound) if bound is not None)
    is_proven = other.value == bound
    return Answer(other.point, other.value, bound, is_proven=is_proven, nodes=answer.nodes + other.nodes)
