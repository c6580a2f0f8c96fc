"""The problem as the search sees it: limits in whole bags, one blind order, and parts that trade apart."""

import hashlib
import json
from dataclasses import replace

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from matching.pairs import IntArray
from matching.parts.meetings import column, meetings_of
from matching.parts.part import Part, restricted, trimmed
from matching.parts.rules import choices_of, rows_of
from matching.parts.sides import NOBODY, Row
from matching.policy import Aim, Measure, Policy
from matching.problem import Problem

LUCK = 2**16
GAINS_ONLY = (Aim(Measure.GAINS),)
TIES_UP_TO_PAIRS = 600


class Market:
    """A problem under a policy, put in the order of the salted hash so that nobody gains by a name or a place."""

    def __init__(self, problem: Problem, policy: Policy) -> None:
        self.problem, self.policy = problem, policy
        self.at = meetings_of(problem)
        lots, demands = problem.lots, problem.demands
        self.lot_turn = _turns([_hash(policy.salt, "lot", lot.key) for lot in lots])
        self.demand_turn = _turns([_hash(policy.salt, "demand", demand.key) for demand in demands])
        grams = {lot.key: lot.bag_grams for lot in lots}
        bundles = [sum(grams[piece.lot] * piece.bags for piece in each.bundle) for each in demands]
        self.least = column([whole or each.min_grams for whole, each in zip(bundles, demands, strict=True)])
        self.most = column([whole or each.max_grams for whole, each in zip(bundles, demands, strict=True)])
        self.max_lots = column([len(each.bundle) or each.max_lots for each in demands])
        self.rows = rows_of(problem, policy, meetings=self.at)
        self.choices = choices_of(problem)

    @property
    def is_joined(self) -> bool:
        """Say whether rules reach over the whole market, so that it cannot be decided part by part."""
        return self.policy.aims != GAINS_ONLY or any(map(_is_policy, self.rows))

    def possible(self) -> IntArray:
        """List the meetings whose smallest parcel both sides can take, in blind order."""
        found = np.flatnonzero(self.at.low <= self.at.high)
        keys = (self.at.discount[found], self.demand_turn[self.at.demand[found]], self.lot_turn[self.at.lot[found]])
        return found[np.lexsort(keys)].astype(np.int64)

    def cut(self, pair: IntArray, *, alone: bool = False) -> Part:
        """Cut the part that consists of the given meetings; `alone`, only each demand's own rules hold."""
        at, problem = self.at, self.problem
        lots, lot = _number(at.lot[pair], self.lot_turn)
        demands, demand = _number(at.demand[pair], self.demand_turn)
        place = np.full(len(at), -1)
        place[pair] = np.arange(len(pair))
        seat = np.full(len(problem.demands), -1)
        seat[demands] = np.arange(len(demands))
        return Part(
            pair=pair,
            lot=lot,
            demand=demand,
            value=at.value[pair],
            fee=np.full(len(pair), self.policy.contract_cost, dtype=np.int64),
            grams=at.grams[pair],
            low=at.low[pair],
            high=at.high[pair],
            luck=self._luck(pair),
            twin=lot * len(demands) + demand,
            supply=column([problem.lots[each].bags for each in lots.tolist()]),
            most_contracts=column([problem.lots[each].most_contracts for each in lots.tolist()]),
            opening=column([problem.lots[each].opening_cost for each in lots.tolist()]),
            least=self.least[demands],
            most=self.most[demands],
            max_lots=self.max_lots[demands],
            rows=tuple(_seated(row, place, seat=seat) for row in self.rows if _is_asked(row, seat, alone=alone)),
            choices=() if alone else tuple(seat[each][seat[each] >= 0] for each in self.choices),
        )

    def parts(self) -> list[Part]:
        """Split the market into parts, smallest first; what can never add value is left out."""
        if self.is_joined:
            whole = trimmed(self.cut(self.possible()))
            return [whole] if len(whole.pair) or whole.rows else []
        whole = trimmed(self.cut(self.possible()))
        hopeful = _promising(whole)
        labels = _components(whole, hopeful)
        groups = [whole.pair[hopeful[labels == label]] for label in dict.fromkeys(labels.tolist())]
        return [trimmed(self.cut(group)) for group in sorted(groups, key=len)]

    def keys(self, part: Part) -> list[tuple[str, str, int]]:
        """Name each pair of a part by lot, demand and discount."""
        lots, demands, at = self.problem.lots, self.problem.demands, self.at
        ends = zip(
            at.lot[part.pair].tolist(), at.demand[part.pair].tolist(), at.discount[part.pair].tolist(), strict=True
        )
        return [(lots[lot].key, demands[demand].key, discount) for lot, demand, discount in ends]

    def _luck(self, pair: IntArray) -> IntArray:
        """Weigh meetings for the tie rule; where ties are not settled by it, all weigh the same."""
        if len(pair) > TIES_UP_TO_PAIRS:
            return np.ones(len(pair), dtype=np.int64)
        lots, demands = self.problem.lots, self.problem.demands
        ends = zip(self.at.lot[pair].tolist(), self.at.demand[pair].tolist(), strict=True)
        words = [_hash(self.policy.salt, "pair", lots[lot].key, demands[demand].key) for lot, demand in ends]
        return column([1 + int(word[:8], 16) % LUCK for word in words])


