"""Generalised assignment files: agents are lots with a capacity in bags, jobs are indivisible demands for one lot."""

from pathlib import Path

import numpy as np

from matching.exact.program import Program
from matching.instances.building import build, integers
from matching.instances.tokens import Stream


def read_gap(path: Path) -> Program:
    """Read a generalised assignment problem (minimise cost) in the format of the OR-Library.

    Numbers in free format: agents m and jobs n; m rows of n costs; m rows of n bags; m capacities. Cost becomes a
    negative gain paid once for a contract; low = high = the bags of the job at that agent; each job takes one lot.
    Raises ValueError naming file and line.
    """
    words = Stream(path)
    agents, jobs = words.next().whole(0, least=1), words.next().whole(0, least=1)
    cost = integers([words.next().whole(0) for _ in range(agents * jobs)])
    bags = integers([words.next().whole(0, least=1) for _ in range(agents * jobs)])
    supply = integers([words.next().whole(0) for _ in range(agents)])
    words.finish()
    columns = {
        "lot": np.repeat(np.arange(agents), jobs),
        "demand": np.tile(np.arange(jobs), agents),
        "value": np.zeros(agents * jobs, dtype=np.int64),
        "fee": cost,
        "low": bags,
        "high": bags,
        "supply": supply,
        "least": np.zeros(jobs, dtype=np.int64),
        "most": bags.reshape(agents, jobs).max(axis=0),
        "least_lots": np.ones(jobs, dtype=np.int64),
        "most_lots": np.ones(jobs, dtype=np.int64),
    }
    return build(columns, scale=1)
