"""The problem as the search sees it: limits in whole bags, one blind order, and parts that trade apart."""

import hashlib
import json
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from matching.pairs import IntArray
from matching.policy import Policy
from matching.problem import Problem
from matching.sides import Row

LUCK = 2**16


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Lots and demands that trade with nobody else; columns run over pairs, over its lots, or over its demands.

    `pair` says where each pair stands in the problem. `low` and `high` bound a parcel in bags, if there is one. `fee`
    (cents) is paid once for each pair used; of the pairs with one `twin` at most one is used (they are the price tiers
    of one meeting). `luck` is the pair's weight in the tie rule. A lot is split over at most `most_contracts` pairs and
    costs `opening` cents once any of it is sold. `rows` and `choices` are rules that reach further (`matching.sides`).
    """

    pair: IntArray
    lot: IntArray
    demand: IntArray
    value: IntArray
    fee: IntArray
    grams: IntArray
    low: IntArray
    high: IntArray
    luck: IntArray
    twin: IntArray
    supply: IntArray
    most_contracts: IntArray
    opening: IntArray
    least: IntArray
    most: IntArray
    max_lots: IntArray
    rows: tuple[Row, ...] = ()
    choices: tuple[IntArray, ...] = ()


class Market:
    """A problem under a policy, put in the order of the salted hash so that nobody gains by a name or a place."""

    def __init__(self, problem: Problem, policy: Policy) -> None:
        self.problem, self.policy = problem, policy
        pairs, lots, demands = problem.pairs, problem.lots, problem.demands
        self.lot_turn = _turns([_hash(policy.salt, "lot", lot.key) for lot in lots])
        self.demand_turn = _turns([_hash(policy.salt, "demand", demand.key) for demand in demands])
        self.grams = _column([lot.bag_grams for lot in lots])[pairs.lot]
        self.supply = _column([lot.bags for lot in lots])
        self.most_contracts = _column([lot.most_contracts for lot in lots])
        self.least = _column([demand.min_grams for demand in demands])
        self.most = _column([demand.max_grams for demand in demands])
        self.max_lots = _column([demand.max_lots for demand in demands])
        floor = _column([demand.min_parcel_grams for demand in demands])[pairs.demand]
        self.low = np.maximum(_column([lot.min_bags for lot in lots])[pairs.lot], -(-floor // self.grams))
        self.high = np.minimum(self.supply[pairs.lot], self.most[pairs.demand] // self.grams)

    def possible(self) -> IntArray:
        """List the pairs whose smallest parcel both sides can take, in blind order."""
        found = np.flatnonzero(self.low <= self.high)
        pairs = self.problem.pairs
        order = np.lexsort((self.demand_turn[pairs.demand[found]], self.lot_turn[pairs.lot[found]]))
        return found[order].astype(np.int64)

    def cut(self, pair: IntArray) -> Part:
        """Cut the part of the market that consists of the given pairs."""
        pairs = self.problem.pairs
        lots, lot = _number(pairs.lot[pair], self.lot_turn)
        demands, demand = _number(pairs.demand[pair], self.demand_turn)
        return Part(
            pair=pair,
            lot=lot,
            demand=demand,
            value=pairs.value[pair],
            fee=np.full(len(pair), self.policy.contract_cost, dtype=np.int64),
            grams=self.grams[pair],
            low=self.low[pair],
            high=self.high[pair],
            luck=_column([self._luck(at) for at in pair.tolist()]),
            twin=pair,
            supply=self.supply[lots],
            most_contracts=self.most_contracts[lots],
            opening=np.zeros(len(lots), dtype=np.int64),
            least=self.least[demands],
            most=self.most[demands],
            max_lots=self.max_lots[demands],
        )

    def parts(self) -> list[Part]:
        """Split the market into parts, smallest first; what can never add value is left out."""
        whole = trimmed(self.cut(self.possible()))
        kept = _promising(whole)
        lots, demands = len(whole.supply), len(whole.least)
        ends = (whole.lot[kept], whole.demand[kept] + lots)
        graph = coo_array((np.ones(len(kept), dtype=np.int8), ends), shape=(lots + demands, lots + demands))
        labels = connected_components(graph, directed=False)[1][ends[0]]
        groups = [whole.pair[kept[labels == label]] for label in dict.fromkeys(labels.tolist())]
        return [trimmed(self.cut(group)) for group in sorted(groups, key=len)]

    def _luck(self, pair: int) -> int:
        lot = self.problem.lots[int(self.problem.pairs.lot[pair])]
        demand = self.problem.demands[int(self.problem.pairs.demand[pair])]
        return 1 + int(_hash(self.policy.salt, "pair", lot.key, demand.key)[:8], 16) % LUCK


def trimmed(part: Part) -> Part:
    """Raise each parcel's lower limit to what the demand's minimum forces, and drop the pairs this makes impossible.

    A demand's other lots bring at most the sum of its `max_lots - 1` heaviest other parcels; the rest must come from
    this one.
    """
    low = part.low.copy()
    for demand in range(len(part.least)):
        rows = np.flatnonzero(part.demand == demand)
        mass = part.high[rows] * part.grams[rows]
        rank = np.argsort(-mass, kind="stable")
        others = np.empty(len(rows), dtype=np.int64)
        most = int(part.max_lots[demand])
        others[rank[: most - 1]] = mass[rank[:most]].sum() - mass[rank[: most - 1]]
        others[rank[most - 1 :]] = mass[rank[: most - 1]].sum()
        low[rows] = np.maximum(low[rows], -((others - part.least[demand]) // part.grams[rows]))
    return _keep(part, low)


def _keep(part: Part, low: IntArray) -> Part:
    kept = low <= part.high
    columns = {
        name: getattr(part, name)[kept]
        for name in ("pair", "lot", "demand", "value", "fee", "grams", "high", "luck", "twin")
    }
    return replace(part, low=low[kept], **columns)


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


def _column(values: list[int]) -> IntArray:
    return np.array(values, dtype=np.int64)
