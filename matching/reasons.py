"""Why a demand got nothing and why a lot sold nothing: the first reason, found by solving again, never guessed."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from matching.checks import check_all_are, malformed
from matching.deadline import Deadline
from matching.fingerprint import fingerprint
from matching.forcing import UNKNOWN, Verdict, most_volume, value_with_some
from matching.market import Market
from matching.pairs import BoolArray, IntArray
from matching.plan import Plan
from matching.problem import Problem

LEAST_SHARE = 0.5

Facts = tuple[tuple[str, int], ...]
Finding = tuple["Code", Facts]


class Side(StrEnum):
    """Whose question a reason answers."""

    DEMAND = "demand"
    LOT = "lot"


class Code(StrEnum):
    """The reasons, in the order in which they are looked for; README, "Reasons", says what each proves."""

    NO_ADMISSIBLE_LOT = "no_admissible_lot"
    NO_ADMISSIBLE_DEMAND = "no_admissible_demand"
    MINIMUM_PARCEL = "minimum_parcel"
    SUPPLY_BELOW_MINIMUM = "supply_below_minimum"
    VOLUME_UNREACHABLE = "volume_unreachable"
    DEMANDS_UNFILLABLE = "demands_unfillable"
    VALUE_NEGATIVE = "value_negative"
    TIED = "tied"
    OUTBID = "outbid"
    DEMAND_TAKEN_BY_BETTER = "demand_taken_by_better"
    NOT_COMPUTED = "not_computed"


@dataclass(frozen=True, slots=True)
class Reason:
    """The first reason why a demand (or lot) is not in a plan, with its facts: whole grams, cents or counts by name."""

    side: Side
    key: str
    code: Code
    facts: Facts = ()


def explain(
    problem: Problem, plan: Plan, *, time_limit: float, cancelled: Callable[[], bool] | None = None
) -> tuple[Reason, ...]:
    """Give the first reason for every demand that got nothing and every lot that sold nothing, demands first, by key.

    A reason that would need more than its share of `time_limit` seconds is `not_computed`. A plan of another problem
    is a `ValueError`.
    """
    check_all_are("problem", (problem,), kind=Problem)
    check_all_are("plan", (plan,), kind=Plan)
    if plan.problem != fingerprint(problem):
        raise malformed("plan", "it answers another problem")
    return tuple(_Inquiry(problem, plan, Deadline(time_limit, cancelled)).reasons())


class _Inquiry:
    """One plan's questions and the time left to answer them."""

    def __init__(self, problem: Problem, plan: Plan, deadline: Deadline) -> None:
        self.problem, self.plan, self.deadline = problem, plan, deadline
        self.market = Market(problem, plan.policy)
        self.possible = self.market.possible()
        self.parts = self.market.parts()
        self.waiting = 0

    def reasons(self) -> list[Reason]:
        """Answer for every demand and lot that is not in the plan."""
        served, sold = {line.demand for line in self.plan.allocations}, {line.lot for line in self.plan.allocations}
        demands = {demand.key: at for at, demand in enumerate(self.problem.demands) if demand.key not in served}
        lots = {lot.key: at for at, lot in enumerate(self.problem.lots) if lot.key not in sold}
        self.waiting = len(demands) + len(lots)
        return [
            *(self._about_demand(key, demands[key]) for key in sorted(demands)),
            *(self._about_lot(key, lots[key]) for key in sorted(lots)),
        ]

    def _about_demand(self, key: str, demand: int) -> Reason:
        share = self._share()
        at = self.market.at
        if not (at.demand == demand).any():
            return Reason(Side.DEMAND, key, Code.NO_ADMISSIBLE_LOT)
        rows = self.possible[at.demand[self.possible] == demand]
        if not len(rows):
            return Reason(Side.DEMAND, key, Code.MINIMUM_PARCEL, self._parcel(at.demand == demand))
        unreachable = self._unreachable(rows, share)
        code, facts = unreachable or self._priced(rows, self._alone(rows, share), share=share, outbid=Code.OUTBID)
        return Reason(Side.DEMAND, key, code, facts)

    def _about_lot(self, key: str, lot: int) -> Reason:
        share = self._share()
        at = self.market.at
        if not (at.lot == lot).any():
            return Reason(Side.LOT, key, Code.NO_ADMISSIBLE_DEMAND)
        rows = self.possible[at.lot[self.possible] == lot]
        if not len(rows):
            return Reason(Side.LOT, key, Code.MINIMUM_PARCEL, self._parcel(at.lot == lot))
        alone = self._alone_with(rows, share)
        code, facts = self._priced(rows, alone, share=share, outbid=Code.DEMAND_TAKEN_BY_BETTER)
        return Reason(Side.LOT, key, code, facts)

    def _share(self) -> Deadline:
        left = self.deadline.left()
        share = Deadline(min(left, max(LEAST_SHARE, left / self.waiting)))
        self.waiting -= 1
        return share

    def _parcel(self, is_asked: BoolArray) -> Facts:
        smallest = (self.market.at.low * self.market.at.grams)[is_asked].min()
        return (("smallest_parcel_grams", int(smallest)),)

    def _unreachable(self, rows: IntArray, share: Deadline) -> Finding | None:
        part = self.market.cut(rows, alone=True)
        verdict = most_volume(part, seconds=share.left())
        if verdict.best is None:
            return Code.NOT_COMPUTED, ()
        minimum = int(part.least[0])
        if verdict.best >= minimum:
            return None
        offered = np.sort(part.supply[part.lot] * part.grams)[::-1][: part.max_lots[0]].sum()
        code = Code.SUPPLY_BELOW_MINIMUM if offered < minimum else Code.VOLUME_UNREACHABLE
        return code, (("reachable_grams", verdict.best), ("minimum_grams", minimum))

    def _alone(self, rows: IntArray, share: Deadline) -> Verdict:
        return value_with_some(self.market.cut(rows, alone=True), rows, seconds=share.left())

    def _alone_with(self, rows: IntArray, share: Deadline) -> Verdict:
        """Find the best that a lot could do in any one demand, all else being free."""
        demand_of, verdicts = self.market.at.demand, []
        for row in rows.tolist():
            part = self.market.cut(self.possible[demand_of[self.possible] == demand_of[row]], alone=True)
            verdicts.append(value_with_some(part, np.array([row]), seconds=share.left()))
        known = [verdict.best for verdict in verdicts if verdict.best is not None]
        is_proven = all(verdict.is_proven for verdict in verdicts)
        return Verdict(best=max(known, default=None), is_proven=True) if is_proven else UNKNOWN

    def _priced(self, rows: IntArray, alone: Verdict, *, share: Deadline, outbid: Code) -> Finding:
        """Say what it would cost everybody together to serve one of `rows`."""
        if not alone.is_proven:
            return Code.NOT_COMPUTED, ()
        if alone.best is None:
            return Code.DEMANDS_UNFILLABLE, ()
        if alone.best <= 0:
            return Code.VALUE_NEGATIVE, (("value_cents", alone.best),)
        part, result = next(
            (part, result)
            for part, result in zip(self.parts, self.plan.parts, strict=True)
            if np.isin(part.pair, rows).any()
        )
        forced = UNKNOWN if result.value < result.bound else value_with_some(part, rows, seconds=share.left())
        if forced.best is None:
            return Code.NOT_COMPUTED, ()
        cost = result.value - forced.best
        facts = (("cost_cents", cost), ("value_cents", alone.best))
        return (outbid, facts) if cost else (Code.TIED, facts)
