"""Which goods are weighed, claimed and closed: a whole contract's, or those of one call-off of a frame."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from marketplace.domain.contracts.milestones import claims_until
from marketplace.domain.errors import Reason, Refused, reason, refuse_if_any
from marketplace.domain.ids import CallOffId, ContractId
from marketplace.domain.viewers import Role


@dataclass(frozen=True, slots=True)
class CalledBags:
    """The bags of one call-off."""

    call_off_id: CallOffId


Goods = ContractId | CalledBags


@dataclass(frozen=True, slots=True)
class CalledFacts:
    """What is known of called bags that arrived; `open_claims` counts those that are not over."""

    arrived_on: date
    is_settled: bool
    open_claims: int
    is_paid: bool


def arrival_faults(day: date, *, shipped_on: date | None, today: date) -> list[Reason]:
    """List what is wrong with the day on which called bags are said to have arrived."""
    if day > today:
        return [reason("call_off.day_to_come", "arrived_on")]
    if shipped_on is not None and day < shipped_on:
        return [reason("call_off.arrived_before", "arrived_on", day=shipped_on)]
    return []


def missing_to_finish(facts: CalledFacts) -> list[Reason]:
    """List what called bags lack before they can be closed."""
    return list(_missing(facts))


def check_may_finish(facts: CalledFacts, *, claim_days: int, role: Role, today: date) -> None:
    """Raise `Refused` while something is missing, or the group would close what the maker may still claim about."""
    until = claims_until(facts.arrived_on, claim_days)
    if role is not Role.MAKER and today <= until:
        raise Refused(reason("milestone.claims_open", until=until))
    refuse_if_any(missing_to_finish(facts))


def _missing(facts: CalledFacts) -> Iterator[Reason]:
    if not facts.is_settled:
        yield reason("closing.settlement_missing")
    if facts.open_claims:
        yield reason("closing.claims_open", count=facts.open_claims)
    if not facts.is_paid:
        yield reason("closing.money_open")
