"""One plan's questions: each is answered by solving again, within its share of the time."""

import numpy as np

from matching.deadline import Deadline
from matching.milp.forcing import UNKNOWN, Verdict, most_volume, value_with_some
from matching.pairs import BoolArray, IntArray
from matching.parts.market import Market
from matching.plan import Plan
from matching.problem import Problem
from matching.why.saying import Change, Code, Facts, Finding, Reason, Side
from matching.why.winning import Winning

LEAST_SHARE = 0.5


class Inquiry:
    """One plan's questions and the time left to answer them."""

    def __init__(self, problem: Problem, plan: Plan, deadline: Deadline) -> None:
        self.problem, self.plan, self.deadline = problem, plan, deadline
        self.market = Market(problem, plan.policy)
        self.possible = self.market.possible()
        self.parts = self.market.parts()
        self.winning = Winning(self.market, plan)
        self.waiting = 1

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

    def about_pair(self, lot: str, demand: str) -> Reason:
        """Answer for one pair."""
        key, share, at = f"{lot} > {demand}", self._share(), self.market.at
        if any((line.lot, line.demand) == (lot, demand) for line in self.plan.allocations):
            return Reason(Side.PAIR, key, Code.IN_PLAN)
        lots, demands = [each.key for each in self.problem.lots], [each.key for each in self.problem.demands]
        is_asked = (at.lot == lots.index(lot)) & (at.demand == demands.index(demand))
        if not is_asked.any():
            return Reason(Side.PAIR, key, Code.NO_ADMISSIBLE_PAIR)
        rows = self.possible[is_asked[self.possible]]
        if not len(rows):
            wins = self.winning.of_parcel(lots.index(lot), deadline=share)
            return Reason(Side.PAIR, key, Code.MINIMUM_PARCEL, self._parcel(is_asked), wins)
        code, facts = self._priced(rows, self._alone_with(rows, share), share=share, outbid=Code.OUTBID)
        if code not in {Code.OUTBID, Code.TIED, Code.VALUE_NEGATIVE}:
            return Reason(Side.PAIR, key, code, facts)
        prices = (self.winning.of_price(rows, side, deadline=share) for side in (Side.LOT, Side.DEMAND))
        return Reason(Side.PAIR, key, code, facts, tuple(change for found in prices for change in found))

    def _about_demand(self, key: str, demand: int) -> Reason:
        share, at = self._share(), self.market.at
        if not (at.demand == demand).any():
            return Reason(Side.DEMAND, key, Code.NO_ADMISSIBLE_LOT)
        rows = self.possible[at.demand[self.possible] == demand]
        if not len(rows):
            return Reason(Side.DEMAND, key, Code.MINIMUM_PARCEL, self._parcel(at.demand == demand))
        unreachable = self._unreachable(rows, share)
        if unreachable:
            wins = self.winning.of_minimum(demand, deadline=share)
            return Reason(Side.DEMAND, key, *unreachable, wins)
        code, facts = self._priced(rows, self._alone(rows, share), share=share, outbid=Code.OUTBID)
        wins = self._wins(code, rows, side=Side.DEMAND, share=share)
        return Reason(Side.DEMAND, key, code, facts, wins + self._volume_wins(code, Side.DEMAND, demand, share=share))

    def _about_lot(self, key: str, lot: int) -> Reason:
        share, at = self._share(), self.market.at
        if not (at.lot == lot).any():
            return Reason(Side.LOT, key, Code.NO_ADMISSIBLE_DEMAND)
        rows = self.possible[at.lot[self.possible] == lot]
        if not len(rows):
            wins = self.winning.of_parcel(lot, deadline=share)
            return Reason(Side.LOT, key, Code.MINIMUM_PARCEL, self._parcel(at.lot == lot), wins)
        alone = self._alone_with(rows, share)
        code, facts = self._priced(rows, alone, share=share, outbid=Code.DEMAND_TAKEN_BY_BETTER)
        wins = self._wins(code, rows, side=Side.LOT, share=share)
        return Reason(Side.LOT, key, code, facts, wins + self._volume_wins(code, Side.LOT, lot, share=share))

    def _wins(self, code: Code, rows: IntArray, *, side: Side, share: Deadline) -> tuple[Change, ...]:
        priced = {Code.OUTBID, Code.DEMAND_TAKEN_BY_BETTER, Code.TIED, Code.VALUE_NEGATIVE}
        return self.winning.of_price(rows, side, deadline=share) if code in priced else ()

    def _volume_wins(self, code: Code, side: Side, place: int, *, share: Deadline) -> tuple[Change, ...]:
        if code not in {Code.OUTBID, Code.DEMAND_TAKEN_BY_BETTER, Code.DEMANDS_UNFILLABLE}:
            return ()
        find = self.winning.of_parcel if side is Side.LOT else self.winning.of_minimum
        return find(place, deadline=share)

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
