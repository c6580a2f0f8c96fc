"""What a group does with its register of farmers: enter, change, let go, take back."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import Refused, refuse_if_any
from marketplace.domain.events import EventKind
from marketplace.domain.ids import FarmerId
from marketplace.domain.plots.farmers import FarmerTerms, farmer_faults, leaving_faults
from marketplace.domain.plots.register import farmer_code
from marketplace.domain.privacy.consents import Saying
from marketplace.domain.viewers import Viewer
from marketplace.models.rows.record.events import record_event
from marketplace.models.rows.traces.farmers import Farmer
from marketplace.models.traces.consents import add_consent
from marketplace.models.traces.register import (
    lock_farmer,
    lock_group,
    next_farmer_number,
    settle_register,
    write_farmer,
)
from marketplace.services.transaction import use_case


@use_case
def register_farmer(
    terms: FarmerTerms, sayings: Iterable[Saying] = (), *, by: Viewer, now: datetime, is_fictional: bool = False
) -> FarmerId:
    """Enter a farmer in the register of the viewer's group, with what was said of the use of personal data."""
    group = lock_group(by)
    refuse_if_any(farmer_faults(terms, day_in_lima(now)))
    coded = terms if terms.code else replace(terms, code=farmer_code(next_farmer_number(group.id)))
    row = Farmer(
        organization_id=group.id,
        organization=group,
        is_fictional=is_fictional,
        created_at=now,
        changed_at=now,
    )
    write_farmer(row, coded)
    record_event(row, EventKind.FARMER_REGISTERED, by=by, now=now, code=row.code)
    for saying in sayings:
        add_consent(row.id, saying, by=by, now=now)
    settle_register(group, by=by, now=now)
    return row.id


@use_case
def change_farmer(farmer_id: int, terms: FarmerTerms, *, seen: int | None, by: Viewer, now: datetime) -> FarmerId:
    """Change what the register says of a farmer; nothing happens where nothing is different."""
    group = lock_group(by)
    row = lock_farmer(farmer_id, by)
    row.expect_version(seen)
    _refuse_erased(row)
    refuse_if_any(farmer_faults(terms, day_in_lima(now)))
    changed = write_farmer(row, terms)
    if changed:
        record_event(row, EventKind.FARMER_CHANGED, by=by, now=now, columns=changed)
        settle_register(group, by=by, now=now)
    return row.id


@use_case
def let_farmer_go(farmer_id: int, left_on: date, *, seen: int | None, by: Viewer, now: datetime) -> FarmerId:
    """Note that a farmer left the group; what was delivered stays in the books."""
    group = lock_group(by)
    row = lock_farmer(farmer_id, by)
    row.expect_version(seen)
    if row.left_on is not None:
        raise Refused("farmer.left_already")
    refuse_if_any(leaving_faults(left_on, joined_on=row.joined_on, today=day_in_lima(now)))
    row.left_on = left_on
    record_event(row, EventKind.FARMER_LEFT, by=by, now=now, left_on=left_on.isoformat())
    settle_register(group, by=by, now=now)
    return row.id


@use_case
def take_farmer_back(farmer_id: int, *, seen: int | None, by: Viewer, now: datetime) -> FarmerId:
    """Note that a farmer who had left belongs to the group again."""
    group = lock_group(by)
    row = lock_farmer(farmer_id, by)
    row.expect_version(seen)
    _refuse_erased(row)
    if row.left_on is None:
        raise Refused("farmer.still_here")
    row.left_on = None
    record_event(row, EventKind.FARMER_RETURNED, by=by, now=now)
    settle_register(group, by=by, now=now)
    return row.id


def _refuse_erased(row: Farmer) -> None:
    if row.erased_at is not None:
        raise Refused("farmer.erased")
