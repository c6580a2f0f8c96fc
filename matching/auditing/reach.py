"""The audit of rules that reach over several lines of a plan, counted again from the problem alone."""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence

from matching.auditing.violations import Fault, Violation
from matching.plan import Allocation, Plan, Status
from matching.policy import WHOLE, By, Floor, Measure, ShareCap, Who, Within
from matching.problem import Demand, Lot, Problem, Recipe

TONNE = 10**6
Lines = Sequence[Allocation]


class Reach:
    """The readable lines of a plan beside the rules of the problem and of the policy."""

    def __init__(self, problem: Problem, plan: Plan, *, lines: Lines) -> None:
        self.problem, self.plan, self.lines = problem, plan, lines
        self.lots = {lot.key: lot for lot in problem.lots}
        self.demands = {demand.key: demand for demand in problem.demands}
        self.by_demand: dict[str, list[Allocation]] = defaultdict(list)
        for line in lines:
            self.by_demand[line.demand].append(line)

    def check(self) -> Iterator[Violation]:
        """Check every rule; a plan that claims that none is possible has no lines to check."""
        if self.plan.status is Status.INFEASIBLE:
            return
        for key, lines in self.by_demand.items():
            yield from self._check_own(self.demands[key], lines)
        yield from self._check_choices()
        yield from self._check_caps()
        yield from self._check_settled()
        for floor in self.plan.policy.floors:
            yield from self._check_floor(floor)
        for cap in self.plan.policy.caps:
            yield from self._check_share(cap)
        yield from self._check_reached()

    def costs(self) -> int:
        """Add up what opened lots and begun containers cost, in cents."""
        opened = sum(self.lots[key].opening_cost for key in {line.lot for line in self.lines if line.bags > 0})
        grams = Counter[tuple[str, str]]()
        for line in self.lines:
            grams[self.lots[line.lot].origin, self.demands[line.demand].destination] += self._grams(line)
        lanes = [(grams[lane.origin, lane.destination], lane) for lane in self.problem.lanes]
        return opened + sum(math.ceil(moved / lane.step_grams) * lane.step_cost for moved, lane in lanes)

    def _grams(self, line: Allocation) -> int:
        return line.bags * self.lots[line.lot].bag_grams

    def _cost(self, line: Allocation) -> int:
        """Return what a line costs landed: bags times the landed cost of a bag in whole cents, rounded half up."""
        return line.bags * ((2 * line.landed * self.lots[line.lot].bag_grams + TONNE) // (2 * TONNE))

    def _check_own(self, demand: Demand, lines: Lines) -> Iterator[Violation]:
        cost = sum(map(self._cost, lines))
        if demand.budget is not None and cost > demand.budget:
            yield Violation(Fault.OVER_BUDGET, demand.key, cost, demand.budget)
        if demand.bundle:
            taken, wanted = {line.lot: line.bags for line in lines}, {each.lot: each.bags for each in demand.bundle}
            if taken != wanted:
                yield Violation(Fault.BROKEN_BUNDLE, demand.key, taken, wanted)
        if demand.recipe is not None:
            yield from self._check_recipe(demand.key, demand.recipe, lines=lines)

    def _check_recipe(self, key: str, recipe: Recipe, *, lines: Lines) -> Iterator[Violation]:
        whole = sum(map(self._grams, lines))
        for at, (lower, upper) in enumerate(zip(recipe.lower, recipe.upper, strict=True)):
            if math.isnan(lower) and math.isnan(upper):
                continue
            mixed = self._mixed(lines, _measured(at))
            if mixed is None or mixed < _least(lower) * whole or mixed > _most(upper) * whole:
                yield Violation(Fault.OFF_RECIPE, key, mixed, self.problem.attributes[at])
        if recipe.cadmium_cap is not None:
            mixed = self._mixed(lines, lambda lot: lot.cadmium)
            if mixed is None or mixed > recipe.cadmium_cap * whole:
                yield Violation(Fault.OFF_RECIPE, key, mixed, "cadmium")
        for line in lines:
            if self._grams(line) * WHOLE < recipe.least_share * whole:
                yield Violation(Fault.OFF_RECIPE, f"{line.lot} > {key}", self._grams(line), "least share")

    def _mixed(self, lines: Lines, of: Callable[[Lot], int | None]) -> int | None:
        """Add up a property of the lots weighed by grams; None when it is not known of one of them."""
        known = [(self._grams(line), of(self.lots[line.lot])) for line in lines]
        return None if any(value is None for _, value in known) else sum(grams * (value or 0) for grams, value in known)

    def _check_choices(self) -> Iterator[Violation]:
        served: dict[str, list[str]] = defaultdict(list)
        for key in self.by_demand:
            served[self.demands[key].choice].append(key)
        for choice, keys in served.items():
            if choice and len(keys) > 1:
                yield Violation(Fault.SECOND_CHOICE, choice, sorted(keys), 1)

    def _check_caps(self) -> Iterator[Violation]:
        for cap in self.problem.caps:
            if cap.while_served and cap.while_served not in self.by_demand:
                continue
            lines = [line for line in self.lines if line.demand in cap.demands]
            for most, taken in ((cap.most_grams, self._grams), (cap.most_cents, self._cost)):
                if most is not None and sum(map(taken, lines)) > most:
                    yield Violation(Fault.OVER_CAP, cap.key, sum(map(taken, lines)), most)

    def _check_settled(self) -> Iterator[Violation]:
        bags = {(line.lot, line.demand): line.bags for line in self.lines}
        if self.plan.status is Status.STOPPED and not self.lines:
            return  # a search cut short before it knew any plan says so by having none
        for each in self.problem.settled:
            taken = bags.get((each.lot, each.demand), 0)
            if not each.least_bags <= taken <= each.most_bags:
                limits = (each.least_bags, each.most_bags)
                yield Violation(Fault.NOT_AS_SETTLED, f"{each.lot} > {each.demand}", taken, limits)

    def _check_floor(self, floor: Floor) -> Iterator[Violation]:
        whole = sum(map(self._grams, self.lines))
        meant = sum(self._grams(line) for line in self.lines if _is_meant(floor.who, self.lots[line.lot]))
        is_answer = bool(self.lines) or self.plan.status is not Status.STOPPED
        if meant * WHOLE < floor.share * whole or (is_answer and meant < floor.grams):
            yield Violation(Fault.BELOW_FLOOR, floor.who, meant, max(floor.grams, floor.share * whole / WHOLE))

    def _check_share(self, cap: ShareCap) -> Iterator[Violation]:
        volumes: dict[str, Counter[str]] = defaultdict(Counter)
        for line in self.lines:
            lot, demand = self.lots[line.lot], self.demands[line.demand]
            label = {By.GROUP: lot.group, By.REGION: lot.region, By.MAKER: demand.maker}[cap.by]
            volumes[demand.maker if cap.within is Within.MAKER else ""][label] += self._grams(line)
        for of, shares in volumes.items():
            for label, grams in shares.items():
                if grams * WHOLE > cap.share * shares.total():
                    yield Violation(Fault.ABOVE_SHARE, f"{label} of {of}" if of else label, grams, cap.share)

    def _check_reached(self) -> Iterator[Violation]:
        """Hold what is said of each aim to what the lines add up to, less what later aims may take from it."""
        give_up = {aim.measure: aim.give_up for aim in self.plan.policy.aims}
        counted = {
            Measure.GAINS: sum(line.value for line in self.lines) - self.costs(),
            Measure.VOLUME: sum(map(self._grams, self.lines)),
            Measure.FIT: sum(self._grams(line) * round(line.fit * 10**6) for line in self.lines) // 10**6,
        }
        for each in self.plan.reached:
            least = each.value - abs(each.value) * give_up.get(each.measure, WHOLE) // WHOLE
            if each.bound < each.value or counted.get(each.measure, each.value) < least:
                yield Violation(Fault.WRONG_REACHED, each.measure, each.value, counted.get(each.measure, each.bound))


def _measured(at: int) -> Callable[[Lot], int | None]:
    """Return a reader of one attribute in hundredths; None stands for "not measured"."""
    return lambda lot: None if not lot.profile or math.isnan(lot.profile[at]) else round(lot.profile[at] * 100)


def _least(limit: float) -> float:
    return -math.inf if math.isnan(limit) else round(limit * 100)


def _most(limit: float) -> float:
    return math.inf if math.isnan(limit) else round(limit * 100)


def _is_meant(who: Who, lot: Lot) -> bool:
    return lot.women_led if who is Who.WOMEN_LED else lot.first_sale
