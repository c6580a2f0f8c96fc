"""Filling lots from the group's batches and dry deliveries, and taking cacao out again."""

from collections.abc import Sequence
from datetime import datetime

from marketplace.domain.acts import Act, check_may
from marketplace.domain.deliveries.flows import Draw, promise_faults
from marketplace.domain.deliveries.terms import reason_faults
from marketplace.domain.errors import Refused, refuse_if_any
from marketplace.domain.events import EventKind
from marketplace.domain.ids import LotId
from marketplace.domain.lots import LotState
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.lots.steps import lock_lot
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.record.events import record_event
from marketplace.models.traces.evidence import settle_evidence
from marketplace.models.traces.flowing import draw, give_back, lock_vessels
from marketplace.models.traces.sources import hold_grown
from marketplace.services.transaction import use_case

OVER = (LotState.WITHDRAWN, LotState.REJECTED)


@use_case
def fill_lot(lot_id: LotId, draws: Sequence[Draw], *, by: Viewer, now: datetime) -> None:
    """Put closed batches and dry deliveries into a lot, no more than its bags hold."""
    hold_grown(
        batches=[each.batch for each in draws if each.batch is not None],
        deliveries=[each.delivery for each in draws if each.delivery is not None],
        group=by.organization_id,
    )
    lot = _own(lot_id, draws, by)
    vessels = lock_vessels(draws, by)
    volume = draw(draws, vessels, into=lot, by=by, now=now)
    _record(lot, EventKind.LOT_FILLED, by=by, now=now, kilograms=str(volume.kilograms))


@use_case
def take_out_of_lot(lot_id: LotId, draws: Sequence[Draw], *, by: Viewer, now: datetime) -> None:
    """Give cacao of a lot back to where it came from, for a reason; promised bags stay filled."""
    lot = _own(lot_id, draws, by)
    vessels = lock_vessels(draws, by)
    refuse_if_any(fault for each in draws for fault in reason_faults(each.why))
    volume = give_back(draws, vessels, out_of=lot, by=by, now=now)
    refuse_if_any(promise_faults(left=lot.filled - volume, reserved=lot.bag_weight * lot.reserved_bags))
    _record(lot, EventKind.LOT_EMPTIED, by=by, now=now, kilograms=str(volume.kilograms))


def _own(lot_id: LotId, draws: Sequence[Draw], by: Viewer) -> Lot:
    lot = lock_lot(lot_id, by)
    check_may(by, Act.TEND_BATCH, lot.stake)
    if lot.state in OVER:
        raise Refused("flow.lot_over")
    if not draws:
        raise Refused("flow.nothing_chosen")
    return lot


def _record(lot: Lot, kind: EventKind, *, by: Viewer, now: datetime, kilograms: str) -> None:
    db.session.refresh(lot, ["filled"])
    record_event(lot, kind, by=by, now=now, code=lot.code, kilograms=kilograms)
    settle_evidence([lot.id], by=by, now=now)
