"""The rules of a market that reach over many meetings, as rows of whole numbers; matching/README.md lists them all."""

import math
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from matching.pairs import BoolArray, IntArray
from matching.parts.meetings import Meetings
from matching.parts.sides import Row
from matching.policy import WHOLE, By, Floor, Policy, ShareCap, Who, Within
from matching.problem import Demand, Lot, Problem, Recipe

HUNDREDTHS = 100
USD = {"unit": 100, "per": "usd"}
TONNE = {"unit": 10**6, "per": "tonne"}
SHARE = {"unit": 10**6 * WHOLE, "per": "tonne"}
Label = Callable[[Lot, Demand], Hashable]

LABELS: dict[By, Label] = {
    By.GROUP: lambda lot, _: lot.group,
    By.REGION: lambda lot, _: lot.region,
    By.MAKER: lambda _, demand: demand.maker,
}
SERVED: dict[Who, Callable[[Lot], bool]] = {
    Who.WOMEN_LED: lambda lot: lot.women_led,
    Who.FIRST_SALE: lambda lot: lot.first_sale,
}


def rows_of(problem: Problem, policy: Policy, *, meetings: Meetings) -> tuple[Row, ...]:
    """Write every rule as a row: each demand's own, then the market's, then the policy's."""
    everywhere = np.arange(len(meetings))
    return (
        *_own_rows(problem, meetings),
        *_settled(problem, meetings),
        *_maker_caps(problem, meetings),
        *_lanes(problem, meetings),
        *(row for floor in policy.floors for row in _floor(problem, meetings, floor)),
        *(row for cap in policy.caps for row in _share_cap(problem, meetings, cap=cap, pair=everywhere)),
    )


def choices_of(problem: Problem) -> tuple[IntArray, ...]:
    """List the demands of each choice of which at most one is served."""
    by_choice: dict[str, list[int]] = defaultdict(list)
    for place, demand in enumerate(problem.demands):
        by_choice[demand.choice].append(place)
    return tuple(np.array(places, dtype=np.int64) for key, places in sorted(by_choice.items()) if key)


def _own_rows(problem: Problem, at: Meetings) -> Iterator[Row]:
    for place, demand in enumerate(problem.demands):
        if demand.budget is None and demand.recipe is None:
            continue
        pair = np.flatnonzero(at.demand == place)
        if demand.budget is not None:
            yield _row(f"budget:{demand.key}", pair, at.cost[pair], upper=demand.budget, demand=place, **USD)
        if demand.recipe is not None:
            lots = [problem.lots[lot] for lot in at.lot[pair].tolist()]
            for name, above in _limits(problem.attributes, demand.recipe, lots=lots):
                yield _row(f"{name}:{demand.key}", pair, above * at.grams[pair], upper=0, demand=place)
            yield from _least_shares(at, demand, place=place, pair=pair)


def _limits(attributes: tuple[str, ...], recipe: Recipe, *, lots: list[Lot]) -> Iterator[tuple[str, IntArray]]:
    """Write each limit of a recipe as what a gram of each lot is beyond it."""
    for place, (name, lower, upper) in enumerate(zip(attributes, recipe.lower, recipe.upper, strict=False)):
        values = np.array([_hundredths(lot.profile[place]) if lot.profile else 0 for lot in lots], dtype=np.int64)
        if not math.isnan(lower):
            yield f"least {name}", _hundredths(lower) - values
        if not math.isnan(upper):
            yield f"most {name}", values - _hundredths(upper)
    if recipe.cadmium_cap is not None:
        yield "cadmium", np.array([lot.cadmium or 0 for lot in lots], dtype=np.int64) - recipe.cadmium_cap


def _hundredths(value: float) -> int:
    """Count in hundredths; what is not measured counts as 0 and is kept out by its parcel (`parts.meetings`)."""
    return 0 if math.isnan(value) else round(value * HUNDREDTHS)


def _least_shares(at: Meetings, demand: Demand, *, place: int, pair: IntArray) -> Iterator[Row]:
    """Let each lot bring its share of the volume if it is used: g_i x_i - s Σ g x >= -s max (1 - y_i)."""
    share = demand.recipe.least_share if demand.recipe else 0
    for lot in np.unique(at.lot[pair]).tolist() if share else ():
        is_own = at.lot[pair] == lot
        volume = at.grams[pair] * (WHOLE * is_own - share)
        most = share * demand.max_grams
        used = np.where(is_own, -most, 0)
        yield Row(f"share:{demand.key}", pair, volume, used, lower=-most, demand=place)


