"""Parts too large to search exactly: which engine decides them, and what proves its bound."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from matching.contracts import decide as contracts
from matching.contracts.effort import NORMAL as CONTRACTS
from matching.control import Memory
from matching.holding import is_feasible
from matching.pairs import IntArray
from matching.part import Part
from matching.plans import decide as plans
from matching.plans.effort import NORMAL as PLANS
from matching.proofs import packed

EXACT_UP_TO_PAIRS = 600
Key = tuple[str, str, int]
Watch = Callable[[str, int, int], bool]


@dataclass(frozen=True, slots=True, eq=False)
class Decided:
    """What an engine found: bags (None: no plan that keeps every rule), a bound in cents, and its proof as text."""

    bags: IntArray | None
    bound: int
    proof: str


def is_plain(part: Part) -> bool:
    """Say whether no rule reaches further than one lot or one demand."""
    is_simple = not part.rows and not part.choices and not part.opening.any()
    return is_simple and len(np.unique(part.twin)) == len(part.twin)


def decide_large(part: Part, *, keys: list[Key], memory: Memory, watch: Watch) -> Decided:
    """Decide a part by the engine made for it, from where the last run over such a market stood.

    `keys` names each pair (lot, demand, discount), so that a state can be carried over to a market in which pairs have
    come or gone.
    """
    name = "contracts" if is_plain(part) else "plans"
    start = _carried(memory.states.get(name), keys)
    found: Any = (
        contracts.decide(part, effort=CONTRACTS, watch=watch, start=start)
        if name == "contracts"
        else plans.decide(part, effort=PLANS, watch=watch, start=start)
    )
    memory.states[name] = (keys, found.state)
    bags = found.bags if found.bags is not None and is_feasible(part, found.bags) else None
    return Decided(bags, found.bound, f"{name}:{packed(found.certificate)}")


def _carried(earlier: tuple[list[Key], Any] | None, keys: list[Key]) -> Any:  # noqa: ANN401 - the engine's own state
    """Give the pairs of an earlier state their present numbers; those that are gone get -1."""
    if earlier is None:
        return None
    now = {key: at for at, key in enumerate(keys)}
    before, state = earlier
    return replace(state, pair=np.array([now.get(before[at], -1) for at in range(len(before))], dtype=np.int64))
