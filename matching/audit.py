"""The check that a plan is what it claims to be, by code that shares nothing with the search that made it.

Everything is counted again in Python's own whole numbers, from the problem alone; the plan's status is never trusted.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator

from matching.auditing.proofs import check_proofs
from matching.auditing.reach import Reach
from matching.auditing.violations import Fault, Violation
from matching.fingerprint import fingerprint
from matching.plan import Allocation, Plan, Status
from matching.problem import Demand, Lot, Problem

__all__ = ["Fault", "Violation", "audit"]


def audit(problem: Problem, plan: Plan) -> tuple[Violation, ...]:
    """Check every rule, every line and every sum of a plan; return what is wrong, nothing when all is right."""
    known = _Known(problem, plan)
    reach = Reach(problem, plan, lines=known.readable)
    return (
        *known.check_lines(),
        *known.check_lots(),
        *known.check_demands(),
        *reach.check(),
        *_check_sums(problem, plan, costs=reach.costs()),
        *check_proofs(problem, plan),
    )


class _Known:
    """The problem by key, and the lines of the plan that can be read at all."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.plan = plan
        self.lots = {lot.key: lot for lot in problem.lots}
        self.agreed = {(each.lot, each.demand) for each in problem.settled if each.least_bags}
        self.demands = {demand.key: demand for demand in problem.demands}
        self.terms: dict[tuple[str, str], tuple[int, int, float]] = {}
        pairs = problem.pairs
        ends = zip(pairs.lot.tolist(), pairs.demand.tolist(), strict=True)
        worth = zip(pairs.value.tolist(), pairs.landed.tolist(), pairs.fit.tolist(), strict=True)
        for (lot, demand), terms in zip(ends, worth, strict=True):
            self.terms[problem.lots[lot].key, problem.demands[demand].key] = terms
        readable = [line for line in plan.allocations if line.lot in self.lots and line.demand in self.demands]
        self.readable = [line for line in readable if _is_whole(line.bags)]

    def check_lines(self) -> Iterator[Violation]:
        """Check each line by itself."""
        seen = Counter((line.lot, line.demand) for line in self.plan.allocations)
        for (lot, demand), times in seen.items():
            if times > 1:
                yield Violation(Fault.REPEATED_PAIR, f"{lot} > {demand}", times, 1)
            if lot not in self.lots:
                yield Violation(Fault.UNKNOWN_LOT, lot, lot, None)
            if demand not in self.demands:
                yield Violation(Fault.UNKNOWN_DEMAND, demand, demand, None)
        for line in self.plan.allocations:
            if not _is_whole(line.bags) or line.bags < 1:
                yield Violation(Fault.NOT_WHOLE_BAGS, f"{line.lot} > {line.demand}", line.bags, "1 or more")
        for line in self.readable:
            yield from self._check_terms(line)

    def _check_terms(self, line: Allocation) -> Iterator[Violation]:
        at, lot = f"{line.lot} > {line.demand}", self.lots[line.lot]
        if line.grams != line.bags * lot.bag_grams:
            yield Violation(Fault.WRONG_GRAMS, at, line.grams, line.bags * lot.bag_grams)
        if (line.lot, line.demand) not in self.terms:
            yield Violation(Fault.INADMISSIBLE_PAIR, at, line.bags, 0)
            return
        value, landed, fit = self.terms[line.lot, line.demand]
        discount = _discount(lot, line.bags)
        right = line.bags * (value + _per_bag(discount, lot)) - self.plan.policy.contract_cost
        if line.value != right:
            yield Violation(Fault.WRONG_VALUE, at, line.value, right)
        terms = (fit, lot.ask - discount, landed - discount)
        if (line.fit, line.ask, line.landed) != terms:
            yield Violation(Fault.WRONG_TERMS, at, (line.fit, line.ask, line.landed), terms)

    def check_lots(self) -> Iterator[Violation]:
        """Check that no bag is sold twice and no parcel is smaller than its group sells."""
        for key, lines in self._by_lot().items():
            lot, sold = self.lots[key], sum(line.bags for line in lines)
            if sold > lot.bags:
                yield Violation(Fault.LOT_OVERSOLD, key, sold, lot.bags)
            if len(lines) > lot.most_contracts:
                yield Violation(Fault.TOO_MANY_CONTRACTS, key, len(lines), lot.most_contracts)
            for line in lines:
                if line.bags < lot.min_bags and not self._is_fixed(line):
                    yield Violation(Fault.BELOW_LOT_PARCEL, f"{key} > {line.demand}", line.bags, lot.min_bags)

    def check_demands(self) -> Iterator[Violation]:
        """Check that each served demand gets a volume, parcels and a number of lots that it accepts."""
        for key, lines in self._by_demand().items():
            demand = self.demands[key]
            if demand.bundle:
                continue
            parcels = [line.bags * self.lots[line.lot].bag_grams for line in lines]
            yield from _check_volume(demand, sum(parcels))
            if len(lines) > demand.max_lots:
                yield Violation(Fault.TOO_MANY_LOTS, key, len(lines), demand.max_lots)
            for line, grams in zip(lines, parcels, strict=True):
                if grams < demand.min_parcel_grams and not self._is_fixed(line):
                    at = f"{line.lot} > {key}"
                    yield Violation(Fault.BELOW_DEMAND_PARCEL, at, grams, demand.min_parcel_grams)

    def _is_fixed(self, line: Allocation) -> bool:
        """Say whether a parcel is of the size that people agreed, or that a bundle asks for."""
        return (line.lot, line.demand) in self.agreed or bool(self.demands[line.demand].bundle)

    def _by_lot(self) -> dict[str, list[Allocation]]:
        found: dict[str, list[Allocation]] = defaultdict(list)
        for line in self.readable:
            found[line.lot].append(line)
        return found

    def _by_demand(self) -> dict[str, list[Allocation]]:
        found: dict[str, list[Allocation]] = defaultdict(list)
        for line in self.readable:
            found[line.demand].append(line)
        return found


