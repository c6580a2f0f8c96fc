"""What a contract still lacks before it can be closed: its settlement, its claims, its money."""

from collections.abc import Iterator
from dataclasses import dataclass

from marketplace.domain.errors import Reason, reason


@dataclass(frozen=True, slots=True)
class ClosingFacts:
    """What is known of a contract whose cacao arrived; `open_claims` counts those that are not over."""

    is_settled: bool
    open_claims: int
    is_money_closed: bool
    is_frame: bool = False


def missing_to_close(facts: ClosingFacts) -> list[Reason]:
    """List what is missing, the same for the group, the maker and the alliance."""
    return list(_missing(facts))


def _missing(facts: ClosingFacts) -> Iterator[Reason]:
    if not (facts.is_settled or facts.is_frame):
        yield reason("closing.settlement_missing")
    if facts.open_claims:
        yield reason("closing.claims_open", count=facts.open_claims)
    if not facts.is_money_closed:
        yield reason("closing.money_open")
