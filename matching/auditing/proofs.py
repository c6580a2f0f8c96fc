"""The audit of bounds that rest on prices: they are added up again, by code that shares nothing with the engines."""

from collections.abc import Iterator

from matching.auditing.violations import Fault, Violation
from matching.deciding.engines import proven_again
from matching.parts.market import Market
from matching.plan import Method, Plan
from matching.problem import Problem


def check_proofs(problem: Problem, plan: Plan) -> Iterator[Violation]:
    """Prove every bound by prices again, over all admissible pairs of its part."""
    if all(result.method is not Method.PRICES for result in plan.parts):
        return
    parts = Market(problem, plan.policy).parts()
    if len(parts) != len(plan.parts):
        yield Violation(Fault.WRONG_PROOF, "plan", len(plan.parts), len(parts))
        return
    for at, (part, result) in enumerate(zip(parts, plan.parts, strict=True)):
        if result.method is Method.PRICES:
            try:
                shown: int | str = proven_again(part, result.proof)
            except (EOFError, IndexError, KeyError, TypeError, ValueError) as error:
                shown = str(error)
            if isinstance(shown, str) or shown > result.bound:
                yield Violation(Fault.WRONG_PROOF, f"part {at}", result.bound, shown)
