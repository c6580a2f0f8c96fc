"""The questions of goal h, asked of a warm market one after the other, and checked against a cold solver."""

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from bench.transport_peers import solve_by_linprog
from matching.catalogues.catalogue import Catalogue
from matching.transport.sieve import Sieve
from matching.transport.state import Answer, TransportState


class WhatIfs:
    """A warm market and the market as it stands after the changes so far.

    In turn: the asks of 1 % of the lots change by 5 %, the bags of 1 % by half, a lot is withdrawn, and the floor of
    women-led groups is moved to up to 3 % above what they sell (and lifted again before the next question).
    """

    KINDS = ("asks", "bags", "withdrawal", "floor")

    def __init__(self, market: Catalogue) -> None:
        self.market, self.wrong, self._floor = market, 0, 0
        self._random = np.random.default_rng(1)
        self._state = TransportState(market)
        self._answer = self._state.answer()
        for turn in range(4):
            self.ask(turn)

    def ask(self, turn: int) -> float:
        """Ask the next question and return the seconds until it is answered with its bound."""
        self._lift()
        size = len(self.market.offered)
        lots = np.sort(self._random.choice(size, max(1, size // 100), replace=False))
        kind = self.KINDS[turn % 4]
        if kind == "asks":
            asks = self.market.offered.ask.copy()
            asks[lots] = np.rint(asks[lots] * self._random.choice([0.95, 1.05], len(lots)))
            self.market = replace(self.market, offered=replace(self.market.offered, ask=asks))
            return self._timed(lambda: self._state.change_asks(lots, asks[lots]))
        if kind == "floor":
            self._floor = int(self._sold_by_favoured() * self._random.uniform(1.0, 1.03))
            return self._timed(lambda: self._state.hold_floor(self._floor))
        changed = lots[:1] if kind == "withdrawal" else lots
        bags = self.market.offered.bags.copy()
        bags[changed] = (
            0 if kind == "withdrawal" else np.rint(bags[changed] * self._random.choice([0.5, 1.5], len(lots)))
        )
        self.market = replace(self.market, offered=replace(self.market.offered, bags=bags))
        return self._timed(lambda: self._state.change_supplies(changed, bags[changed]))

    def compare(self) -> float:
        """Solve the market as it stands from cold; count an answer that differs by a cent, return the seconds."""
        pairs = Sieve(self.market).listed()
        floor = self._floor - self._answer.missing
        peer = solve_by_linprog(self.market, pairs, bags=self.market.offered.bags, floor=max(0, floor))
        self.wrong += abs(peer.value - self._answer.bound) > 1
        return peer.seconds

    def _timed(self, ask: Callable[[], Answer]) -> float:
        started = time.perf_counter()
        self._answer = ask()
        seconds = time.perf_counter() - started
        self.wrong += self._floor == 0 and self._answer.value != self._answer.bound
        return seconds

    def _lift(self) -> None:
        if self._floor:
            self._floor = 0
            self._answer = self._state.hold_floor(0)

    def _sold_by_favoured(self) -> int:
        answer: Answer = self._answer
        return int(answer.bags[self.market.offered.is_women_led[answer.lot]].sum())
