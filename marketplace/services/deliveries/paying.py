"""Paying farmers: one proof for one or several receipts of a farmer."""

from collections.abc import Collection
from datetime import datetime

from marketplace.domain.acts import Act, Stake, check_may
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.deliveries.terms import Proof, payment_faults
from marketplace.domain.errors import Reason, Refused, reason, refuse_if_any
from marketplace.domain.events import EventKind
from marketplace.domain.ids import DeliveryId
from marketplace.domain.viewers import Viewer
from marketplace.models.rows.record.events import record_event
from marketplace.models.rows.traces.deliveries import Delivery
from marketplace.models.traces.flowing import lock_deliveries
from marketplace.models.traces.receiving import write_payment
from marketplace.services.transaction import use_case


@use_case
def pay_deliveries(delivery_ids: Collection[DeliveryId], proof: Proof, *, by: Viewer, now: datetime) -> None:
    """Write down that receipts of one farmer were paid, all by one proof; its file stays with the first of them."""
    check_may(by, Act.TAKE_DELIVERY, Stake.of(by.acting_for))
    if not delivery_ids:
        raise Refused(reason("delivery.none_chosen", "chosen"))
    rows = lock_deliveries(delivery_ids, by)
    refuse_if_any(payment_faults(proof.payment, today=day_in_lima(now)))
    refuse_if_any(fault for row in rows for fault in _faults(row))
    if len({row.farmer_id for row in rows}) > 1:
        raise Refused(reason("delivery.several_farmers", "chosen"))
    write_payment(rows[0], proof, by=by, now=now)
    for row in rows:
        write_payment(row, Proof(proof.payment), by=by, now=now)
        row.receipt_file_id = rows[0].receipt_file_id
        record_event(row, EventKind.DELIVERY_PAID, by=by, now=now, code=row.code, means=proof.payment.means)


def _faults(row: Delivery) -> list[Reason]:
    if row.voided_at is not None:
        return [reason("delivery.voided_already", "chosen")]
    if row.paid_on is not None:
        return [reason("delivery.paid_before", "chosen", about=row.code)]
    return [] if row.amount is not None else [reason("delivery.price_not_agreed", "chosen", about=row.code)]
