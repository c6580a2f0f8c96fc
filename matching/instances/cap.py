"""Facility location files: facilities are lots with an opening cost, customers are demands that may be split."""

from fractions import Fraction
from pathlib import Path

import numpy as np

from matching.exact.program import Program
from matching.instances.building import build, common_scale, integers, scaled
from matching.instances.tokens import Stream


def read_cap(path: Path) -> Program:
    """Read a warehouse location problem (minimise cost) in the format of the OR-Library.

    Numbers in free format: facilities m and customers n; m rows "capacity, opening cost"; for each customer its demand
    and m costs of serving the whole of it. A bag costs that share of it; the program's scale is the smallest that
    makes every cost of a bag whole. Raises ValueError naming file and line.
    """
    words = Stream(path)
    facilities, customers = words.next().whole(0, least=1), words.next().whole(0, least=1)
    ends = [(words.next().whole(0), words.next().cost(0)) for _ in range(facilities)]
    wanted: list[int] = []
    costs: list[Fraction] = []
    for _ in range(customers):
        wanted.append(words.next().whole(0, least=1))
        costs += [words.next().cost(0) / wanted[-1] for _ in range(facilities)]
    words.finish()
    scale = common_scale([*costs, *(opening for _, opening in ends)])
    supply, bags = integers([capacity for capacity, _ in ends]), integers(wanted)
    lot, demand = np.tile(np.arange(facilities), customers), np.repeat(np.arange(customers), facilities)
    columns = {
        "lot": lot,
        "demand": demand,
        "value": -scaled(costs, scale),
        "high": np.minimum(supply[lot], bags[demand]),
        "supply": supply,
        "opening": scaled([opening for _, opening in ends], scale),
        "least": bags,
        "most": bags,
    }
    return build(columns, scale=scale)
