"""What we ask of the payment provider and what it tells us, in our own words."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from marketplace.domain.money import Money
from marketplace.domain.payments.ways import Way


class RemoteState(StrEnum):
    """What the provider says of a payment."""

    OPEN = "open"
    PROCESSING = "processing"
    RECEIVED = "received"
    FAILED = "failed"
    EXPIRED = "expired"


class RemoteRefundState(StrEnum):
    """What the provider says of a refund."""

    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageOrder:
    """A page on which a maker pays one payment; `reference` comes back with everything we are told about it."""

    reference: str
    contract_code: str
    money: Money
    way: Way
    maker_name: str
    email: str
    locale: str
    back_url: str


@dataclass(frozen=True, slots=True)
class Page:
    """The provider's page for a payment."""

    remote_id: str
    url: str
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class RemotePart:
    """Money that reached the provider for a payment: all of it at once, or one wire of several."""

    remote_id: str
    money: Money
    at: datetime


@dataclass(frozen=True, slots=True)
class WireInstructions:
    """Where a maker wires to, and what to write as reference."""

    account_number: str
    routing: str
    bank: str
    reference: str
    holder: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemotePayment:
    """What the provider says of a payment when asked.

    `fee` is in the currency of the provider's balance. `kept` is what of the parts lies in the maker's own balance at
    the provider and not in ours: a wire that was too small so far, and what was wired too much.
    """

    remote_id: str
    reference: str
    state: RemoteState
    requested: Money
    parts: tuple[RemotePart, ...]
    fee: Money | None
    refunded: Money
    failure: str | None = None
    wire: WireInstructions | None = None
    kept: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteRefund:
    """What the provider says of a refund when asked."""

    remote_id: str
    reference: str
    money: Money
    state: RemoteRefundState
    failure: str | None = None


@dataclass(frozen=True, slots=True)
class News:
    """What the provider tells: something became of an object, which has to be read anew to be believed."""

    event_id: str
    kind: str
    object_id: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """One line of the provider's own balance; `fee` is what it kept of `money`, `source_id` what it was about.

    `reference` is ours, of the payment or the refund; empty where the line is about neither.
    """

    remote_id: str
    kind: str
    money: Money
    fee: Money
    source_id: str
    at: datetime
    reference: str = ""
