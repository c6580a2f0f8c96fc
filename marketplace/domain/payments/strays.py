"""Money that came and fits nothing of ours: it is placed on a contract or sent back, always by two people."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from marketplace.domain.errors import NotAllowed, Reason, reason
from marketplace.domain.ids import UserId
from marketplace.domain.machines import Machine
from marketplace.domain.money import Money, no_money
from marketplace.domain.payments.refunds import note_faults
from marketplace.domain.viewers import Role

LONGEST_BANK_REFERENCE = 60


class PlacementKind(StrEnum):
    """What is to become of it: it pays a contract, or goes back to where it came from."""

    MATCH = "match"
    SEND_BACK = "send_back"


class PlacementState(StrEnum):
    """Where a placement stands."""

    ASKED = "asked"
    MATCHED = "matched"
    DECIDED = "decided"
    SENT = "sent"
    DONE = "done"
    FAILED = "failed"
    REFUSED = "refused"


class PlacementStep(StrEnum):
    """One move in its life."""

    MATCH = "match"
    DECIDE = "decide"
    REFUSE = "refuse"
    SEND = "send"
    FINISH = "finish"
    FAIL = "fail"


FACILITATOR, BY_ITSELF = frozenset({Role.FACILITATOR}), frozenset({Role.SYSTEM})
P, S = PlacementState, PlacementStep
PLACEMENT_MACHINE = Machine(
    noun="placement",
    next={
        (P.ASKED, S.MATCH): P.MATCHED,
        (P.ASKED, S.DECIDE): P.DECIDED,
        (P.ASKED, S.REFUSE): P.REFUSED,
        (P.DECIDED, S.SEND): P.SENT,
        (P.DECIDED, S.FAIL): P.FAILED,
        (P.SENT, S.FINISH): P.DONE,
        (P.SENT, S.FAIL): P.FAILED,
        (P.DONE, S.FAIL): P.FAILED,
    },
    who={
        S.MATCH: FACILITATOR,
        S.DECIDE: FACILITATOR,
        S.REFUSE: FACILITATOR,
        S.SEND: BY_ITSELF,
        S.FINISH: BY_ITSELF,
        S.FAIL: BY_ITSELF,
    },
)
"""What was refused or failed is free again: somebody asks anew. A bank may send back what was thought done."""


@dataclass(frozen=True, slots=True)
class Placing:
    """What a facilitator wants to become of stray money: how much of it, why, and for which contract if any."""

    kind: PlacementKind
    amount: Decimal | None
    note: str
    contract_code: str = ""


def placing_faults(wanted: Placing, free: Money) -> list[Reason]:
    """List what is wrong with it: more than is left, nothing, no coins of the currency, or no reason."""
    found = note_faults(wanted.note)
    money = None if wanted.amount is None else Money(wanted.amount, free.currency)
    if money is None or not (no_money(free.currency) < money and not free < money and money.is_payable):
        found.append(reason("placement.amount_out_of_range", "amount", most=free.amount, currency=free.currency))
    return found


def check_other_person(asked_by: UserId, deciding: UserId | None) -> None:
    """Raise `NotAllowed` when the one who asked wants to decide it too; to take it back is theirs as well."""
    if deciding is None or asked_by == deciding:
        raise NotAllowed("placement.needs_another_facilitator")


@dataclass(frozen=True, slots=True)
class Repaid:
    """What a group paid back to our bank: how much, on which day, and how the bank calls it."""

    amount: Decimal | None
    on: date | None
    reference: str


def repaid_faults(told: Repaid, owed: Money, *, today: date) -> list[Reason]:
    """List what is wrong with it: more than the group owes, a day to come, or no word of the bank's."""
    found = []
    money = None if told.amount is None else Money(told.amount, owed.currency)
    if money is None or not (no_money(owed.currency) < money and not owed < money and money.is_payable):
        found.append(reason("repaid.amount_out_of_range", "amount", most=owed.amount, currency=owed.currency))
    if told.on is None or today < told.on:
        found.append(reason("repaid.day_to_come", "on"))
    if not 0 < len(told.reference.strip()) <= LONGEST_BANK_REFERENCE:
        found.append(reason("repaid.reference_missing", "reference", most=LONGEST_BANK_REFERENCE))
    return found
