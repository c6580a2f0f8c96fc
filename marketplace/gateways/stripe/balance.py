"""Reading the provider's own account of our money, line by line."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from marketplace.config import Config
from marketplace.domain.payments.disputes import MARK
from marketplace.domain.payments.provider import Movement
from marketplace.gateways.stripe.charges import reference_of
from marketplace.gateways.stripe.client import client_of
from marketplace.gateways.stripe.errors import translated
from marketplace.gateways.stripe.units import to_moment, to_money

if TYPE_CHECKING:
    import stripe

AT_ONCE = 100
ADJUSTMENT = "adjustment"
"""What a dispute takes from our balance, and what comes again of it."""


def list_movements(config: Config, since: datetime, *, until: datetime) -> Iterator[Movement]:
    """Yield the lines of our balance at the provider from `since` to before `until`, the newest first.

    Kinds are the provider's: `charge` and `payment` are money in, `refund` and `payment_refund` money back, `payout`
    what went to our bank, and so on. What lies in a maker's own balance is not among them (`RemotePayment.kept`).
    """
    with translated():
        lines = client_of(config).v1.balance_transactions.list(
            {
                "created": {"gte": int(since.timestamp()), "lt": int(until.timestamp())},
                "expand": ["data.source"],
                "limit": AT_ONCE,
            }
        )
        for line in lines.auto_paging_iter():
            yield _movement(line)


def _movement(line: "stripe.BalanceTransaction") -> Movement:
    source = line.source
    source_id = source if source is None or isinstance(source, str) else str(getattr(source, "id", ""))
    return Movement(
        remote_id=line.id,
        kind=line.type,
        money=to_money(line.amount, line.currency),
        fee=to_money(line.fee, line.currency),
        source_id=source_id or "",
        at=to_moment(line.created),
        reference=f"{MARK}{source_id}" if line.type == ADJUSTMENT and source_id else reference_of(source),
    )
