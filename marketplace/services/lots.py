"""What a producer group does with its lots: draft, change, send for the check, withdraw, revise, close."""

from dataclasses import fields
from datetime import datetime

from marketplace.domain.acts import Act, check_may
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import NotAllowed, Reason, Refused, reason, refuse_if_any
from marketplace.domain.events import EventKind
from marketplace.domain.ids import LotId
from marketplace.domain.lot_rules import change_faults, draft_faults
from marketplace.domain.lots import LotState, LotStep, LotTerms
from marketplace.domain.plain import to_plain
from marketplace.domain.viewers import Viewer
from marketplace.models.lots.facts import lot_terms
from marketplace.models.lots.steps import create_lot, lock_lot, move_lot, refuse_unless_publishable
from marketplace.models.lots.writing import write_terms
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.record.events import record_event
from marketplace.models.traces.evidence import settle_evidence
from marketplace.services.transaction import use_case


@use_case
def draft_lot(terms: LotTerms, *, by: Viewer, now: datetime, is_fictional: bool = False) -> Lot:
    """Write down a lot of the viewer's group as a draft."""
    check_may(by, Act.DRAFT_LOT)
    if by.organization_id is None:
        raise NotAllowed("act.producers_only")
    return create_lot(terms, by.organization_id, is_fictional=is_fictional, by=by, now=now)


@use_case
def edit_lot(lot_id: LotId, terms: LotTerms, *, seen: int | None, by: Viewer, now: datetime) -> Lot:
    """Change what is stated about a lot; of a published lot only the offer may change, and every rule must still hold.

    `seen` is the version that the viewer looked at; raises `Stale` where the lot has changed since.
    """
    lot = lock_lot(lot_id, by)
    check_may(by, Act.EDIT_LOT, lot.stake)
    lot.expect_version(seen)
    old = lot_terms(lot)
    refuse_if_any([*change_faults(old, terms, state=lot.state), *draft_faults(terms), *_promise_faults(lot, terms)])
    changes = _changes(old, terms)
    if not changes:
        return lot
    write_terms(lot, terms)
    if lot.state is LotState.PUBLISHED:
        refuse_unless_publishable(lot, day_in_lima(now))
    record_event(lot, EventKind.LOT_CHANGED, by=by, now=now, changes=changes)
    settle_evidence([lot.id], by=by, now=now)
    return lot


@use_case
def submit_lot(lot_id: LotId, *, seen: int | None, by: Viewer, now: datetime) -> Lot:
    """Send a draft for the facilitators' check; every rule of publication must hold already."""
    lot = lock_lot(lot_id, by)
    check_may(by, Act.SUBMIT_LOT, lot.stake)
    lot.expect_version(seen)
    if lot.state is LotState.DRAFT:
        refuse_unless_publishable(lot, day_in_lima(now))
    move_lot(lot, LotStep.SUBMIT, by=by, now=now)
    return lot


@use_case
def withdraw_lot(lot_id: LotId, *, seen: int | None, by: Viewer, now: datetime) -> Lot:
    """Take a lot back; refused while bags of it are promised to makers."""
    lot = lock_lot(lot_id, by)
    check_may(by, Act.WITHDRAW_LOT, lot.stake)
    lot.expect_version(seen)
    if lot.reserved_bags:
        raise Refused(reason("lot.bags_promised", reserved=lot.reserved_bags))
    move_lot(lot, LotStep.WITHDRAW, by=by, now=now)
    return lot


@use_case
def revise_lot(lot_id: LotId, *, seen: int | None, by: Viewer, now: datetime) -> Lot:
    """Turn a withdrawn lot into a draft again."""
    lot = lock_lot(lot_id, by)
    check_may(by, Act.EDIT_LOT, lot.stake)
    lot.expect_version(seen)
    move_lot(lot, LotStep.REVISE, by=by, now=now)
    return lot


@use_case
def close_lot(lot_id: LotId, *, seen: int | None, by: Viewer, now: datetime) -> Lot:
    """End the sale of a published lot; what is promised stays promised."""
    lot = lock_lot(lot_id, by)
    check_may(by, Act.WITHDRAW_LOT, lot.stake)
    lot.expect_version(seen)
    move_lot(lot, LotStep.CLOSE, by=by, now=now)
    return lot


def _promise_faults(lot: Lot, terms: LotTerms) -> list[Reason]:
    if not lot.reserved_bags:
        return []
    found = []
    if terms.bags < lot.reserved_bags:
        found.append(reason("lot.below_reserved", "bags", reserved=lot.reserved_bags))
    if terms.bag_weight != lot.bag_weight:
        found.append(reason("lot.bags_promised", "bag_weight", reserved=lot.reserved_bags))
    return found


def _changes(old: LotTerms, new: LotTerms) -> dict[str, list[object]]:
    pairs = ((each.name, getattr(old, each.name), getattr(new, each.name)) for each in fields(LotTerms))
    return {name: [to_plain(before), to_plain(after)] for name, before, after in pairs if before != after}
