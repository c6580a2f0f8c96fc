"""Sending money without a name back: the row stands, the provider is asked under its key, and its word moves it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from marketplace.config import Config
from marketplace.domain.books.entries import unmatched, unmatched_returned
from marketplace.domain.books.postings import Cause, CauseKind, Occasion
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.events import step_taken
from marketplace.domain.ids import PlacementId
from marketplace.domain.money import Money
from marketplace.domain.payments.provider import RemoteRefund, RemoteRefundState
from marketplace.domain.payments.strays import PLACEMENT_MACHINE, PlacementState, PlacementStep
from marketplace.domain.subjects import SubjectKind
from marketplace.domain.viewers import SYSTEM, Role
from marketplace.gateways import stripe
from marketplace.models.base import db
from marketplace.models.money.booking import book
from marketplace.models.payments.strays import claim, lock_placement, told_of
from marketplace.models.rows.money.strays import Placement
from marketplace.models.rows.record.events import record_event
from marketplace.services.transaction import use_case

STANDING = (PlacementState.DECIDED, PlacementState.SENT)


@dataclass(frozen=True, slots=True)
class Errand:
    """What is to be asked of the provider: to send so much of a payment back, or how that stands."""

    payment_remote_id: str
    money: Money
    reference: str
    remote_id: str | None


def return_stray(config: Config, placement_id: PlacementId, *, now: datetime) -> None:
    """Send money back, or ask how it stands; the key makes it once, however often asked. Raises `ProviderDownError`."""
    errand = _errand_of(placement_id)
    if errand is None:
        return
    name = errand.reference
    try:
        if errand.remote_id is None:
            remote = stripe.refund(config, errand.payment_remote_id, money=errand.money, reference=name, key=name)
        else:
            remote = stripe.read_refund(config, errand.remote_id)
    except stripe.ProviderRefusedError as no:
        _fail_unsent(placement_id, no.code, now=now)
        return
    take_return_word(placement_id, remote, now=now)


@use_case
def take_return_word(placement_id: PlacementId, remote: RemoteRefund, *, now: datetime) -> bool:
    """Compare the provider's word with ours and move the row, once; False when the word does not fit."""
    if db.session.scalar(select(Placement.id).where(Placement.id == placement_id)) is None:
        return False
    row = lock_placement(placement_id)
    if (remote.reference, remote.money) != (row.reference, row.money):
        return False
    if row.state is PlacementState.DECIDED and row.remote_id is None:
        row.remote_id = remote.remote_id
        cause = Cause(CauseKind.UNMATCHED_RETURNED, str(row.id))
        book(unmatched_returned(Occasion(cause, day_in_lima(now)), row.money), now=now)
        _move(row, PlacementStep.SEND, now=now)
    if row.remote_id != remote.remote_id:
        return False
    if remote.state is RemoteRefundState.SUCCEEDED and row.state is PlacementState.SENT:
        _move(row, PlacementStep.FINISH, now=now)
    elif remote.state is RemoteRefundState.FAILED and row.state in (PlacementState.SENT, PlacementState.DONE):
        cause = Cause(CauseKind.UNMATCHED, row.reference)
        book(unmatched(Occasion(cause, day_in_lima(now)), row.money), now=now)
        _fail(row, remote.failure, now=now)
    return True


@use_case
def _errand_of(placement_id: PlacementId) -> Errand | None:
    row = db.session.get_one(Placement, placement_id)
    if row.state not in STANDING or row.instalment_id is not None:
        return None
    return Errand(row.stray.payment_remote_id, row.money, row.reference, row.remote_id)


@use_case
def _fail_unsent(placement_id: PlacementId, failure: str, *, now: datetime) -> None:
    row = lock_placement(placement_id)
    if row.state is PlacementState.DECIDED and row.remote_id is None:
        _fail(row, failure, now=now)


def _fail(row: Placement, failure: str | None, *, now: datetime) -> None:
    """Set the money free again, for facilitators to find another place."""
    row.failure = failure
    _move(row, PlacementStep.FAIL, now=now)
    claim(row.stray, -row.money, by=SYSTEM, now=now)


def _move(row: Placement, step: PlacementStep, *, now: datetime) -> None:
    row.state = PLACEMENT_MACHINE.advance(row.state, step, Role.SYSTEM)
    kind = step_taken(SubjectKind.PLACEMENT, step)
    record_event(row, kind, by=SYSTEM, now=now, **told_of(row), failure=row.failure)
