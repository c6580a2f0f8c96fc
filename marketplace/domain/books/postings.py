"""An entry of the books: why it is booked, and its lines that sum to zero."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from marketplace.domain.books.chart import Account
from marketplace.domain.contracts.clauses import Side
from marketplace.domain.ids import ContractId, InstalmentId, OrganizationId
from marketplace.domain.money import Currency, Money

LEAST_POSTINGS = 2


class CauseKind(StrEnum):
    """Why an entry is booked."""

    RAISED = "raised"
    CANCELLED = "cancelled"
    RECEIVED = "received"
    MATCHED = "matched"
    UNMATCHED = "unmatched"
    UNMATCHED_RETURNED = "unmatched_returned"
    CREDITED = "credited"
    PROVIDER_COST = "provider_cost"
    SWEPT = "swept"
    RELEASED = "released"
    RELEASE_TAKEN_BACK = "release_taken_back"
    PAID_OUT = "paid_out"
    PAYOUT_RETURNED = "payout_returned"
    REFUND_DECIDED = "refund_decided"
    REFUNDED = "refunded"
    REFUND_FAILED = "refund_failed"
    GIVEN_BACK = "given_back"
    NETTED = "netted"
    REVERSED = "reversed"


@dataclass(frozen=True, slots=True)
class Cause:
    """Why an entry is booked; the same cause never books twice. `key` is an id, or one with a number: `17:2`."""

    kind: CauseKind
    key: str


@dataclass(frozen=True, slots=True)
class Occasion:
    """What an entry is about: its cause, the day it happened, the contract with its two sides, and the instalment."""

    cause: Cause
    on: date
    contract_id: ContractId | None = None
    maker_id: OrganizationId | None = None
    producer_id: OrganizationId | None = None
    instalment_id: InstalmentId | None = None

    def party(self, side: Side | None) -> OrganizationId | None:
        """Give the organization on one side, or None where nobody's name stands."""
        return {Side.MAKER: self.maker_id, Side.PRODUCER: self.producer_id}[side] if side else None


@dataclass(frozen=True, slots=True)
class Posting:
    """One line of an entry: debit above zero, credit below."""

    account: Account
    amount: Decimal
    organization_id: OrganizationId | None = None


@dataclass(frozen=True, slots=True)
class Parts:
    """What of an instalment is open: the price for the group, and the maker's part of the fee."""

    price: Money
    fee: Money

    @property
    def total(self) -> Money:
        """Both together."""
        return self.price + self.fee


@dataclass(frozen=True, slots=True)
class Entry:
    """A dated set of postings in one currency that sum to zero."""

    occasion: Occasion
    currency: Currency
    postings: tuple[Posting, ...]
    note: str | None = None

    def __post_init__(self) -> None:
        """Refuse an entry that is not balanced, has fewer than two lines, or an amount nobody can pay."""
        if len(self.postings) < LEAST_POSTINGS or sum(each.amount for each in self.postings) != 0:
            msg = f"an entry must balance: {self.postings}"
            raise ValueError(msg)
        if not all(each.amount and Money(each.amount, self.currency).is_payable for each in self.postings):
            msg = f"an entry must be in whole coins of {self.currency}: {self.postings}"
            raise ValueError(msg)
