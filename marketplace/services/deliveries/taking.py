"""Taking cacao at the scale house: a receipt, its correction, and its end where it was a mistake."""

from dataclasses import dataclass
from datetime import datetime

from marketplace.domain.acts import Act, Stake, check_may
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.deliveries.terms import DeliveryTerms, Proof, change_faults, delivery_faults, reason_faults
from marketplace.domain.errors import Refused, reason, refuse_if_any
from marketplace.domain.events import EventKind
from marketplace.domain.ids import DeliveryId
from marketplace.domain.viewers import Viewer
from marketplace.models.rows.record.events import record_event
from marketplace.models.rows.traces.deliveries import Delivery
from marketplace.models.traces.flowing import lock_delivery, next_codes
from marketplace.models.traces.receiving import OF_MONEY, find_bringer, stated_of, write_payment, write_terms
from marketplace.services.transaction import use_case

LETTER = "E"


@use_case
def take_delivery(terms: DeliveryTerms, *, by: Viewer, now: datetime, is_fictional: bool = False) -> DeliveryId:
    """Write a receipt: who brought how much from where; paid at once where the terms say so."""
    check_may(by, Act.TAKE_DELIVERY, Stake.of(by.acting_for))
    today = day_in_lima(now)
    refuse_if_any(delivery_faults(terms, find_bringer(terms, by), today=today))
    code = next_codes(Delivery, LETTER, group=by.acting_for, year=terms.delivered_on.year)[0]
    row = Delivery(
        organization_id=by.acting_for,
        code=code,
        received_by_id=by.user_id,
        is_fictional=is_fictional,
        created_at=now,
        changed_at=now,
    )
    write_terms(row, terms)
    if terms.payment is not None:
        write_payment(row, Proof(terms.payment), by=by, now=now)
    record_event(row, EventKind.DELIVERY_RECORDED, by=by, now=now, code=code)
    return row.id


@dataclass(frozen=True, slots=True)
class Correction:
    """What a receipt should say, and why it did not."""

    terms: DeliveryTerms
    why: str


@use_case
def correct_delivery(delivery_id: DeliveryId, correction: Correction, *, seen: int, by: Viewer, now: datetime) -> None:
    """Write a receipt right, for a reason; what flowed on keeps its weight, and what was paid its amount."""
    row, terms = _own(delivery_id, seen=seen, by=by), correction.terms
    before = stated_of(row)
    refuse_if_any(reason_faults(correction.why))
    refuse_if_any(delivery_faults(terms, find_bringer(terms, by), today=day_in_lima(now)))
    changed = set(write_terms(row, terms))
    if row.voided_at is not None or changed - OF_MONEY:
        refuse_if_any(change_faults(drawn=row.drawn, is_voided=row.voided_at is not None))
    if row.paid_on is not None and terms.amount != before.amount:
        raise Refused(reason("delivery.paid_already", "weight", amount=before.amount))
    if changed:
        facts = {"code": row.code, "columns": sorted(changed), "note": correction.why.strip()}
        record_event(row, EventKind.DELIVERY_CORRECTED, by=by, now=now, **facts)


@use_case
def void_delivery(delivery_id: DeliveryId, why: str, *, seen: int, by: Viewer, now: datetime) -> None:
    """Take a receipt out of the books, for a reason; it stays readable. What flowed on is given back before."""
    row = _own(delivery_id, seen=seen, by=by)
    refuse_if_any([*change_faults(drawn=row.drawn, is_voided=row.voided_at is not None), *reason_faults(why)])
    row.voided_at, row.void_reason = now, why.strip()
    record_event(row, EventKind.DELIVERY_VOIDED, by=by, now=now, code=row.code)


def _own(delivery_id: DeliveryId, *, seen: int, by: Viewer) -> Delivery:
    row = lock_delivery(delivery_id, by)
    check_may(by, Act.TAKE_DELIVERY, row.stake)
    row.expect_version(seen)
    return row
