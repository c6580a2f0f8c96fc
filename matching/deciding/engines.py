"""Parts too large to search exactly: which engine decides them, and what proves its bound."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from matching.checks import malformed
from matching.contracts import decide as contracts
from matching.contracts import recheck as recheck_contracts
from matching.contracts.certificate import Certificate
from matching.contracts.effort import NORMAL as CONTRACTS
from matching.control import Control, Key
from matching.deciding.proofs import packed, unpacked
from matching.pairs import IntArray
from matching.parts.holding import is_feasible
from matching.parts.part import Part
from matching.plans import decide as plans
from matching.plans import recheck as recheck_plans
from matching.plans.effort import NORMAL as PLANS
from matching.plans.prices import Prices

EXACT_UP_TO_PAIRS = 600
ALLOWANCE = 2e-6
Watch = Callable[[str, int, int], bool]


@dataclass(frozen=True, slots=True, eq=False)
class Decided:
    """What an engine found: bags (None: no plan that keeps every rule), a bound in cents, and its proof as text."""

    bags: IntArray | None
    bound: int
    proof: str


def decide_large(part: Part, *, keys: list[Key], control: Control, watch: Watch) -> Decided:
    """Decide a part by the engine made for it, from where the last run over such a market stood.

    `keys` names each pair (lot, demand, discount).
    """
    name, memory = engine_of(part), control.memory
    numbered = memory.numbered(part, keys)
    start = memory.states.get(name)
    found: contracts.Outcome | plans.Outcome = (
        contracts.decide(numbered, effort=CONTRACTS, watch=watch, start=start)
        if name == "contracts"
        else plans.decide(numbered, effort=PLANS, watch=watch, start=start, executor=control.executor)
    )
    memory.states[name] = found.state
    bags = found.bags if found.bags is not None and is_feasible(part, found.bags) else None
    certificate = found.certificate if isinstance(found, contracts.Outcome) else found.certificate.prices
    return Decided(bags, found.bound, f"{name}:{packed(certificate)}")


def engine_of(part: Part) -> str:
    """Name the engine for a part: contracts where no rule reaches further than one lot or one demand, else plans."""
    is_simple = not part.rows and not part.choices and not part.opening.any()
    return "contracts" if is_simple and len(np.unique(part.twin)) == len(part.twin) else "plans"


def proven_again(part: Part, proof: str) -> int:
    """Return the bound in cents that a proof shows, added up by other code; a proof of nothing is a `ValueError`.

    Plans are judged again by a solver in floating point, whose allowance of a millionth is taken off.
    """
    name, _, written = proof.partition(":")
    if name == "contracts":
        return recheck_contracts.recheck_bound(part, unpacked(written, Certificate))
    if name == "plans":
        return math.floor(recheck_plans.recheck_bound(part, unpacked(written, Prices)) * (1 - ALLOWANCE)) - 1
    raise malformed("proof", f"{name!r} names no engine")
