"""What a plan says beyond its lines: market prices, what one more of everything is worth, refused offers."""

from dataclasses import dataclass

import numpy as np

from matching.deciding.marginals import Marginals, marginals_of
from matching.deciding.run import Run, State
from matching.fairness.clash import Clash, explain_clash
from matching.parts.market import Market
from matching.parts.part import Part
from matching.parts.sides import NOBODY
from matching.plan import ContractPrice, Give, LotPrice, RefusedOffer, Shadow
from matching.pricing.contracts import Prices, contract_prices

PRICED_UP_TO_PAIRS = 100_000
INTERVAL_UP_TO_PAIRS = 6_000
GRAMS_PER_TONNE = 10**6
NOISE = 1e-6
"""What the solver's prices may lack of a whole cent."""
SMALL = {"tonne": GRAMS_PER_TONNE, "usd": 100, "bag": 1}
"""How many of the smallest units (grams, cents, bags) one of what people speak of has."""


@dataclass(frozen=True, slots=True)
class Findings:
    """Prices, shadow prices, what each contract would pay at them, what they leave open, and who is refused by them."""

    prices: tuple[LotPrice, ...]
    shadows: tuple[Shadow, ...]
    contracts: tuple[ContractPrice, ...]
    uplift: int
    refused: tuple[RefusedOffer, ...]


def clash_of(run: Run) -> tuple[Give, ...]:
    """Say which rules clash in the parts that no plan can satisfy, and by how much each must give."""
    parts = [state.part for state in run.states if state.is_impossible]
    return tuple(give for part in parts for give in _gives(part, explain_clash(part) or _out_of_reach(part)))


def _out_of_reach(part: Part) -> Clash:
    """Name the rules that ask for more than all their pairs could bring, or that have none left."""
    most = [int(np.maximum(row.per_bag, 0) @ part.high[row.pair]) for row in part.rows]
    short = [(row.key, (row.lower or 0) - reach) for row, reach in zip(part.rows, most, strict=True)]
    return Clash((), tuple((key, missing) for key, missing in short if missing > 0), is_whole=True)


def _gives(part: Part, clash: Clash) -> list[Give]:
    """Name every rule of the conflict or of the relaxation, each with what it gives there."""
    rows, missing = {row.key: row for row in part.rows}, dict(clash.give)
    keys = dict.fromkeys((*(key for key, _ in clash.give), *clash.conflict))
    return [Give(key, -(-missing.get(key, 0) * SMALL[rows[key].per] // rows[key].unit), rows[key].per) for key in keys]


def findings_of(market: Market, run: Run) -> Findings:
    """Price every lot that trades or could have, and say what a bag, a tonne and a rule are worth at the margin.

    A part of more than `INTERVAL_UP_TO_PAIRS` pairs gets one price for each lot and no interval, one of more than
    `PRICED_UP_TO_PAIRS` none.
    """
    prices, shadows, contracts, refused = list[LotPrice](), list[Shadow](), list[ContractPrice](), list[RefusedOffer]()
    uplift = 0
    for state in run.states:
        found = _marginals(state)
        if found is None or state.bags is None:
            continue
        prices += _prices(market, state, found)
        shadows += _shadows(market, state, found)
        settled = contract_prices(state.part, state.bags, lot_prices=np.floor(found.lot + NOISE).astype(np.int64))
        contracts += _contracts(market, state, settled)
        refused += _refused(market, state, settled)
        uplift += settled.wishes.uplift
    return Findings(
        prices=tuple(sorted(prices, key=lambda each: each.lot)),
        shadows=tuple(sorted(shadows, key=lambda each: (each.kind, each.key))),
        contracts=tuple(sorted(contracts, key=lambda each: (each.lot, each.demand))),
        uplift=uplift,
        refused=tuple(sorted(refused, key=lambda each: (each.lot, each.demand))),
    )


def _marginals(state: State) -> Marginals | None:
    """Price a part that has a plan and is not too large."""
    pairs = len(state.part.pair)
    if state.bags is None or not 0 < pairs <= PRICED_UP_TO_PAIRS:
        return None
    return marginals_of(state.part, with_interval=pairs <= INTERVAL_UP_TO_PAIRS)


def _contracts(market: Market, state: State, settled: Prices) -> list[ContractPrice]:
    """Turn what a bag pays above the ask into prices per tonne."""
    keys, found = market.keys(state.part), []
    for row, above in zip(settled.pair.tolist(), settled.price.tolist(), strict=True):
        lot, demand, discount = keys[row]
        ask = market.problem.lots[int(market.at.lot[state.part.pair[row]])].ask - discount
        found.append(ContractPrice(lot, demand, ask + round(GRAMS_PER_TONNE * above / int(state.part.grams[row]))))
    return found


def _refused(market: Market, state: State, settled: Prices) -> list[RefusedOffer]:
    keys, wishes = market.keys(state.part), settled.wishes
    gains = wishes.demand_misses[state.part.demand[wishes.refused]].tolist()
    rows = zip(wishes.refused.tolist(), gains, strict=True)
    return [RefusedOffer(keys[row][0], keys[row][1], gain) for row, gain in rows]


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
