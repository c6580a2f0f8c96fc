"""A believable market of blends: makers who want a recipe that hardly any single lot meets."""

import numpy as np

from matching.catalogues.catalogue import Catalogue
from matching.catalogues.generate import generate
from matching.catalogues.valuing import misfits, values_per_bag
from matching.pairs import BoolArray, IntArray
from matching.parts.part import Part
from matching.parts.sides import Row

ATTRIBUTES = 13
SAMPLES = 32
MOST_LOTS = 4
LEAST_SHARE = 10
GRID = 4
TOLERANCE = (7, 11)


def blend_market(*, lots: int, demands: int, seed: int) -> Part:
    """Draw a market in which every demand is a blend of at most four lots, all rules of which are inner rows.

    A maker takes samples of the 32 nearest lots (by misfit) that certificates, days and a hard cadmium cap of one and
    a half times the mean's allow. The mean of 13 attributes must lie within 1.25 to 2.25 points of the target, the
    mean of cadmium under the cap, and every lot used makes up a tenth or more. A bag is worth the ceiling less ask
    and freight: the bounds, and not a price, say what is wanted.
    """
    catalogue = generate(lots=lots, demands=demands, seed=seed)
    demand, lot = _sampled(catalogue)
    value = values_per_bag(catalogue, lot, demand=demand, misfit=np.zeros(len(lot)))
    kept = value > 0
    return _part(catalogue, demand[kept], lot[kept], value=value[kept], seed=seed)


def _sampled(catalogue: Catalogue) -> tuple[IntArray, IntArray]:
    demand, lot = [], []
    for row in range(len(catalogue.sought)):
        lots = np.flatnonzero(_may_meet(catalogue, row))
        misfit = misfits(catalogue, lots, demand=np.full(len(lots), row))
        lot.append(np.sort(lots[np.argsort(misfit, kind="stable")[:SAMPLES]]))
        demand.append(np.full(len(lot[-1]), row))
    return np.concatenate(demand).astype(np.int64), np.concatenate(lot).astype(np.int64)


def _may_meet(catalogue: Catalogue, row: int) -> BoolArray:
    offered, sought = catalogue.offered, catalogue.sought
    allowed: BoolArray = (
        (2 * offered.cadmium <= 3 * sought.cadmium_cap[row])
        & ((offered.certificates & sought.required[row]) == sought.required[row])
        & (offered.opens <= sought.closes[row])
        & (offered.closes >= sought.opens[row])
    )
    return allowed


def _part(catalogue: Catalogue, demand: IntArray, lot: IntArray, *, value: IntArray, seed: int) -> Part:
    offered, sought = catalogue.offered, catalogue.sought
    grams, pairs = offered.bag_grams[lot], len(lot)
    return Part(
        pair=np.arange(pairs),
        lot=lot,
        demand=demand,
        value=value,
        fee=np.full(pairs, catalogue.contract_cost),
        grams=grams,
        low=offered.least_bags[lot],
        high=np.minimum(offered.bags[lot], sought.most_grams[demand] // grams),
        luck=np.ones(pairs, dtype=np.int64),
        twin=np.arange(pairs),
        supply=offered.bags,
        most_contracts=offered.most_contracts,
        opening=np.zeros(len(offered), dtype=np.int64),
        least=sought.least_grams,
        most=sought.most_grams,
        max_lots=np.full(len(sought), MOST_LOTS),
        rows=_recipes(catalogue, demand, lot, seed=seed),
    )


def _recipes(catalogue: Catalogue, demand: IntArray, lot: IntArray, *, seed: int) -> tuple[Row, ...]:
    offered, sought = catalogue.offered, catalogue.sought
    random = np.random.default_rng([seed, len(sought), ATTRIBUTES])
    width = random.integers(TOLERANCE[0], TOLERANCE[1] + 1, (len(sought), ATTRIBUTES))
    profile = np.rint(offered.profile[:, :ATTRIBUTES] * GRID).astype(np.int64)
    target = np.rint(sought.target[:, :ATTRIBUTES] * GRID).astype(np.int64)
    rows: list[Row] = []
    for each in range(len(sought)):
        pair = np.flatnonzero(demand == each)
        grams = offered.bag_grams[lot[pair]]
        for at in range(ATTRIBUTES):
            miss = profile[lot[pair], at] - target[each, at]
            rows.append(_at_most(f"attribute {at} most", pair, (miss - width[each, at]) * grams, demand=each))
            rows.append(_at_most(f"attribute {at} least", pair, (-miss - width[each, at]) * grams, demand=each))
        over = offered.cadmium[lot[pair]] - sought.cadmium_cap[each]
        rows.append(_at_most("cadmium", pair, over * grams, demand=each))
        rows.extend(_shares(pair, grams, demand=each, most=int(sought.most_grams[each])))
    return tuple(rows)


def _shares(pair: IntArray, grams: IntArray, *, demand: int, most: int) -> list[Row]:
    """Say that every lot used makes up a tenth of the blend: Σ mass + most · y <= ten times its mass + most."""
    rows = []
    for place in range(len(pair)):
        own = np.arange(len(pair)) == place
        rows.append(
            Row("share", pair, np.where(own, (1 - LEAST_SHARE) * grams, grams), most * own, upper=most, demand=demand)
        )
    return rows


def _at_most(key: str, pair: IntArray, per_bag: IntArray, *, demand: int) -> Row:
    return Row(key, pair, per_bag, np.zeros(len(pair), dtype=np.int64), upper=0, demand=demand)
