"""Depth-first search over a net of knapsacks, under a cutoff guessed near the bound and widened until it holds."""

from dataclasses import dataclass, replace

import numpy as np

from matching.deadline import Deadline
from matching.exact.answer import Answer
from matching.exact.knapsacks import Net
from matching.kernels.knapsack import INFINITE, raise_bound, step, weigh
from matching.kernels.knapsack_states import branch, choose, cost_of, fix_surest
from matching.pairs import BoolArray, IntArray

FAR = 2**56
FIRST_ROUNDS, ROOT_STEPS, ROOT_ROUNDS = 2, 300, 40
STEPS, ROUNDS, PLUNGE_ROUNDS = 100, 20, 2
NARROW = 256
PARTS = (8, 32)
NODES_WITHOUT_PLAN = 5_000


@dataclass(frozen=True, slots=True, eq=False)
class _Node:
    """One open node: how costs are split, which states are left, the nodes' least costs, and the bound."""

    theta: IntArray
    alive: BoolArray
    value: IntArray
    bound: int

    def copy(self) -> "_Node":
        return _Node(self.theta.copy(), self.alive.copy(), self.value.copy(), self.bound)


class Tree:
    """The search over one net; costs count down to the best plan, `cutoff` is the dearest that still interests."""

    def __init__(self, net: Net) -> None:
        self.net = net
        self.work = np.empty(net.room, dtype=np.int64)
        self.marginal = np.empty(len(net.bags), dtype=np.int64)
        self.best: BoolArray | None = None
        self.cutoff, self.nodes = -FAR, 0

    def solve(self, deadline: Deadline) -> Answer:
        """Search until nothing cheaper can exist, until the deadline, or until too many nodes have shown no plan."""
        root = self._root()
        if root.bound >= INFINITE:
            return Answer(None, None, None, is_proven=True, nodes=1)
        width, floor, left = max(self.net.unit, abs(root.bound) // NARROW), root.bound, list[_Node]()
        while self.best is None and self.cutoff < FAR and not left:
            self.cutoff = min(FAR, root.bound + width)
            left = self._search(root, deadline)
            floor = max(floor, min([self.cutoff + 1, *(node.bound for node in left)]))
            width *= 2
        return self._answer(floor, is_proven=not left)

    def _root(self) -> _Node:
        states = len(self.net.bags)
        theta, alive = np.zeros(states, dtype=np.int64), np.ones(states, dtype=np.bool_)
        node = _Node(theta, alive, np.zeros(self.net.nodes, dtype=np.int64), -FAR)
        if self._sweep(node, FAR, FIRST_ROUNDS) >= INFINITE:
            return replace(node, bound=INFINITE)
        self._step(node, FAR, ROOT_STEPS)
        return replace(node, bound=self._sweep(node, FAR, ROOT_ROUNDS))

    def _search(self, root: _Node, deadline: Deadline) -> list[_Node]:
        """Search below the root under the cutoff; each new plan starts it again. Return the nodes left open."""
        left = self._start(root)
        while left and deadline.left() > 0 and (self.best is not None or self.nodes < NODES_WITHOUT_PLAN):
            node = left.pop()
            if node.bound <= self.cutoff and self._grow(node, left):
                left = self._start(root)
        return left

    def _start(self, root: _Node) -> list[_Node]:
        node = root.copy()
        self._step(node, self.cutoff, STEPS)
        for part in PARTS:
            if self.best is None:
                self._plunge(node.copy(), part)
        return [node]

    def _plunge(self, node: _Node, part: int) -> None:
        """Fix what is surest, one in `part` of the arcs at a time, until a plan or nothing is left."""
        while self._sweep(node, self.cutoff, PLUNGE_ROUNDS) < INFINITE and self._weigh(node):
            if fix_surest(self.net.arrays, node.alive, self.marginal, part) == 0:
                self._accept(node.alive)
                return

    def _grow(self, node: _Node, left: list[_Node]) -> bool:
        """Bound a node and add its branches to those left open; say whether it was a new plan instead."""
        self.nodes += 1
        bound = self._sweep(node, self.cutoff, ROUNDS)
        if bound >= INFINITE or not self._weigh(node):
            return False
        arc, kind, state, dearer = choose(self.net.arrays, node.alive, self.marginal)
        if arc < 0:
            return self._accept(node.alive)
        other = branch(self.net.arrays, node.alive, arc, kind, state, 0)
        nearer = branch(self.net.arrays, node.alive, arc, kind, state, 1)
        left.append(_Node(node.theta.copy(), other, node.value.copy(), int(bound + dearer)))
        left.append(_Node(node.theta, nearer, node.value, int(bound)))
        return False

    def _accept(self, alive: BoolArray) -> bool:
        cost = int(cost_of(self.net.arrays, alive))
        if cost > self.cutoff:
            return False
        self.best, self.cutoff = alive.copy(), cost - self.net.unit
        return True

    def _sweep(self, node: _Node, cutoff: int, rounds: int) -> int:
        return int(raise_bound(self.net.arrays, self.work, node.theta, node.alive, node.value, cutoff, rounds))

    def _step(self, node: _Node, cutoff: int, rounds: int) -> None:
        step(self.net.arrays, self.work, node.theta, node.alive, node.value, cutoff, rounds)

    def _weigh(self, node: _Node) -> bool:
        return bool(weigh(self.net.arrays, self.work, node.theta, node.alive, node.value, self.cutoff, self.marginal))

    def _answer(self, floor: int, *, is_proven: bool) -> Answer:
        if self.best is None:
            bound = None if is_proven else -floor // self.net.unit
            return Answer(None, None, bound, is_proven=is_proven, nodes=self.nodes)
        value = -(self.cutoff + self.net.unit) // self.net.unit
        bound = value if is_proven else max(value, -floor // self.net.unit)
        return Answer(self.net.point(self.best), value, bound, is_proven=bound == value, nodes=self.nodes)
