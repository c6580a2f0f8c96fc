"""A plan is added up by whatever its lots have in common."""

from matching.policy import Policy
from matching.solve import solve
from matching.totals import Total, totals

from .markets import BAG, a_demand, a_lot, a_market


def test_allocations_are_added_up_by_a_label_of_their_lots() -> None:
    lots = [a_lot("a", bags=2, region="SAM"), a_lot("b", bags=3, region="SAM"), a_lot("c", region="HUC"), a_lot("d")]
    problem = a_market(lots, [a_demand(most=6)], values={("a", "demand"): 50, ("b", "demand"): 40, ("c", "demand"): 30})
    plan = solve(problem, policy=Policy(contract_cost=10), time_limit=60)

    found = totals(problem, plan, by=lambda lot: lot.region)

    assert found == {"SAM": Total(2, 5 * BAG, 200), "HUC": Total(1, BAG, 20)}
