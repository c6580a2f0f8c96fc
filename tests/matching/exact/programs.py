"""Small programs of every feature, and their answers by trying everything."""

import itertools
from collections.abc import Callable

import numpy as np
from hypothesis import strategies as st

from matching.exact.knapsacks import Net, net_of
from matching.exact.program import Point, Program, is_feasible, value_of
from matching.instances.building import build, integers


@st.composite
def programs(draw: st.DrawFn, *, is_fixed: bool = False, has_packages: bool = True) -> Program:
    """Draw up to 3 lots, 2 demands and 2 packages; `is_fixed` draws totals that lots and demands must meet."""
    lots, demands = draw(st.integers(1, 3)), draw(st.integers(1, 2))
    ends = draw(
        st.lists(st.sampled_from(list(itertools.product(range(lots), range(demands)))), min_size=1, unique=True)
    )
    arcs = len(ends)
    low = [draw(st.integers(1, 3)) for _ in range(arcs)]
    high = [least + draw(st.integers(0, 2)) for least in low]
    supply = [draw(st.integers(0, 6)) for _ in range(lots)]
    most = [draw(st.integers(0, 6)) for _ in range(demands)]
    packages = draw(st.integers(0, 2)) if has_packages else 0
    entries = [(package, lot) for package in range(packages) for lot in range(draw(st.integers(1, lots)))]
    columns = {
        "lot": [lot for lot, _ in ends],
        "demand": [demand for _, demand in ends],
        "value": [draw(st.integers(-5, 9)) for _ in range(arcs)],
        "fee": [draw(st.integers(-4, 12)) for _ in range(arcs)],
        "low": low,
        "high": high,
        "supply_least": supply
        if is_fixed
        else [draw(st.integers(0, 1)) * draw(st.integers(0, 2)) for _ in range(lots)],
        "supply": supply,
        "opening": [draw(st.integers(0, 1)) * draw(st.integers(0, 9)) for _ in range(lots)],
        "least": most if is_fixed else [min(bags, draw(st.integers(0, 4))) for bags in most],
        "most": most,
        "least_lots": [draw(st.integers(0, 3)) // 3 for _ in range(demands)],
        "most_lots": [draw(st.integers(1, 3)) for _ in range(demands)],
        "package_value": [draw(st.integers(-3, 20)) for _ in range(packages)],
        "package": [package for package, _ in entries],
        "package_lot": [lot for _, lot in entries],
        "package_bags": [draw(st.integers(1, 3)) for _ in entries],
    }
    return build({name: integers(column) for name, column in columns.items()}, scale=1)


def best_by_trying(program: Program) -> int | None:
    """Return the value of the best point of all (None: no point is feasible)."""
    amounts = [
        [0, *range(low, high + 1)] for low, high in zip(program.low.tolist(), program.high.tolist(), strict=True)
    ]
    choices = [*amounts, *([0, 1] for _ in program.package_value)]
    best = None
    for choice in itertools.product(*choices):
        columns = np.array(choice, dtype=np.int64)
        point = Point(columns[: len(program.lot)], columns[len(program.lot) :])
        if is_feasible(program, point):
            value = value_of(program, point)
            best = value if best is None else max(best, value)
    return best


def a_market(*, lots: int, demands: int, seed: int = 1) -> Program:
    """Draw a market where every lot may serve every demand, both are met in full, and each contract costs a fee."""
    random = np.random.default_rng(seed)
    supply = random.integers(3, 12, lots)
    most = random.multinomial(int(supply.sum()) - demands, np.full(demands, 1 / demands)) + 1
    lot, demand = np.repeat(np.arange(lots), demands), np.tile(np.arange(demands), lots)
    columns = {
        "lot": lot,
        "demand": demand,
        "value": random.integers(-20, 0, lots * demands),
        "fee": random.integers(10, 90, lots * demands),
        "high": np.minimum(supply[lot], most[demand]),
        "supply_least": supply,
        "supply": supply,
        "least": most,
        "most": most,
    }
    return build({name: column.astype(np.int64) for name, column in columns.items()}, scale=1)


def net_of_market(program: Program) -> Net:
    """Tell a program as knapsacks that can be told so."""
    net = net_of(program)
    assert net is not None
    return net


def called_off_after(questions: int) -> Callable[[], bool]:
    """Return what calls a search off once it has asked so many times."""
    asked = itertools.count()
    return lambda: next(asked) >= questions
