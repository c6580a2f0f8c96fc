"""Faults planted on purpose, each of what must never happen, and by which words it is to be found.

`MAZORCA_PLANT=name` sows one in the processes that are killed (`crashing.py`), which tests of stories start.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest
from sqlalchemy import select

from marketplace.domain.bids.life import BID_MACHINE, BidPermit, BidState, BidStep
from marketplace.domain.notices.telling import told
from marketplace.gateways.queue import enqueue
from marketplace.jobs import delivering
from marketplace.models.base import db
from marketplace.models.bids import agreeing
from marketplace.models.bids import steps as bid_steps
from marketplace.models.bids.judging import sale_faults
from marketplace.models.contracts.drafting import draft_contract
from marketplace.models.lots.ledger import hold_bags, release_bags
from marketplace.models.rows.bidding.tenders import SealedBid
from marketplace.models.threads.steps import note_read
from marketplace.queries import threads
from marketplace.queries.tenders.bids import find_own_bid
from marketplace.services import allocations, messages, transaction
from marketplace.services.amendments import answering as amendments
from marketplace.services.bids import answering
from marketplace.services.contracts import amending, judging, signing
from marketplace.services.notices import telling
from marketplace.services.notices.delivery import note_handed, note_sent
from marketplace.services.tenders import bidding
from marketplace.web import tenders as tender_pages
from tests.never import (
    steps_afterwards,
    steps_bids,
    steps_contracts,
    steps_rounds,
    steps_talk,
    steps_tenders,
)

Patch = pytest.MonkeyPatch
Sow = Callable[[Patch], None]
KILLED = "test_crashes.py"
"""Where processes are killed at every commit."""


@dataclass(frozen=True)
class Planting:
    """One fault: which of the seven it is, how it is sown, and the words by which it is found.

    `rooms` says what people do in the random trades that must find it, `what` how, `without` which constraint has to go
    for it (the database would say no); `story` names the test that must fail where no random trade kills anybody.
    """

    never: str
    sow: Sow
    told: str
    rooms: tuple[Any, ...] = ()
    what: tuple[str, ...] = ("somebody_acts", "somebody_acts", "two_act_at_once", "time_passes", "somebody_is_late")
    without: tuple[str, ...] = ()
    story: str = ""
    is_quick: bool = False


def nothing(*_facts: object, **_more: object) -> None:
    """Do nothing where something should be done or asked."""


def _instead(room: object, name: str, does: object = nothing) -> Sow:
    return lambda patch: patch.setattr(room, name, does)


def _hold_one_less(source: Any, now: Any) -> None:
    hold_bags(source, now)
    release_bags(source, now, bags=1)


def _hold_at_once(source: Any, now: Any) -> None:
    hold_bags(source, now)
    db.session.commit()


def _as_if_enough(*facts: Any, **more: Any) -> list[Any]:
    return [each for each in sale_faults(*facts, **more) if each.code != "bid.not_enough_left"]


def _draft_other(source: Any, **more: Any) -> Any:
    contract = draft_contract(source, **more)
    contract.terms = contract.terms | {"claim_days": 99}
    return contract


def _let_accept_again(patch: Patch) -> None:
    again = replace(
        BID_MACHINE,
        next={**BID_MACHINE.next, (BidState.ACCEPTED, BidStep.ACCEPT): BidState.ACCEPTED},
        what={**BID_MACHINE.what, BidState.ACCEPTED: frozenset({BidPermit.ANSWER})},
    )
    patch.setattr(answering, "BID_MACHINE", again)
    patch.setattr(bid_steps, "BID_MACHINE", again)


def _forget_one(recipients: Any, occasion: Any) -> Any:
    return dict(list(told(recipients, occasion).items())[:-1])


def _tell_in_two(patch: Patch) -> None:
    have_told = transaction._have_told  # noqa: SLF001 - where what is told is put into the queue

    def later() -> None:
        db.session.commit()
        have_told()

    patch.setattr(transaction, "_have_told", later)


def _note_afterwards(patch: Patch) -> None:
    def both(claim: Any, *, now: Any) -> None:
        note_handed(claim, now=now)
        note_sent(claim, now=now)

    patch.setattr(delivering, "note_handed", nothing)
    patch.setattr(delivering, "note_sent", both)


def _say_amount(patch: Patch) -> None:
    keep = bidding._keep  # noqa: SLF001 - where a sealed bid is written down

    def aloud(bid: Any, terms: Any, **more: Any) -> None:
        keep(bid, terms, **more)
        enqueue(db.session, "notices:receipt", version_id=bid.number, amount=str(bid.amount))

    patch.setattr(bidding, "_keep", aloud)


def _show_anybodys(tender: Any, viewer: Any) -> Any:
    first = select(SealedBid.maker_id).where(SealedBid.tender_id == tender.id).order_by(SealedBid.id).limit(1)
    return find_own_bid(tender, replace(viewer, organization_id=db.session.scalar(first)))


def _read_own_too_far(message: Any, **_more: Any) -> None:
    note_read(message.subject_kind, message.subject_id, up_to=message.id, user_id=message.user_id)


ONLY_ACTS = ("somebody_acts", "two_act_at_once")
REFUSED = "should have been refused"
OVERSOLD, CHANGED, TWICE = "oversold bag", "a term changed without re-acceptance", "two acceptances of one offer"
LATE, ENTITLED = "a step after its deadline", "a step by somebody not entitled"
UNACCOUNTED, NOTICES, SEALED = "bags unaccounted for", "a notice lost or doubled", "a sealed bid seen by a rival"
UNREAD = "what is unread"
BIDS, CONTRACTS, TALK = (steps_bids,), (steps_contracts,), (steps_talk,)
PLANTINGS: Mapping[str, Planting] = {
    "one bag less is held than was promised": Planting(
        OVERSOLD, _instead(agreeing, "hold_bags", _hold_one_less), "holds other bags", BIDS, is_quick=True
    ),
    "more is sold than there is": Planting(
        *(OVERSOLD, _instead(agreeing, "sale_faults", _as_if_enough), "is more than its bags", BIDS),
        without=("lots ck_lots_never_oversold",),
    ),
    "an old version is accepted": Planting(CHANGED, _instead(answering, "check_seen"), REFUSED, BIDS, what=ONLY_ACTS),
    "a contract says something else than was accepted": Planting(
        CHANGED, _instead(agreeing, "draft_contract", _draft_other), "are not its newest version", BIDS
    ),
    "another document is signed than was read": Planting(
        CHANGED, _instead(signing, "check_same_document"), REFUSED, (*CONTRACTS, *BIDS), what=ONLY_ACTS
    ),
    "a change is in force with one signature": Planting(
        CHANGED, _instead(amendments, "sign_amendment"), "without both signatures", (steps_afterwards,)
    ),
    "a bid is accepted again": Planting(
        *(TWICE, _let_accept_again, f"{REFUSED}|accepted twice", BIDS),
        without=("contracts uq_contracts_bid_id", "reservations uq_reservations_bid_id_kind"),
    ),
    "a bid is accepted when it is over": Planting(
        LATE, _instead(answering, "check_in_time"), REFUSED, BIDS, is_quick=True
    ),
    "a contract is signed when its time is over": Planting(
        LATE, _instead(signing, "check_in_time"), REFUSED, CONTRACTS
    ),
    "a sealed bid comes after closing": Planting(
        LATE,
        _instead(bidding, "bidding_faults", lambda *_, **__: []),
        REFUSED,
        (steps_tenders,),
        without=("sealed_bids sealed_bids_in_time",),
    ),
    "who may only read accepts": Planting(ENTITLED, _instead(answering, "check_may"), REFUSED, BIDS, what=ONLY_ACTS),
    "who is at home with a side approves": Planting(
        ENTITLED, _instead(judging, "check_may"), f"{REFUSED}|by somebody who is", CONTRACTS, what=ONLY_ACTS
    ),
    "a contract that is over keeps its bags": Planting(
        UNACCOUNTED, _instead(amending, "give_back"), "holds other bags", CONTRACTS, is_quick=True
    ),
    "an allocation that is over keeps its bags": Planting(
        UNACCOUNTED, _instead(allocations, "release_bags"), "holds other bags", (steps_bids, steps_rounds)
    ),
    "bags are held before the rest is written": Planting(
        UNACCOUNTED, _instead(agreeing, "hold_bags", _hold_at_once), "holds other bags", story=KILLED
    ),
    "what happened is told in a second transaction": Planting(NOTICES, _tell_in_two, "AssertionError", story=KILLED),
    "a letter is written down as handed over afterwards": Planting(
        NOTICES, _note_afterwards, "AssertionError", story=KILLED
    ),
    "one of those concerned is not told": Planting(
        *(NOTICES, _instead(telling, "told", _forget_one), "nobody told", (*BIDS, *CONTRACTS)),
        what=(*ONLY_ACTS, "workers_tell"),
    ),
    "the amount of a sealed bid stands in the queue": Planting(
        SEALED, _say_amount, "stands where others read", (steps_tenders,), what=ONLY_ACTS
    ),
    "a page shows another maker's sealed bid": Planting(
        SEALED,
        _instead(tender_pages, "find_own_bid", _show_anybodys),
        " reads ",
        (steps_tenders,),
        what=(*ONLY_ACTS, "a_rival_looks", "a_rival_looks"),
        is_quick=True,
    ),
    "one's own word counts what was unread as read": Planting(
        UNREAD, _instead(messages, "note_own", _read_own_too_far), "the mark of user", TALK, what=ONLY_ACTS
    ),
    "nobody notes what was read": Planting(
        UNREAD, _instead(messages, "note_read"), "the mark of user", TALK, what=ONLY_ACTS, is_quick=True
    ),
    "an inbox counts one message where there are more": Planting(
        UNREAD, _instead(threads, "MOST_COUNTED", 1), "is shown", TALK, what=ONLY_ACTS
    ),
}


def sow_asked() -> None:
    """Sow what the environment asks for, for as long as this process lives."""
    name = os.environ.get("MAZORCA_PLANT")
    if name:
        PLANTINGS[name].sow(pytest.MonkeyPatch())
