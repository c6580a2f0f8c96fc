"""What a bag of every pair of a catalogue is worth, and which pairs may meet at all: exact, pair by pair."""

import numpy as np

from matching.catalogues.catalogue import Catalogue
from matching.executors.here import Executor, InProcess
from matching.pairs import BoolArray, FloatArray, IntArray

GRAMS_PER_TONNE = 1e6
BAR = 1.0
BLOCK = 256


def admissible_pairs(catalogue: Catalogue, executor: Executor | None = None) -> tuple[IntArray, IntArray, IntArray]:
    """List every pair that may meet and gains by it: demand, lot, and cents per bag, by demand and then by lot.

    misfit = sum over attributes of weight * (profile - target)^2 / tolerance^2, added up in the order of the columns;
    value = round((ceiling * (1 - misfit_cost * misfit) - ask - freight) * bag weight). A pair may meet when its misfit
    is at most 1, cadmium, certificates and days allow it, and gains when its value is above 0. Demands are judged in
    blocks over the executor.
    """
    demands = len(catalogue.sought)
    blocks = [(start, min(start + BLOCK, demands)) for start in range(0, demands, BLOCK)]
    found = (executor or InProcess()).map(_judged, catalogue, blocks=blocks)
    nothing = np.zeros(0, dtype=np.int64)
    demand, lot, value = (np.concatenate([nothing, *(each[at] for each in found)]) for at in range(3))
    return demand, lot, value


def _judged(catalogue: Catalogue, block: tuple[int, int]) -> tuple[IntArray, IntArray, IntArray]:
    """Judge the demands from the first of a block up to its second."""
    demand, lot, value = [], [], []
    for row in range(*block):
        lots = np.flatnonzero(_may_meet(catalogue, row))
        rows = np.full(len(lots), row)
        misfit = misfits(catalogue, lots, demand=rows)
        worth = values_per_bag(catalogue, lots, demand=rows, misfit=misfit)
        kept = (misfit <= BAR) & (worth > 0)
        lot.append(lots[kept])
        value.append(worth[kept])
        demand.append(rows[kept])
    return np.concatenate(demand), np.concatenate(lot), np.concatenate(value)


def misfits(catalogue: Catalogue, lot: IntArray, *, demand: IntArray) -> FloatArray:
    """Return the misfit of each pair, its terms added up in the order of the attributes."""
    offered, sought = catalogue.offered, catalogue.sought
    found = np.zeros(len(lot))
    for at in range(offered.profile.shape[1]):
        miss = offered.profile[lot, at] - sought.target[demand, at]
        found += sought.weights[demand, at] * (miss * miss)
    scale = sought.tolerance[demand]
    return found / (scale * scale)


def values_per_bag(catalogue: Catalogue, lot: IntArray, *, demand: IntArray, misfit: FloatArray) -> IntArray:
    """Return what a bag of each pair is worth, in whole cents."""
    offered, sought = catalogue.offered, catalogue.sought
    freight = catalogue.freight[offered.origin[lot], sought.port[demand]]
    worth = sought.ceiling[demand] * (1.0 - catalogue.misfit_cost * misfit) - (offered.ask[lot] + freight)
    return np.rint(worth * (offered.bag_grams[lot] / GRAMS_PER_TONNE)).astype(np.int64)


def _may_meet(catalogue: Catalogue, row: int) -> BoolArray:
    offered, sought = catalogue.offered, catalogue.sought
    allowed: BoolArray = (
        (offered.cadmium <= sought.cadmium_cap[row])
        & ((offered.certificates & sought.required[row]) == sought.required[row])
        & (offered.opens <= sought.closes[row])
        & (offered.closes >= sought.opens[row])
    )
    return allowed
