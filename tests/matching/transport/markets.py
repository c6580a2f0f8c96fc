"""Small markets for the transportation engine, and the slow answers it is compared with."""

from dataclasses import fields, replace
from typing import Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array, vstack

from matching.catalogues.catalogue import Catalogue
from matching.catalogues.generate import generate
from matching.catalogues.valuing import admissible_pairs
from matching.pairs import BoolArray, IntArray
from matching.transport.columns import Columns


def a_market(*, size: int = 60, seed: int = 1, demands: int | None = None) -> Catalogue:
    """Draw a market so dense that small ones have many pairs."""
    market = generate(lots=size, demands=demands or size, seed=seed)
    return replace(market, sought=replace(market.sought, tolerance=2 * market.sought.tolerance))


def with_lots(catalogue: Catalogue, **columns: object) -> Catalogue:
    """Change columns of the lots."""
    return replace(catalogue, offered=replace(catalogue.offered, **columns))  # type: ignore[arg-type]


def with_demands(catalogue: Catalogue, **columns: object) -> Catalogue:
    """Change columns of the demands."""
    return replace(catalogue, sought=replace(catalogue.sought, **columns))  # type: ignore[arg-type]


def nobody(catalogue: Catalogue) -> Catalogue:
    """Take every lot away."""
    offered = catalogue.offered
    none = {column.name: getattr(offered, column.name)[:0] for column in fields(offered)}
    return with_lots(catalogue, **none)


def listed(catalogue: Catalogue) -> Columns:
    """List the pairs that gain by the slow way."""
    demand, lot, value = admissible_pairs(catalogue)
    return Columns.of(demand, lot, value=value, demands=len(catalogue.sought))


def need_of(catalogue: Catalogue) -> IntArray:
    """Return the bags that demands take."""
    need: IntArray = catalogue.sought.most_grams // 69_000
    return need


def best_value(
    pairs: Columns, supply: IntArray, *, need: IntArray, floor: tuple[BoolArray, int] | None = None
) -> float:
    """Return the optimum that scipy finds, with at least so many bags from favoured lots."""
    size, lots = len(pairs), len(supply)
    ones, at = np.ones(2 * size), np.arange(size)
    ends = np.concatenate([pairs.lot, lots + pairs.demand])
    rows = coo_array((ones, (ends, np.concatenate([at, at]))), shape=(lots + len(need), size))
    limits = np.concatenate([supply, need])
    if floor is not None:
        rows = vstack([rows, coo_array(-floor[0][pairs.lot].astype(np.float64)[np.newaxis])])
        limits = np.append(limits, -floor[1])
    box = np.stack([np.zeros(size), np.minimum(supply[pairs.lot], need[pairs.demand])], axis=1)
    solve: Any = linprog  # its types do not know sparse rows
    found = solve(-pairs.value.astype(np.float64), A_ub=rows.tocsr(), b_ub=limits, bounds=box, method="highs-ds")
    return -float(found.fun)
