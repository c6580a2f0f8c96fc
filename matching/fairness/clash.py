"""Rules of the market that cannot all be kept: which of them clash, and by how much each must give."""

import math
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, eye_array, hstack, vstack

from matching.milp.model import Model
from matching.milp.rows import columns_of, rules_of
from matching.pairs import FloatArray, IntArray
from matching.parts.part import Part
from matching.parts.sides import NOBODY, Row

WHOLE_UP_TO_PAIRS = 300
MOST_NODES = 5_000
FINISHED = 0
NOISE = 1e-6


@dataclass(frozen=True, slots=True)
class Clash:
    """Rules of which any but one could be kept together, and what rules must give, each in its row's whole numbers.

    `give` is the smallest relaxation in all, a rule's measured against its own limit (against the most it could add
    up to, where the limit is 0). `is_whole` says that bags and contracts were whole; otherwise both answers are
    those of the linear relaxation, a proof that the rules clash, and the least they must give together.
    """

    conflict: tuple[str, ...]
    give: tuple[tuple[str, int], ...]
    is_whole: bool


def explain_clash(part: Part) -> Clash | None:
    """Say which of the market's rows cannot be kept together and what would make them so; None when all can be.

    Small parts are asked in whole bags, others (and those whose search takes too long) in fractions; rows of one demand
    and steps always hold. The conflict comes from leaving rows out and solving again: none of it can be spared. It is
    one conflict; where it gives what it must, there may be another.
    """
    for is_whole in (True, False) if len(part.pair) <= WHOLE_UP_TO_PAIRS else (False,):
        rules = _MarketRules(part, is_whole=is_whole)
        if not rules.clash(rules.market):
            continue
        give = rules.smallest_give()
        if give is not None:
            return Clash(tuple(row.key for row in rules.conflict()), give, is_whole)
    return None


class _MarketRules:
    """The market's rows of a part, over plans that keep everything else."""

    def __init__(self, part: Part, *, is_whole: bool) -> None:
        self.part, self.is_whole = part, is_whole
        self.market = [row for row in part.rows if row.demand == NOBODY and not row.step]
        self.other = tuple(row for row in part.rows if row.demand != NOBODY or row.step)

    def clash(self, rows: list[Row]) -> bool:
        """Prove that no plan keeps the rows (False: one does, or the search was cut short)."""
        model = Model(replace(self.part, rows=(*self.other, *rows)))
        question = model.ask()
        whole = np.full_like(question.whole, self.is_whole)
        asked = replace(question, objective=np.zeros(len(whole)), whole=whole)
        return model.maximise(asked, seconds=math.inf, nodes=MOST_NODES).is_infeasible

    def conflict(self) -> list[Row]:
        """Return rows that clash, none of which could be left out."""
        return self._needed([], self.market, is_grown=False)

    def _needed(self, held: list[Row], rows: list[Row], *, is_grown: bool) -> list[Row]:
        """Return those rows that it takes, with the rows held, to clash; all of them together do.

        Halves are asked for what they need of each other (Junker's QuickXplain), so that many rows take few questions.
        """
        if is_grown and self.clash(held):
            return []
        if len(rows) == 1:
            return rows
        first, second = rows[: len(rows) // 2], rows[len(rows) // 2 :]
        of_second = self._needed([*held, *first], second, is_grown=True)
        of_first = self._needed([*held, *of_second], first, is_grown=bool(of_second))
        return [*of_first, *of_second]

    def smallest_give(self) -> tuple[tuple[str, int], ...] | None:
        """Let rows miss their limits by the smallest sum of shares; None when the search is cut short."""
        sides, bare = _sides(self.part, self.market), replace(self.part, rows=self.other)
        at, rules, question = columns_of(bare), rules_of(bare, columns_of(bare)), Model(bare).ask()
        width, slacks = len(at), len(sides)
        over = vstack([side.row(width) for side in sides], format="csr")
        below = csr_array((rules.matrix.shape[0], slacks))
        matrix = vstack([hstack([rules.matrix, below]), hstack([over, -eye_array(slacks)])], format="csr")
        lower = np.concatenate([rules.lower, np.full(slacks, -np.inf)])
        upper = np.concatenate([rules.upper, [side.limit / side.size for side in sides]])
        found = milp(
            np.concatenate([np.zeros(width), np.ones(slacks)]),
            integrality=np.concatenate([np.full(width, int(self.is_whole)), np.zeros(slacks, dtype=np.int64)]),
            bounds=Bounds(0.0, np.concatenate([question.top, np.full(slacks, np.inf)])),
            constraints=LinearConstraint(matrix, lower, upper),
            options={"node_limit": MOST_NODES, "mip_rel_gap": 0.0},
        )
        if found.status != FINISHED:
            return None
        point = np.asarray(found.x)[:width]
        missing = [(side.key, side.missing(np.rint(point) if self.is_whole else point)) for side in sides]
        return tuple(each for each in missing if each[1] > 0)


@dataclass(frozen=True, slots=True, eq=False)
class _Side:
    """One side of a row: whole coefficients, of bags and then of contracts, that add up to at most `limit`."""

    key: str
    column: IntArray
    coefficient: IntArray
    limit: int
    size: int

    def row(self, width: int) -> csr_array:
        """Write the side over all columns of a model, in shares of its size."""
        amounts = self.coefficient / self.size
        return csr_array((amounts, (np.zeros_like(self.column), self.column)), shape=(1, width))

    def missing(self, point: FloatArray) -> int:
        """Return by how much a point is beyond the limit; fractions count up, less the solver's noise."""
        over = math.fsum((self.coefficient * point[self.column]).tolist()) - self.limit
        return max(math.ceil(over - NOISE * self.size), 0)


def _sides(part: Part, rows: list[Row]) -> list[_Side]:
    sides = []
    for row in rows:
        column = np.concatenate([row.pair, row.pair + len(part.pair)])
        coefficient = np.concatenate([row.per_bag, row.per_contract])
        for sign, limit in ((1, row.upper), (-1, row.lower)):
            if limit is not None:
                reach = sign * coefficient @ np.concatenate([part.high[row.pair], np.ones_like(row.pair)])
                size = abs(limit) or max(abs(int(reach)), 1)
                sides.append(_Side(row.key, column, sign * coefficient, sign * limit, size))
    return sides
