"""The life of a payout: prepared by one, approved by another, sent, and confirmed by the group that it arrived."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from marketplace.domain.errors import NotAllowed, Reason, reason
from marketplace.domain.files import KeptFile
from marketplace.domain.ids import ContractId, UserId
from marketplace.domain.machines import Machine
from marketplace.domain.money import Money
from marketplace.domain.payouts.accounts import words_faults
from marketplace.domain.viewers import Role

PREPARE_TIME = timedelta(days=5)
"""The field's complaint is late money (field.md): a week from released to wired, shared by the three who act."""
APPROVE_TIME = timedelta(days=1)
SEND_TIME = timedelta(days=1)
CONFIRM_TIME = timedelta(days=5)
"""A wire to a Peruvian bank takes up to three working days; two more to look."""
TRACE_TIME = timedelta(days=3)
LONGEST_REFERENCE = 60


class PayoutState(StrEnum):
    """Where a payout stands."""

    PREPARED = "prepared"
    APPROVED = "approved"
    SENT = "sent"
    NOT_ARRIVED = "not_arrived"
    CONFIRMED = "confirmed"
    RETURNED = "returned"
    CANCELLED = "cancelled"


class PayoutStep(StrEnum):
    """One move in a payout's life."""

    APPROVE = "approve"
    SEND = "send"
    CONFIRM = "confirm"
    MISS = "miss"
    TRACE = "trace"
    RETURN = "return"
    CANCEL = "cancel"


FACILITATOR, GROUP = frozenset({Role.FACILITATOR}), frozenset({Role.PRODUCER})
P, S = PayoutState, PayoutStep
PAYOUT_MACHINE = Machine(
    noun="payout",
    next={
        (P.PREPARED, S.APPROVE): P.APPROVED,
        (P.PREPARED, S.CANCEL): P.CANCELLED,
        (P.APPROVED, S.SEND): P.SENT,
        (P.APPROVED, S.CANCEL): P.CANCELLED,
        (P.SENT, S.CONFIRM): P.CONFIRMED,
        (P.SENT, S.MISS): P.NOT_ARRIVED,
        (P.SENT, S.RETURN): P.RETURNED,
        (P.NOT_ARRIVED, S.CONFIRM): P.CONFIRMED,
        (P.NOT_ARRIVED, S.TRACE): P.SENT,
        (P.NOT_ARRIVED, S.RETURN): P.RETURNED,
    },
    who={
        S.APPROVE: FACILITATOR,
        S.SEND: FACILITATOR,
        S.CONFIRM: GROUP,
        S.MISS: GROUP,
        S.TRACE: FACILITATOR,
        S.RETURN: FACILITATOR,
        S.CANCEL: FACILITATOR,
    },
)
"""Money that came back is due again, and is sent again by a new payout: one payout is one wire to one account."""
RESERVING: frozenset[PayoutState] = frozenset({P.PREPARED, P.APPROVED})
"""The states that hold money for a payout before it is booked."""
ON_THE_WAY: frozenset[PayoutState] = frozenset({P.SENT, P.NOT_ARRIVED})
BOOKED: frozenset[PayoutState] = ON_THE_WAY | {P.CONFIRMED}
"""The states in which the books say that it was paid out."""
UNFINISHED: frozenset[PayoutState] = RESERVING | ON_THE_WAY


@dataclass(frozen=True, slots=True)
class Sending:
    """What whoever sent a payout tells of it: the bank's reference, the day, and the bank's receipt."""

    reference: str
    on: date | None
    file: KeptFile | None


@dataclass(frozen=True, slots=True)
class CameBack:
    """What is told of money that came back: the day, and why."""

    on: date | None
    note: str


def payout_faults(parts: Mapping[ContractId, Money], available: Mapping[ContractId, Money]) -> list[Reason]:
    """List what is wrong with a payout: nothing in it, two currencies, or more of a contract than is due."""
    if not parts:
        return [reason("payout.nothing_chosen", "contracts")]
    if len({money.currency for money in parts.values()}) > 1:
        return [reason("payout.one_currency", "contracts")]
    return [
        reason("payout.more_than_due", "contracts", most=most.amount)
        for contract_id, money in parts.items()
        if (most := available[contract_id]) < money or money.amount <= 0 or not money.is_payable
    ]


def check_another_approves(prepared_by: UserId | None, approving: UserId | None) -> None:
    """Raise `NotAllowed` when the one who prepared a payout would approve it."""
    if prepared_by is None or prepared_by == approving:
        raise NotAllowed("payout.needs_another_person")


def sending_faults(sending: Sending, *, approved_on: date, today: date) -> list[Reason]:
    """List what is wrong with what is told of a wire: no reference, no receipt, or a day that cannot be."""
    faults = []
    if not 0 < len(sending.reference.strip()) <= LONGEST_REFERENCE:
        faults.append(reason("payout.reference_missing", "reference", most=LONGEST_REFERENCE))
    if sending.file is None:
        faults.append(reason("payout.receipt_missing", "receipt"))
    return faults + _day_faults(sending.on, approved_on, today)


def return_faults(came_back: CameBack, *, sent_on: date, today: date) -> list[Reason]:
    """List what is wrong with what is told of money that came back: no reason, or a day that cannot be."""
    return words_faults(came_back.note) + _day_faults(came_back.on, sent_on, today)


def _day_faults(day: date | None, first: date, last: date) -> list[Reason]:
    is_possible = day is not None and first <= day <= last
    return [] if is_possible else [reason("payout.day_wrong", "on", first=first, last=last)]
