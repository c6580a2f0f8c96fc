"""The step by which a bid is agreed: its bags are held, and its contract is drafted as soon as its conditions allow."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from marketplace.domain.accounts import VERIFICATION_MACHINE, VerificationPermit
from marketplace.domain.bids.life import BidState, BidStep, Ending, is_over
from marketplace.domain.bids.ties import is_complete, overtaken_by, package_of, tie_faults
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import Reason, reason, refuse_if_any
from marketplace.domain.viewers import SYSTEM, Viewer
from marketplace.models.bids.allocations import withdraw_allocation_of
from marketplace.models.bids.judging import sale_faults, worth_today
from marketplace.models.bids.steps import STANDING, drop_bid, move_bid
from marketplace.models.contracts.drafting import draft_contract
from marketplace.models.lots.figures import references_in_force
from marketplace.models.lots.ledger import hold_bags
from marketplace.models.rows.bidding.bids import Bid
from marketplace.models.rows.contracts.contracts import Contract


def agree_bid(bid: Bid, tied: Sequence[Bid], *, by: Viewer, now: datetime) -> Contract | None:
    """Hold a locked bid's bags and draft its contract; None while bids that it goes only together with are not agreed.

    `tied` are all bids it hangs together with (`lock_bid`). Raises `Refused` with every reason against it.
    """
    withdraw_allocation_of(bid, now)
    today = day_in_lima(now)
    price = worth_today(bid.lot, bid.newest, frozen=bid.newest_worth, day=today).price
    faults = sale_faults(bid.lot, bid.newest, price=price, references=references_in_force(today))
    partners = package_of(bid, tied)
    refuse_if_any([*faults, *_side_faults(bid), *tie_faults(bid, tied), *_lateness(partners, now)])
    hold_bags(bid, now)
    if not is_complete(bid, tied):
        move_bid(bid, BidStep.AGREE_IN_PART, by=by, now=now)
        return None
    move_bid(bid, BidStep.ACCEPT, by=by, now=now)
    contract = draft_contract(bid, by=by, now=now)
    for partner in partners:
        move_bid(partner, BidStep.COMPLETE, by=SYSTEM, now=now)
        draft_contract(partner, by=SYSTEM, now=now)
    for agreed in (bid, *partners):
        _clear_away(agreed, tied, now=now)
    return contract


def _clear_away(agreed: Bid, tied: Sequence[Bid], *, now: datetime) -> None:
    """Drop what an agreed bid overtakes: the rest of its choice, and what no longer fits under a cap."""
    rest, too_much = overtaken_by(agreed, tied)
    for others, ending in ((rest, Ending.CHOICE_MET), (too_much, Ending.CAP_REACHED)):
        for other in others:
            if other.state in STANDING:
                drop_bid(other, tied, ending=ending, now=now)


def _side_faults(bid: Bid) -> Iterator[Reason]:
    for side in (bid.producer, bid.maker):
        if not VERIFICATION_MACHINE.permits(side.state, VerificationPermit.TRADE):
            yield reason("bid.side_not_verified")


def _lateness(partners: Sequence[Bid], now: datetime) -> Iterator[Reason]:
    if any(each.state is BidState.AGREED_IN_PART and is_over(each.valid_until, now=now) for each in partners):
        yield reason("bid.package_broken")
