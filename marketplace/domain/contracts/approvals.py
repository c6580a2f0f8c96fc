"""How many facilitators must approve a contract, and that they are two people."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from marketplace.domain.contracts.life import SHORTEST_NOTE
from marketplace.domain.errors import NotAllowed, Reason, Refused, reason
from marketplace.domain.ids import OrganizationId, UserId
from marketplace.domain.money import Currency, Money
from marketplace.domain.prices import ReferenceKind, References


@dataclass(frozen=True, slots=True)
class Approving:
    """What a facilitator approves with: a condition, if any, and the marks of the flags that the page showed.

    `shown` is None where no page was looked at, as when the market is filled by a script.
    """

    condition: str | None = None
    shown: frozenset[str] | None = None


USUAL_THRESHOLD = Decimal(50_000)
"""USD; in force until the alliance sets a figure of its own."""


def second_review_from(references: References) -> Decimal:
    """Give the contract value in USD from which two facilitators must approve."""
    value = references.value(ReferenceKind.SECOND_REVIEW_FROM)
    return USUAL_THRESHOLD if value is None else value


def needs_second(total: Money, threshold: Decimal) -> bool:
    """Say whether one facilitator is not enough; a total that is not in dollars is never waved through."""
    return total.currency is not Currency.USD or total.amount >= threshold


def check_other_person(approved: Collection[UserId], deciding: UserId | None) -> None:
    """Raise `NotAllowed` when the one who approved first wants to be the second one too."""
    if deciding is None or deciding in approved:
        raise NotAllowed("contract.needs_another_facilitator")


def check_both_signed(signed: Collection[OrganizationId], sides: Collection[OrganizationId]) -> None:
    """Raise `Refused` unless every side signed the present version: nobody approves what nobody signed."""
    if set(sides) - set(signed):
        raise Refused("contract.not_signed")


def condition_faults(note: str | None, *, is_conditional: bool) -> list[Reason]:
    """List what is wrong with the note of an approval: a condition must be said, and nothing said may be lost."""
    length = len((note or "").strip())
    if is_conditional and length < SHORTEST_NOTE:
        return [reason("contract.condition_missing", "note", limit=SHORTEST_NOTE)]
    return [reason("contract.condition_meant", "note")] if length and not is_conditional else []


def joint_condition(conditions: Iterable[str | None]) -> str | None:
    """Put together what facilitators approved on, each condition once; None where none was set."""
    return "\n\n".join(dict.fromkeys(each for each in conditions if each)) or None


def unread_by(condition: str | None, noted: Mapping[OrganizationId, datetime | None]) -> tuple[OrganizationId, ...]:
    """Name the sides that have still to take note of a condition."""
    return tuple(side for side, at in noted.items() if at is None) if condition else ()


def check_has_to_note(unread: Collection[OrganizationId], side: OrganizationId | None) -> None:
    """Raise `Refused` when the side has nothing to take note of, or has done so."""
    if side not in unread:
        raise Refused("contract.no_condition")


def check_condition_read(unread: Collection[OrganizationId]) -> None:
    """Raise `Refused` while a side has not taken note of the condition: nothing is made ready or shipped before."""
    if unread:
        raise Refused("contract.condition_unread")
