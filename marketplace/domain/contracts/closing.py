"""What a contract still lacks before it can be closed: its settlement, its claims, its money."""

from collections.abc import Iterator
from dataclasses import dataclass

from marketplace.domain.errors import Reason, reason


@dataclass(frozen=True, slots=True)
class ClosingFacts:
    """What is known of a contract whose cacao arrived; `open_claims` counts those that are not over.

    Of a frame `open_calls` counts the call-offs that are not closed, `seasons_to_come` the years it has still to run.
    """

    is_settled: bool
    open_claims: int
    is_money_closed: bool
    is_frame: bool = False
    open_calls: int = 0
    seasons_to_come: int = 0


def missing_to_close(facts: ClosingFacts) -> list[Reason]:
    """List what is missing, the same for the group, the maker and the alliance."""
    return list(_missing(facts))


def _missing(facts: ClosingFacts) -> Iterator[Reason]:
    if not (facts.is_settled or facts.is_frame):
        yield reason("closing.settlement_missing")
    if facts.is_frame and facts.open_calls:
        yield reason("closing.call_offs_open", count=facts.open_calls)
    if facts.is_frame and facts.seasons_to_come > 0:
        yield reason("closing.seasons_to_come", count=facts.seasons_to_come)
    if facts.open_claims:
        yield reason("closing.claims_open", count=facts.open_claims)
    if not facts.is_money_closed:
        yield reason("closing.money_open")
