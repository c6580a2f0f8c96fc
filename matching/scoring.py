"""What a meeting is worth: how well a lot fits a taste, and the surplus that leaves for one bag."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from matching.checks import check_length, check_text, check_whole, malformed
from matching.pairs import FloatArray, Pairs
from matching.policy import WHOLE, Policy
from matching.problem import Demand, Lot

WIDE = frozenset({"cacao", "acidity_total", "bitterness", "astringency", "roast_degree"})
MEDIUM = frozenset({"caramel_panela"})

STEPS = 10**6
GRAMS_PER_TONNE = 10**6


@dataclass(frozen=True, slots=True)
class Link:
    """A pair judged admissible, by keys, with its landed price in cents per tonne."""

    lot: str
    demand: str
    landed: int

    def __post_init__(self) -> None:
        check_text("link.lot", self.lot)
        check_text("link.demand", self.demand)
        check_whole(f"link {self.lot} to {self.demand}: landed", self.landed, least=0)


def default_tolerance(attribute: str) -> float:
    """Return the miss that counts as no likeness at all: 2.0 for core, 1.5 for total, 0.8 for sub-attributes."""
    if attribute in WIDE:
        return 2.0
    return 1.5 if attribute in MEDIUM or attribute.endswith("_total") else 0.8


def fit_scores(profiles: FloatArray, targets: FloatArray, *, weights: FloatArray, tolerances: FloatArray) -> FloatArray:
    """Return the fit of every row, sum(w * max(0, 1 - |difference| / tolerance)) / sum(w), in steps of a millionth.

    All four arrays have one shape: a row per pair, a column per attribute. What is sought (weight above 0) but not
    measured (NaN) earns nothing. A row that seeks nothing fits fully. Columns are added in order, one elementary
    operation at a time, so that every machine computes the same number.
    """
    earned = np.zeros(len(profiles))
    sought = np.zeros(len(profiles))
    for at in range(profiles.shape[1]):
        weight = weights[:, at]
        miss = np.abs(profiles[:, at] - targets[:, at]) / np.where(weight > 0, tolerances[:, at], 1.0)
        earned += weight * np.where(miss < 1.0, 1.0 - miss, 0.0)
        sought += weight
    fit = np.divide(earned, sought, out=np.ones(len(profiles)), where=sought > 0)
    return np.round(fit * STEPS) / STEPS


def fit_score(lot: Lot, demand: Demand) -> float:
    """Return the fit of one lot to one demand's taste, from 0 to 1."""
    return float(_fits([lot], [demand])[0])


def surplus_per_bag(lot: Lot, demand: Demand, *, landed: int, fit: float, policy: Policy) -> int:
    """Return ceiling * (1 - misfit_cost * (1 - fit)) - landed for one bag of the lot, in cents, rounded half up once.

    `landed` is in cents per tonne. The arithmetic is exact: `fit` counts in millionths, the policy in parts of 10,000.
    """
    missed = STEPS - round(fit * STEPS)
    per_tonne = demand.ceiling * (WHOLE * STEPS - policy.misfit_cost * missed) - landed * WHOLE * STEPS
    unit = WHOLE * STEPS * GRAMS_PER_TONNE
    return (2 * per_tonne * lot.bag_grams + unit) // (2 * unit)


def score_pairs(lots: Sequence[Lot], demands: Sequence[Demand], *, links: Iterable[Link], policy: Policy) -> Pairs:
    """Return the pairs of a problem: every link with its fit and the surplus of one bag.

    A link to an unknown lot or demand is a `ValueError`.
    """
    lot_at = {lot.key: at for at, lot in enumerate(lots)}
    demand_at = {demand.key: at for at, demand in enumerate(demands)}
    linked = list(links)
    for link in linked:
        if link.lot not in lot_at or link.demand not in demand_at:
            raise malformed("links", f"{link.lot!r} to {link.demand!r} names an unknown lot or demand")
    ends = [(lot_at[link.lot], demand_at[link.demand], link.landed) for link in linked]
    fits = _fits([lots[lot] for lot, _, _ in ends], [demands[demand] for _, demand, _ in ends]).tolist()
    return Pairs.of(
        (lot, demand, surplus_per_bag(lots[lot], demands[demand], landed=landed, fit=fit, policy=policy), landed, fit)
        for (lot, demand, landed), fit in zip(ends, fits, strict=True)
    )


def _fits(lots: Sequence[Lot], demands: Sequence[Demand]) -> FloatArray:
    width = max((len(demand.taste.target) for demand in demands), default=0)
    for lot, demand in zip(lots, demands, strict=True):
        check_length(f"lot {lot.key}: profile", lot.profile, length=width)
        check_length(f"demand {demand.key}: taste", demand.taste.target, length=width)
    tastes = [demand.taste for demand in demands]
    return fit_scores(
        _table([lot.profile for lot in lots], width, gap=math.nan),
        _table([taste.target for taste in tastes], width, gap=math.nan),
        weights=_table([taste.weights for taste in tastes], width, gap=0.0),
        tolerances=_table([taste.tolerances for taste in tastes], width, gap=1.0),
    )


def _table(rows: Sequence[tuple[float, ...]], width: int, *, gap: float) -> FloatArray:
    return np.array([row or (gap,) * width for row in rows], dtype=np.float64).reshape(len(rows), width)
