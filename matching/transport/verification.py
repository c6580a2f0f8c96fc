"""The check of a transport plan by code that shares nothing with the search: plain numpy, demand after demand."""

import numpy as np

from matching.catalogues.catalogue import Catalogue
from matching.catalogues.valuing import BAR, misfits, values_per_bag
from matching.pairs import IntArray
from matching.transport.plan import TransportPlan


def holds(catalogue: Catalogue, plan: TransportPlan) -> bool:
    """Say whether a plan keeps to the market, is worth what it says, and its prices prove its bound over all pairs.

    The bound is counted anew from the prices of the lots alone; it takes far longer than the search.
    """
    offered, sought = catalogue.offered, catalogue.sought
    need = sought.most_grams // offered.bag_grams.max(initial=1)
    sold = np.bincount(plan.lot, plan.bags, len(offered))
    bought = np.bincount(plan.demand, plan.bags, len(sought))
    keeps = bool((plan.bags > 0).all() and (sold <= offered.bags).all() and (bought <= need).all())
    value = int(_worth(catalogue, plan.lot, plan.demand) @ plan.bags)
    bound = int(plan.lot_prices @ offered.bags)
    lots = np.arange(len(offered))
    for row in range(len(sought)):
        gain = plan.scale * _worth(catalogue, lots, np.full(len(lots), row)) - plan.lot_prices
        bound += int(need[row]) * max(0, int(gain.max(initial=0)))
    is_proven = bound // plan.scale <= plan.bound and bool((plan.lot_prices >= 0).all())
    return keeps and value == plan.value and is_proven


def _worth(catalogue: Catalogue, lot: IntArray, demand: IntArray) -> IntArray:
    """Return the cents per bag of each pair, 0 where it may not meet or does not gain."""
    misfit = misfits(catalogue, lot, demand=demand)
    worth = values_per_bag(catalogue, lot, demand=demand, misfit=misfit)
    offered, sought = catalogue.offered, catalogue.sought
    may_meet = (
        (misfit <= BAR)
        & (offered.cadmium[lot] <= sought.cadmium_cap[demand])
        & ((offered.certificates[lot] & sought.required[demand]) == sought.required[demand])
        & (offered.opens[lot] <= sought.closes[demand])
        & (offered.closes[lot] >= sought.opens[demand])
    )
    return np.where(may_meet, np.maximum(worth, 0), 0)
