"""What a group writes down of its own: grams kept, returned and thrown away, and what it asks for a sample."""

from datetime import datetime

from marketplace.domain.acts import Act, Stake, check_may
from marketplace.domain.errors import NotFound, refuse_if_any
from marketplace.domain.events import EventKind
from marketplace.domain.ids import LotId
from marketplace.domain.money import Money
from marketplace.domain.samples.grams import Entry, entry_faults
from marketplace.domain.samples.requests import fee_faults
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.lots.steps import lock_lot
from marketplace.models.rows.contracts.samples import GramLine
from marketplace.models.rows.people.accounts import Organization
from marketplace.models.rows.record.events import record_event
from marketplace.models.samples.steps import read_stock, write_grams
from marketplace.services.transaction import use_case


@use_case
def record_grams(lot_id: LotId, entry: Entry, *, by: Viewer, now: datetime) -> None:
    """Write down grams of the group's own lot that were kept for samples, came back, or were thrown away."""
    lot = lock_lot(lot_id, by)
    check_may(by, Act.KEEP_GRAMS, lot.stake)
    refuse_if_any(entry_faults(entry, read_stock(lot.id)))
    write_grams(GramLine(lot_id=lot.id, kind=entry.kind, grams=entry.grams, note=entry.note), by=by, now=now)
    record_event(lot, EventKind.LOT_GRAMS_RECORDED, by=by, now=now, what=entry.kind.value, grams=entry.grams)


@use_case
def set_sample_fee(fee: Money, *, by: Viewer, now: datetime) -> None:
    """Set what the viewer's group asks for an offer sample from now on; nil is free of charge."""
    stake = Stake.of(by.organization_id) if by.organization_id else Stake()
    check_may(by, Act.KEEP_GRAMS, stake)
    group = db.session.get(Organization, by.organization_id, with_for_update=True)
    if group is None:
        raise NotFound("organization.unknown")
    refuse_if_any(fee_faults(fee))
    group.sample_fee_amount, group.sample_fee_currency = fee.amount, fee.currency
    record_event(group, EventKind.SAMPLE_FEE_SET, by=by, now=now, fee=str(fee.amount), currency=fee.currency.value)
