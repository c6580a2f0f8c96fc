"""Scenarios over one market: side by side, compared with the first, the same wherever they run."""

from matching.catalogues.generate import generate
from matching.catalogues.stating import problem_of
from matching.executors.here import Threads
from matching.executors.processes import Processes
from matching.plan import Status
from matching.policy import Aim, Floor, Measure, Policy, Who
from matching.problem import Problem
from matching.scenarios import compare, summary

from .markets import BAG, a_demand, a_lot, a_market

FREE = Policy(salt="s", contract_cost=0)
HALF = Policy(salt="s", contract_cost=0, floors=(Floor(Who.WOMEN_LED, share=5_000),))
EVEN = Policy(salt="s", contract_cost=0, aims=(Aim(Measure.SMALLEST_SHARE),))
ALL_OF_THEM = Policy(salt="s", contract_cost=0, floors=(Floor(Who.WOMEN_LED, grams=7 * BAG),))


def market() -> Problem:
    lots = [a_lot("a", bags=6, group="g"), a_lot("b", bags=6, group="h", women_led=True, first_sale=True)]
    return a_market(lots, [a_demand("x", most=6)], values={("a", "x"): 100, ("b", "x"): 90})


def test_each_policy_gets_its_plan_and_its_price() -> None:
    free, half, even, impossible = compare(market(), [FREE, HALF, EVEN, ALL_OF_THEM], time_limit=60)

    found = summary(market(), half, baseline=free)
    assert (found.value, found.cost, found.women_led_share, found.first_sale_share) == (570, 30, 5_000, 5_000)
    assert (found.groups, found.makers, found.grams, found.changed_lines) == (2, 1, 6 * BAG, 2)
    assert (found.smallest_share, found.fit, found.gap) == (5_000, 0.9, 0)
    assert summary(market(), even, baseline=free).smallest_share == 5_000
    assert impossible.status is Status.INFEASIBLE


def test_a_plan_of_nothing_adds_up_to_nothing() -> None:
    empty = a_market([a_lot()], [a_demand()], values={})
    (plan,) = compare(empty, [FREE], time_limit=60)

    found = summary(empty, plan, baseline=plan)
    assert (found.value, found.grams, found.women_led_share, found.smallest_share, found.fit) == (0, 0, 0, 0, 0.0)


def test_scenarios_are_the_same_wherever_they_run() -> None:
    policies = [FREE, HALF, EVEN]
    alone = compare(market(), policies, time_limit=60)

    assert compare(market(), policies, time_limit=60, executor=Threads(2)) == alone
    assert compare(market(), policies, time_limit=60, executor=Processes(2)) == alone


def test_a_drawn_market_is_stated_as_a_problem_and_decided() -> None:
    problem, policy = problem_of(generate(lots=30, demands=30, seed=1))
    (plan,) = compare(problem, [policy], time_limit=60)

    assert plan.status is Status.OPTIMAL
    assert plan.value > 0
