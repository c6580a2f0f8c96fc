"""Ending a sealed-bid round: at closing the award is computed, on confirmation the contracts are drafted."""

from datetime import datetime, timedelta

from marketplace.domain.accounts import VERIFICATION_MACHINE, VerificationPermit
from marketplace.domain.acts import Act, check_may
from marketplace.domain.errors import Refused, refuse_if_any
from marketplace.domain.events import SubjectKind, step_taken
from marketplace.domain.ids import TenderId
from marketplace.domain.tenders.awards import Award, Outcome, award
from marketplace.domain.tenders.life import (
    TENDER_MACHINE,
    TenderState,
    TenderStep,
    cancel_faults,
    confirmation_due,
    is_due_to_close,
    is_due_to_lapse,
    late_confirmation_faults,
    next_confirmation,
)
from marketplace.domain.viewers import SYSTEM, Role, Viewer
from marketplace.gateways.queue import enqueue
from marketplace.models.base import db
from marketplace.models.bids.tendering import draft_awarded, give_up_bags, leave_out_barred, lock_tender
from marketplace.models.lots.ledger import release_part
from marketplace.models.rows.bidding.tenders import SealedBid, Tender
from marketplace.models.rows.people.accounts import Organization
from marketplace.models.rows.record.events import record_event
from marketplace.services.transaction import use_case

AFTER = timedelta(seconds=1)


@use_case
def close_tender(tender_id: TenderId, *, now: datetime) -> bool:
    """Open the bids of a tender whose time is over and write down who gets what; False when there was nothing to do.

    Bags that nobody won go back to the lot at once, the others are held until the award is confirmed.
    """
    tender = lock_tender(tender_id, SYSTEM)
    if not is_due_to_close(tender.state, tender.closes_at, now=now):
        return False
    standing = {bid.id: bid for bid in tender.sealed_bids if bid.is_standing}
    admitted = {key: bid for key, bid in standing.items() if _may_trade(bid.maker)}
    found = award(tender.rules, tender.salt, bids=[bid.sealed for bid in admitted.values()])
    _write_outcomes(standing, found)
    tender.closed_at, tender.bids_counted = now, len(standing)
    tender.awarded_bags, tender.lowest_amount = tender.bags - found.left, found.lowest
    step = TenderStep.CLOSE if found.winners else TenderStep.END_UNSOLD
    if found.winners:
        tender.confirm_by = confirmation_due(now, tender.rules.confirm_days)
        enqueue(db.session, "tenders:lapse", at=tender.confirm_by + AFTER, tender_id=tender.id)
    _step(tender, step, by=SYSTEM, now=now, bids=len(standing), awarded=tender.awarded_bags)
    if found.left:
        release_part(tender, found.left, now=now)
    return True


@use_case
def confirm_award(tender_id: TenderId, *, seen: int, by: Viewer, now: datetime) -> TenderState:
    """Confirm the award for the group, or agree to it as a facilitator; the last word drafts the winners' contracts."""
    tender = lock_tender(tender_id, by)
    if by.role is Role.FACILITATOR:
        check_may(by, Act.APPROVE_TENDER, tender.stake)
        step = TenderStep.APPROVE
    else:
        check_may(by, Act.CONFIRM_TENDER, tender.stake)
        step = next_confirmation(needs_facilitator=tender.rules.needs_facilitator)
        tender.confirmed_by_id = by.user_id
    tender.expect_version(seen)
    refuse_if_any(late_confirmation_faults(tender.confirm_by, now=now))
    held = tender.awarded_bags or 0
    if step is not TenderStep.CONFIRM:
        _refuse_unless_trading(tender.producer)
        leave_out_barred(tender)
    _step(tender, step, by=by, now=now)
    if tender.state is TenderState.AWARDED:
        draft_awarded(tender, held, by=by, now=now)
        enqueue(db.session, "bids:outbid", lot_id=tender.lot_id)
    return tender.state


@use_case
def cancel_tender(tender_id: TenderId, note: str, *, seen: int, by: Viewer, now: datetime) -> None:
    """Cancel a tender for a reason that all who had a bid read; the bags go back to the lot."""
    tender = lock_tender(tender_id, by)
    act = Act.APPROVE_TENDER if by.role is Role.FACILITATOR else Act.CONFIRM_TENDER
    check_may(by, act, tender.stake)
    tender.expect_version(seen)
    refuse_if_any(cancel_faults(note))
    before, tender.note = tender.state, note.strip()
    _step(tender, TenderStep.CANCEL, by=by, now=now, note=tender.note)
    give_up_bags(tender, before, now=now)


@use_case
def lapse_tender(tender_id: TenderId, *, now: datetime) -> bool:
    """Give up an award that nobody confirmed in time; False when there was nothing to do."""
    tender = lock_tender(tender_id, SYSTEM)
    if not is_due_to_lapse(tender.state, tender.confirm_by, now=now):
        return False
    before = tender.state
    _step(tender, TenderStep.LAPSE, by=SYSTEM, now=now)
    give_up_bags(tender, before, now=now)
    return True


def _may_trade(side: Organization) -> bool:
    return VERIFICATION_MACHINE.permits(side.state, VerificationPermit.TRADE)


def _refuse_unless_trading(group: Organization) -> None:
    if not _may_trade(group):
        raise Refused("bid.side_not_verified")


def _write_outcomes(standing: dict[int, SealedBid], found: Award) -> None:
    for bid in standing.values():
        bid.outcome, bid.awarded_bags = Outcome.NOT_ADMITTED, 0
    for line in found.lines:
        bid = standing[line.key]
        bid.rank, bid.outcome = line.rank, line.outcome
        bid.awarded_bags, bid.awarded_amount = line.bags, line.amount


def _step(tender: Tender, step: TenderStep, *, by: Viewer, now: datetime, **facts: object) -> None:
    tender.state = TENDER_MACHINE.advance(tender.state, step, by.role)
    record_event(tender, step_taken(SubjectKind.TENDER, step), by=by, now=now, **facts)
