"""Asking the provider how a dispute stands: what was taken from our balance, and whether it came again."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from marketplace.config import Config
from marketplace.domain.payments.disputes import DisputeState, RemoteDispute
from marketplace.gateways.stripe.charges import told_of
from marketplace.gateways.stripe.client import client_of
from marketplace.gateways.stripe.errors import translated
from marketplace.gateways.stripe.units import to_moment, to_money

if TYPE_CHECKING:
    import stripe

STATES = {"won": DisputeState.WON, "warning_closed": DisputeState.WON, "lost": DisputeState.LOST}
"""Everything else waits for somebody."""


def read_dispute(config: Config, remote_id: str) -> RemoteDispute:
    """Say how a dispute stands."""
    with translated():
        found = client_of(config).v1.disputes.retrieve(remote_id)
        due_by = told_of(found.evidence_details, "due_by")
        charge = found.charge
        return RemoteDispute(
            remote_id=found.id,
            charge_id=charge if isinstance(charge, str) else charge.id,
            money=to_money(found.amount, found.currency),
            state=STATES.get(found.status, DisputeState.OPEN),
            reason=found.reason,
            opened_at=to_moment(found.created),
            answer_by=to_moment(int(due_by)) if due_by else None,
            taken_at=_day_of(found, lambda amount: amount < 0),
            returned_at=_day_of(found, lambda amount: amount > 0),
        )


def _day_of(found: "stripe.Dispute", is_meant: Callable[[int], bool]) -> datetime | None:
    """Say when money of it went, or came again, as the lines of our balance tell."""
    moments = [to_moment(line.created) for line in found.balance_transactions if is_meant(line.amount)]
    return min(moments, default=None)