def _is_policy(row: Row) -> bool:
    """Say whether a row reaches over the market and may force trades or weigh them against each other."""
    return row.demand == NOBODY and not row.step and (row.lower is not None or bool((row.per_bag < 0).any()))


def _is_asked(row: Row, seat: IntArray, *, alone: bool) -> bool:
    return seat[row.demand] >= 0 if row.demand != NOBODY else not alone


def _seated(row: Row, place: IntArray, *, seat: IntArray) -> Row:
    moved = restricted(row, place)
    return moved if row.demand == NOBODY else replace(moved, demand=int(seat[row.demand]))


def _components(part: Part, pairs: IntArray) -> IntArray:
    """Label the given pairs by the piece of the market they belong to; a row or a choice ties its pairs together."""
    lots, demands = len(part.supply), len(part.least)
    ends = [(part.lot[pairs], part.demand[pairs] + lots)]
    ends += [(part.lot[row.pair], np.repeat(part.lot[row.pair[:1]], len(row.pair))) for row in part.rows]
    ends += [(each + lots, np.repeat(each[:1] + lots, len(each))) for each in part.choices]
    one, other = (np.concatenate(side) for side in zip(*ends, strict=True))
    graph = coo_array((np.ones(len(one), dtype=np.int8), (one, other)), shape=(lots + demands, lots + demands))
    labels = connected_components(graph, directed=False)[1]
    return np.array(labels[part.lot[pairs]], dtype=np.int64)


def _promising(part: Part) -> IntArray:
    """List the pairs of the demands of which at least one parcel alone could be worth more than its contract."""
    best = np.where(part.value > 0, part.value * part.high, part.value * part.low) - part.fee
    hopeful = np.zeros(len(part.least), dtype=bool)
    hopeful[part.demand[best > 0]] = True
    return np.flatnonzero(hopeful[part.demand]).astype(np.int64)


def _number(ends: IntArray, turn: IntArray) -> tuple[IntArray, IntArray]:
    """Return the distinct ends in blind order, and for each end its place among them."""
    distinct = np.unique(ends)
    distinct = distinct[np.argsort(turn[distinct])]
    return distinct, np.searchsorted(turn[distinct], turn[ends]).astype(np.int64)


def _turns(hashes: list[str]) -> IntArray:
    turns = np.empty(len(hashes), dtype=np.int64)
    turns[sorted(range(len(hashes)), key=hashes.__getitem__)] = np.arange(len(hashes))
    return turns


def _hash(*words: str) -> str:
    return hashlib.sha256(json.dumps(words).encode("ascii")).hexdigest()