def _is_whole(bags: object) -> bool:
    return isinstance(bags, int) and not isinstance(bags, bool)


def _discount(lot: Lot, bags: int) -> int:
    """Return what a parcel of so many bags costs less, in cents per tonne."""
    return max((tier.discount for tier in lot.tiers if bags >= tier.from_bags), default=0)


def _per_bag(cents_per_tonne: int, lot: Lot) -> int:
    return (2 * cents_per_tonne * lot.bag_grams + 10**6) // (2 * 10**6)


def _check_volume(demand: Demand, grams: int) -> Iterator[Violation]:
    if grams < demand.min_grams:
        yield Violation(Fault.BELOW_MINIMUM, demand.key, grams, demand.min_grams)
    if grams > demand.max_grams:
        yield Violation(Fault.ABOVE_MAXIMUM, demand.key, grams, demand.max_grams)


def _check_sums(problem: Problem, plan: Plan, *, costs: int) -> Iterator[Violation]:
    """Add up lines, costs and parts again, and hold the status to what the sums prove."""
    name = fingerprint(problem)
    if plan.problem != name:
        yield Violation(Fault.OTHER_PROBLEM, "plan", plan.problem, name)
    if plan.costs != costs:
        yield Violation(Fault.WRONG_COSTS, "plan", plan.costs, costs)
    for value in (sum(line.value for line in plan.allocations) - costs, sum(part.value for part in plan.parts)):
        if plan.value != value:
            yield Violation(Fault.WRONG_TOTAL, "plan", plan.value, value)
    bound = sum(part.bound for part in plan.parts)
    if plan.bound != bound:
        yield Violation(Fault.WRONG_BOUND, "plan", plan.bound, bound)
    for bound, value in [(plan.bound, plan.value), *((part.bound, part.value) for part in plan.parts)]:
        if bound < value:
            yield Violation(Fault.BOUND_BELOW_VALUE, "plan", bound, value)
    if plan.gap != plan.bound - plan.value:
        yield Violation(Fault.WRONG_GAP, "plan", plan.gap, plan.bound - plan.value)
    if plan.status not in _statuses(plan):
        yield Violation(Fault.WRONG_STATUS, "plan", plan.status, " or ".join(_statuses(plan)))


def _statuses(plan: Plan) -> tuple[Status, ...]:
    """List what the status may be, given what value and bound (of every aim) prove."""
    aims = [(each.value, each.bound) for each in plan.reached] or [(plan.value, plan.bound)]
    unproven = () if all(value == bound for value, bound in aims) else (Status.STOPPED, Status.FINISHED)
    if plan.allocations:
        return unproven or (Status.OPTIMAL,)
    return (*unproven, Status.INFEASIBLE, *((Status.EMPTY,) if aims[0][0] == aims[0][1] else ()))