def _settled(problem: Problem, at: Meetings) -> Iterator[Row]:
    lots, demands = _places(problem)
    for each in problem.settled:
        if each.least_bags:
            pair = np.flatnonzero((at.lot == lots[each.lot]) & (at.demand == demands[each.demand]))
            one = np.ones(len(pair), dtype=np.int64)
            yield _row(f"settled:{each.lot}:{each.demand}", pair, one, lower=each.least_bags)


def _maker_caps(problem: Problem, at: Meetings) -> Iterator[Row]:
    lots, demands = _places(problem)
    for cap in problem.caps:
        pair = np.flatnonzero(np.isin(at.demand, [demands[key] for key in cap.demands]))
        rows = []
        if cap.most_grams is not None:
            rows.append(_row(f"volume cap:{cap.key}", pair, at.grams[pair], upper=cap.most_grams, **TONNE))
        if cap.most_cents is not None:
            rows.append(_row(f"cost cap:{cap.key}", pair, at.cost[pair], upper=cap.most_cents, **USD))
        if cap.while_served:
            asked = problem.demands[demands[cap.while_served]]
            is_first = (at.demand[pair] == demands[asked.key]) & (at.lot[pair] == lots[asked.bundle[0].lot])
            rows = [_while_used(row, is_first, high=at.high[pair]) for row in rows]
        yield from rows


def _while_used(row: Row, is_meant: BoolArray, *, high: IntArray) -> Row:
    """Let a row's upper limit u hold only where one of the meant meetings is used: Σ a x + (M - u) y ≤ M."""
    most = max(row.upper or 0, int(row.per_bag @ np.maximum(high, 0)))
    return replace(row, per_contract=np.where(is_meant, most - (row.upper or 0), 0), upper=most)


def _lanes(problem: Problem, at: Meetings) -> Iterator[Row]:
    origin = np.array([lot.origin for lot in problem.lots], dtype=object)
    destination = np.array([demand.destination for demand in problem.demands], dtype=object)
    for lane in problem.lanes:
        pair = np.flatnonzero((origin[at.lot] == lane.origin) & (destination[at.demand] == lane.destination))
        if len(pair):
            key = f"lane:{lane.origin}:{lane.destination}"
            yield _row(key, pair, at.grams[pair], step=lane.step_grams, step_cost=lane.step_cost, **TONNE)


def _floor(problem: Problem, at: Meetings, floor: Floor) -> Iterator[Row]:
    is_meant = np.array([SERVED[floor.who](lot) for lot in problem.lots], dtype=bool)[at.lot]
    if floor.share:
        pair = np.arange(len(at))
        yield _row(f"{floor.who} share", pair, at.grams * (WHOLE * is_meant - floor.share), lower=0, **SHARE)
    if floor.grams:
        pair = np.flatnonzero(is_meant)
        yield _row(f"{floor.who} volume", pair, at.grams[pair], lower=floor.grams, **TONNE)


def _share_cap(problem: Problem, at: Meetings, *, cap: ShareCap, pair: IntArray) -> Iterator[Row]:
    if cap.within is Within.MAKER:
        makers = np.array([demand.maker for demand in problem.demands], dtype=object)[at.demand]
        for maker in sorted(set(makers.tolist())):
            own = np.flatnonzero(makers == maker)
            market = ShareCap(cap.by, cap.share)
            for row in _share_cap(problem, at, cap=market, pair=own):
                yield replace(row, key=f"{row.key} of {maker}")
        return
    labels = [
        LABELS[cap.by](problem.lots[lot], problem.demands[demand])
        for lot, demand in zip(at.lot[pair].tolist(), at.demand[pair].tolist(), strict=True)
    ]
    for label in sorted(set(labels), key=str):
        is_own = np.array([each == label for each in labels], dtype=bool)
        yield _row(f"{cap.by}:{label}", pair, at.grams[pair] * (WHOLE * is_own - cap.share), upper=0, **SHARE)


def _places(problem: Problem) -> tuple[dict[str, int], dict[str, int]]:
    lots = {lot.key: place for place, lot in enumerate(problem.lots)}
    return lots, {demand.key: place for place, demand in enumerate(problem.demands)}


def _row(key: str, pair: IntArray, per_bag: IntArray, **terms: Any) -> Row:  # noqa: ANN401 - the fields of a Row
    return Row(key, pair, per_bag, np.zeros_like(per_bag), **terms)
