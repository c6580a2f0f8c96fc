"""All parts of a market on their way to a plan: a first plan, a bound, the search, the aims, under one deadline."""

from collections.abc import Callable

import numpy as np

from matching.control import Control, Kept, name_of
from matching.deadline import Deadline
from matching.deciding.aims import Ladder
from matching.deciding.engines import EXACT_UP_TO_PAIRS, decide_large
from matching.milp.greedy import fill_greedily
from matching.milp.model import Model
from matching.milp.search import best_plan, counting_bound, relaxed_bound, settle_ties
from matching.pairs import IntArray
from matching.parts.holding import is_feasible, value_of
from matching.parts.market import GAINS_ONLY, Market
from matching.parts.part import Part
from matching.plan import Method, Progress, Reached, Ties
from matching.policy import WHOLE, Aim, Measure

LEAST_SHARE = 1.0
SPEAK_EVERY = 0.25
Tell = Callable[[Progress], None]


class State:
    """What is known of one part so far; without `bags` no plan is known that keeps every rule."""

    def __init__(self, part: Part) -> None:
        self.part = part
        first = fill_greedily(part)
        self.bags: IntArray | None = next((each for each in (first, 0 * first) if is_feasible(part, each)), None)
        self.bound = counting_bound(part)
        self.ties, self.method, self.proof = Ties.BY_ORDER, Method.SEARCH, ""
        self.is_impossible = self.bags is None and not len(part.pair)

    @property
    def value(self) -> int:
        """The value in hand: 0 while there is no plan."""
        return 0 if self.bags is None else value_of(self.part, self.bags)

    def offer(self, bags: IntArray | None, bound: int | None) -> None:
        """Keep the better plan and the lower bound."""
        if bags is not None and (self.bags is None or value_of(self.part, bags) >= self.value):
            self.bags = bags
        if bound is not None:
            self.bound = min(self.bound, bound)
        self.bound = max(self.bound, self.value)

    def is_proven(self) -> bool:
        """Say whether nothing better is possible."""
        return self.bags is not None and self.value == self.bound


def size_of(state: State) -> int:
    """Return how many pairs a part has."""
    return len(state.part.pair)


class Run:
    """One run over the parts of a market."""

    def __init__(self, market: Market, deadline: Deadline, *, tell: Tell, control: Control) -> None:
        self.market, self.deadline, self._tell, self.control = market, deadline, tell, control
        self.states = [State(part) for part in market.parts()]
        self.reached: tuple[Reached, ...] = ()
        self.is_cut = False
        self.log: list[Progress] = []
        self._note("greedy", len(self.states))

    def decide(self) -> None:
        """Go all the way."""
        self.relax()
        self.search()
        if self.market.policy.aims != GAINS_ONLY:
            for state in self.states:
                self._climb(state)

    def relax(self) -> None:
        """Bound every part that will be searched exactly by its linear relaxation."""
        for done, state in enumerate(self.states, start=1):
            seconds = self.deadline.left()
            if seconds > 0 and 0 < size_of(state) <= EXACT_UP_TO_PAIRS:
                state.offer(None, relaxed_bound(Model(state.part), seconds=seconds))
                self._note("relaxation", done)

    def search(self) -> None:
        """Search part after part, the smallest first; a part may use its share, by pairs, of the time that is left."""
        waiting = sum(map(size_of, self.states))
        for done, state in enumerate(self.states, start=1):
            size = size_of(state)
            seconds = min(self.deadline.left(), max(LEAST_SHARE, self.deadline.left() * size / max(waiting, 1)))
            waiting -= size
            self.is_cut |= seconds <= 0
            if seconds > 0 and size:
                self._recall_or_search(state, self.deadline.share(seconds), done=done)
                self._note("search", done)

    def _recall_or_search(self, state: State, share: Deadline, *, done: int) -> None:
        """Take what an earlier run found of the same part, or search it and remember what was found to the end."""
        name = name_of(state.part)
        known = self.control.memory.parts.get(name)
        if known is not None:
            state.bags, state.bound = known.bags, known.bound
            state.ties, state.method, state.proof = known.ties, known.method, known.proof
            return
        search = self._search_part if size_of(state) <= EXACT_UP_TO_PAIRS else self._decide_large
        search(state, share, done=done)
        if share.left() > 0 and state.bags is not None:
            self.control.memory.parts[name] = Kept(state.bags, state.bound, state.ties, state.method, state.proof)

    def _decide_large(self, state: State, share: Deadline, *, done: int) -> None:
        """Leave a large part to the engine made for it; its bound is proven by prices."""

        def _watch(phase: str, value: int, bound: int) -> bool:
            del phase
            self._speak(state, done - 1, value=value, bound=bound)
            return share.left() > 0

        found = decide_large(state.part, keys=self.market.keys(state.part), control=self.control, watch=_watch)
        self.is_cut |= share.left() <= 0
        state.offer(found.bags, None)
        if found.bound <= state.bound:
            state.bound, state.method, state.proof = max(found.bound, state.value), Method.PRICES, found.proof

    def _search_part(self, state: State, share: Deadline, *, done: int) -> None:
        model = Model(state.part)
        found = best_plan(model, model.ask(), seconds=share.left(), sight=self._sight(state, done - 1, share=share))
        self.is_cut |= share.left() <= 0
        state.is_impossible = found.is_impossible
        state.offer(found.bags, found.bound)
        if state.bags is not None and state.is_proven() and self.deadline.left() > 0:
            state.bags, state.ties = settle_ties(model, state.bags, seconds=self.deadline.left())

    def _climb(self, state: State) -> None:
        """Pursue the aims of the policy; what the gains could be is always known first."""
        if state.bags is None:
            return
        aims = self.market.policy.aims
        if all(aim.measure is not Measure.GAINS for aim in aims):
            aims = (Aim(Measure.GAINS, give_up=WHOLE), *aims)
        ladder = Ladder(self.market, state.part)
        for aim in aims:
            state.bags = ladder.pursue(aim, state.bags, deadline=self.deadline)
            self.is_cut |= self.deadline.left() <= 0
            self._note(f"aim: {aim.measure}", 1)
        state.ties = Ties.BY_ORDER
        self.reached = tuple(ladder.reached)

    def _sight(self, state: State, done: int, *, share: Deadline) -> Callable[[float | None, float | None], bool]:
        """Tell of the search within a part, and end it when its time is over."""

        def look(value: float | None, bound: float | None) -> bool:
            most = state.bound if bound is None else int(np.ceil(bound))
            self._speak(state, done, value=int(value or 0), bound=most)
            return share.left() > 0

        return look

    def _speak(self, state: State, done: int, *, value: int, bound: int) -> None:
        """Tell how far a part is, at most a few times a second."""
        if not self.log or self.deadline.elapsed() - self.log[-1].seconds >= SPEAK_EVERY:
            better, lower = max(value - state.value, 0), min(bound - state.bound, 0)
            self._note("search", done, better=better, lower=lower)

    def _note(self, phase: str, done: int, *, better: int = 0, lower: int = 0) -> None:
        value = sum(state.value for state in self.states) + better
        bound = max(value, sum(state.bound for state in self.states) + lower)
        self.log.append(Progress(phase, done, len(self.states), value, bound, self.deadline.elapsed()))
        self._tell(self.log[-1])
