"""What a plan says beyond its lines: market prices, what one more of everything is worth, refused offers."""

import numpy as np

from matching.marginals import Marginals, marginals_of
from matching.market import Market
from matching.plan import LotPrice, Shadow
from matching.run import Run, State
from matching.sides import NOBODY

PRICED_UP_TO_PAIRS = 6_000
GRAMS_PER_TONNE = 10**6


def prices_of(market: Market, run: Run) -> tuple[tuple[LotPrice, ...], tuple[Shadow, ...]]:
    """Price every lot that trades or could have, and say what a bag, a tonne and a rule are worth at the margin.

    A part of more than `PRICED_UP_TO_PAIRS` pairs is left without prices of its linear relaxation.
    """
    prices, shadows = list[LotPrice](), list[Shadow]()
    for state in run.states:
        found = marginals_of(state.part) if 0 < len(state.part.pair) <= PRICED_UP_TO_PAIRS else None
        if found is not None:
            prices += _prices(market, state, found)
            shadows += _shadows(market, state, found)
    prices.sort(key=lambda each: each.lot)
    shadows.sort(key=lambda each: (each.kind, each.key))
    return tuple(prices), tuple(shadows)


def _prices(market: Market, state: State, found: Marginals) -> list[LotPrice]:
    """Turn what a bag is worth above its asking price into prices per tonne, the middle of the interval first."""
    part, prices = state.part, []
    first = np.unique(part.lot, return_index=True)[1]
    for row in first.tolist():
        lot = market.problem.lots[int(market.at.lot[part.pair[row]])]
        low, high = (
            lot.ask + round(GRAMS_PER_TONNE * float(each[part.lot[row]]) / lot.bag_grams)
            for each in (found.low, found.high)
        )
        prices.append(LotPrice(lot.key, (low + high) // 2, low, high))
    return prices


def _shadows(market: Market, state: State, found: Marginals) -> list[Shadow]:
    part, problem = state.part, market.problem
    lots = dict(zip(part.lot.tolist(), market.at.lot[part.pair].tolist(), strict=True))
    demands = dict(zip(part.demand.tolist(), market.at.demand[part.pair].tolist(), strict=True))
    return [
        *(Shadow("lot", problem.lots[lots[at]].key, round(float(found.lot[at])), "bag") for at in sorted(lots)),
        *(
            Shadow(
                "demand", problem.demands[demands[at]].key, round(float(found.demand[at]) * GRAMS_PER_TONNE), "tonne"
            )
            for at in sorted(demands)
        ),
        *(
            Shadow("rule", row.key, round(float(cents)), row.per)
            for row, cents in zip(part.rows, found.row.tolist(), strict=True)
            if row.demand == NOBODY and not row.step
        ),
    ]
