"""What the market does by itself when time passes, as its jobs do it."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from marketplace.domain.errors import Stale
from marketplace.models.base import db
from marketplace.queries.bids import due
from marketplace.queries.contracts import amendments, call_offs, claims, fixings, settlements, unpaid
from marketplace.queries.contracts import showing as contracts
from marketplace.queries.rounds import allocations
from marketplace.queries.tenders import showing
from marketplace.services.allocations import expire_allocation
from marketplace.services.amendments.answering import expire_amendment
from marketplace.services.bids.ending import expire_bid, outbid
from marketplace.services.call_offs import close_call_off
from marketplace.services.claims import expire_claim
from marketplace.services.contracts.amending import expire_contract
from marketplace.services.contracts.lapsing import lapse_reservation
from marketplace.services.fixings import fix_overdue
from marketplace.services.settlements import expire_weight
from marketplace.services.tenders.closing import close_tender, lapse_tender

ON_TIME = 0.7
"""How often a sweep is on time."""
Sweep = tuple[Callable[[datetime], Iterable[Any]], Callable[..., object]]
SWEEPS: tuple[Sweep, ...] = (
    (allocations.list_overdue, expire_allocation),
    (due.list_over, expire_bid),
    (lambda _now: due.list_unservable(), outbid),
    (contracts.list_overdue, expire_contract),
    (unpaid.list_unpaid_shares, lapse_reservation),
    (showing.list_due_to_close, close_tender),
    (showing.list_due_to_lapse, lapse_tender),
    (amendments.list_due_amendments, expire_amendment),
    (call_offs.list_due_call_offs, close_call_off),
    (claims.list_due_claims, expire_claim),
    (fixings.list_overdue_prices, fix_overdue),
    (settlements.list_unanswered_weights, expire_weight),
)


def run(sweep: Sweep, now: datetime) -> int:
    """Run one sweep; return how much it did."""
    find, do = sweep
    found = list(find(now))
    db.session.rollback()
    for each in found:
        try:
            do(each, now=now)
        except Stale:
            continue
    return len(found)
