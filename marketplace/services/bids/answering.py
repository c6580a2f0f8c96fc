"""What the two sides of a bid say in turn: accept exactly what was shown, counter, revise, refuse, withdraw."""

from datetime import datetime, timedelta

from marketplace.domain.acts import Act, check_may
from marketplace.domain.bids.life import (
    BID_MACHINE,
    REFUSALS,
    WITHDRAWALS,
    BidPermit,
    BidStep,
    Ending,
    Refusal,
    Seen,
    check_in_time,
    check_seen,
    check_turn,
    ending_faults,
)
from marketplace.domain.bids.terms import BidTerms
from marketplace.domain.bids.ties import contradictions
from marketplace.domain.errors import Refused, reason, refuse_if_any
from marketplace.domain.ids import BidId, ContractId
from marketplace.domain.viewers import Viewer
from marketplace.gateways.queue import enqueue
from marketplace.models.base import db
from marketplace.models.bids.agreeing import agree_bid
from marketplace.models.bids.allocations import withdraw_allocation_of
from marketplace.models.bids.judging import judged_worth
from marketplace.models.bids.steps import end_bid, lock_bid, move_bid
from marketplace.models.bids.ties import keep_ties
from marketplace.models.bids.writing import write_version
from marketplace.models.rows.bidding.bids import Bid
from marketplace.services.transaction import use_case

AFTER = timedelta(seconds=1)


@use_case
def accept_bid(bid_id: BidId, seen: Seen, *, by: Viewer, now: datetime) -> ContractId | None:
    """Accept the version that was shown: its bags are held at once and its contract is drafted.

    Returns the contract, or None while bids that it goes only together with are not accepted. Raises `Stale` when any
    other version stands by now, `Refused` with every reason against it.
    """
    bid, tied = _asked(bid_id, BidStep.ACCEPT, by=by, now=now)
    check_seen(bid.standing, seen)
    contract = agree_bid(bid, tied, by=by, now=now)
    enqueue(db.session, "bids:outbid", lot_id=bid.lot_id)
    return contract.id if contract else None


@use_case
def counter_bid(bid_id: BidId, terms: BidTerms, *, seen: Seen, by: Viewer, now: datetime) -> None:
    """Answer with other terms, which the other side must accept anew; conditions stay as the maker set them."""
    bid, tied = _asked(bid_id, BidStep.COUNTER, by=by, now=now)
    check_seen(bid.standing, seen)
    _change(bid, terms, BidStep.COUNTER, by=by, now=now)
    refuse_if_any(contradictions(bid, tied))


@use_case
def revise_bid(bid_id: BidId, terms: BidTerms, *, seen: Seen, by: Viewer, now: datetime) -> None:
    """Change one's own words before the other side has answered them."""
    bid, tied = _asked(bid_id, BidStep.REVISE, by=by, now=now)
    check_seen(bid.standing, seen)
    _change(bid, terms, BidStep.REVISE, by=by, now=now)
    refuse_if_any(contradictions(bid, tied))


@use_case
def refuse_bid(bid_id: BidId, no: Refusal, *, by: Viewer, now: datetime) -> None:
    """Say no to the version that was shown, for a reason, which the other side reads; `Stale` where another stands."""
    bid, tied = _asked(bid_id, BidStep.REFUSE, by=by, now=now)
    check_seen(bid.standing, no.seen)
    refuse_if_any(ending_faults(no.ending, no.note, allowed=REFUSALS))
    bid.ending, bid.note = no.ending, no.note.strip() or None
    end_bid(bid, tied, step=BidStep.REFUSE, by=by, now=now)


@use_case
def withdraw_bid(bid_id: BidId, ending: Ending, *, note: str, by: Viewer, now: datetime) -> None:
    """Take one's own words back before they are accepted, for a reason, which the other side reads."""
    bid, tied = _asked(bid_id, BidStep.WITHDRAW, by=by, now=now)
    refuse_if_any(ending_faults(ending, note, allowed=WITHDRAWALS))
    bid.ending, bid.note = ending, note.strip() or None
    end_bid(bid, tied, step=BidStep.WITHDRAW, by=by, now=now)


def _asked(bid_id: BidId, step: BidStep, *, by: Viewer, now: datetime) -> tuple[Bid, list[Bid]]:
    bid, tied = lock_bid(bid_id, by)
    check_may(by, Act.ANSWER_BID, bid.stake)
    if not BID_MACHINE.permits(bid.state, BidPermit.ANSWER):
        raise Refused(reason("bid.not_open", state=bid.state.value))
    check_in_time(bid.valid_until, now)
    check_turn(step, bid.written_by_id, by=by.organization_id)
    return bid, tied


def _change(bid: Bid, terms: BidTerms, step: BidStep, *, by: Viewer, now: datetime) -> None:
    new = keep_ties(terms, bid)
    if new == bid.newest:
        raise Refused("bid.nothing_changed")
    withdraw_allocation_of(bid, now)
    write_version(bid, new, worth=judged_worth(bid.lot, new, now=now), by=by, now=now)
    move_bid(bid, step, by=by, now=now)
    enqueue(db.session, "bids:expire", at=bid.valid_until + AFTER, bid_id=bid.id)
