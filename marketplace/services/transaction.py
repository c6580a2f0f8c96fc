"""The one place that commits: each use case is one transaction, and happens once per submitted form."""

import functools
from collections.abc import Callable, Container, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import ParamSpec, TypeVar

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from marketplace.domain.errors import MarketError, Refused, Stale, reason
from marketplace.domain.events import EventKind
from marketplace.domain.notices.telling import TOLD
from marketplace.gateways.queue import enqueue
from marketplace.models.base import db
from marketplace.models.rows.people.submissions import Submission
from marketplace.models.rows.record.events import Event, take_recorded

TOLD_AT_ONCE = 50
"""So many events one job tells of: publishing a round records thousands."""
SENDS_REFUND = frozenset({EventKind.REFUND_DECIDED, EventKind.REFUND_RETRIED, EventKind.REFUND_CLAIMED_BACK})
MOVES_PAYOUTS = frozenset(
    {
        EventKind.INSTALMENT_RELEASED,
        EventKind.BANK_ACCOUNT_STATED,
        EventKind.BANK_ACCOUNT_CONFIRMED,
        EventKind.PAYOUT_PREPARED,
        EventKind.PAYOUT_SENT,
        EventKind.PAYOUT_RETURNED,
        EventKind.PAYOUT_CANCELLED,
    }
)
CHANGES_PASSPORTS = frozenset(
    {
        EventKind.LOT_PUBLISHED,
        EventKind.LOT_CHANGED,
        EventKind.LOT_EVALUATED,
        EventKind.LOT_ANALYSED,
        EventKind.LOT_MEASURED,
        EventKind.LOT_FILLED,
        EventKind.LOT_EMPTIED,
        EventKind.LOT_EVIDENCE_CHANGED,
        EventKind.ORGANIZATION_CHANGED,
        EventKind.ORGANIZATION_REGISTER_CHANGED,
        EventKind.CERTIFICATE_RECORDED,
        EventKind.CERTIFICATE_CORRECTED,
        EventKind.CERTIFICATE_WITHDRAWN,
        EventKind.SHIPMENT_SHIPPED,
        EventKind.SHIPMENT_CHANGED,
        EventKind.SHIPMENT_ARRIVED,
    }
)
"""What may change what a lot's passport says."""
P = ParamSpec("P")
R = TypeVar("R")

# Constraint → what it means to the person who ran into it.
MEANINGS: dict[str, MarketError] = {
    "ck_lots_never_oversold": Refused("lot.not_enough_left"),
    "uq_users_email_lower": Refused(reason("user.email_taken", "email")),
    "uq_demands_code": Refused(reason("demand.code_taken", "code")),
    "uq_lots_code": Refused(reason("lot.code_taken", "code")),
    "uq_memberships_user_id_organization_id": Refused("organization.already_member"),
    "uq_invitations_open": Refused(reason("invitation.already_open", "email")),
    "uq_certificates_scheme_number": Refused(reason("certificate.number_taken", "number")),
    "uq_contracts_bid_id": Stale("row.changed_meanwhile"),
    "uq_bid_versions_bid_id_number": Stale("row.changed_meanwhile"),
    "uq_reservations_allocation_id_kind": Stale("row.changed_meanwhile"),
    "uq_reservations_amendment_id_kind": Stale("row.changed_meanwhile"),
    "uq_reservations_bid_id_kind": Stale("row.changed_meanwhile"),
    "uq_reservations_call_off_id_kind": Stale("row.changed_meanwhile"),
    "uq_contracts_allocation_id": Stale("row.changed_meanwhile"),
    "uq_allocations_offered_bid": Stale("row.changed_meanwhile"),
    "uq_files_stored": Stale("row.changed_meanwhile"),
    "uq_samples_open_offer": Refused("sample.open_already"),
    "uq_samples_open_of_contract": Refused("sample.open_already"),
    "ck_sample_stocks_never_negative": Refused("sample.grams_gone"),
    "uq_events_subject_kind_subject_id_version": Stale("row.changed_meanwhile"),
    "uq_amendments_pending": Refused("amendment.one_at_a_time"),
    "uq_amendments_extended_once": Refused("reservation.extended_already"),
    "uq_claims_pending": Refused(reason("claim.one_of_a_kind", "kind")),
    "ck_frame_seasons_never_overcalled": Refused(reason("call_off.not_enough_left", "bags")),
    "pk_price_fixings": Stale("row.changed_meanwhile"),
    "pk_settlements": Stale("row.changed_meanwhile"),
    "uq_tenders_standing": Refused("tender.standing_already"),
    "uq_sealed_bids_tender_id_maker_id": Stale("row.changed_meanwhile"),
    "uq_sealed_bids_bid_id": Stale("row.changed_meanwhile"),
    "uq_reservations_tender_id_kind": Stale("row.changed_meanwhile"),
    "uq_entries_cause_kind_cause_key": Stale("row.changed_meanwhile"),
    "uq_entries_reverses_id": Stale("row.changed_meanwhile"),
    "ck_entries_month_open": Refused("period.closed_already"),
    "ck_contract_balances_never_overdrawn": Refused("books.overdrawn"),
    "uq_periods_month": Stale("row.changed_meanwhile"),
    "uq_corrections_standing": Refused("correction.standing_already"),
    "uq_cargoes_aboard": Refused("cargo.taken"),
    "uq_payments_live": Stale("row.changed_meanwhile"),
    "uq_payments_instalment_id_attempt": Stale("row.changed_meanwhile"),
    "uq_receipts_remote_id": Stale("row.changed_meanwhile"),
    "uq_instalments_planned_once": Stale("row.changed_meanwhile"),
    "uq_instalments_contract_id_number": Stale("row.changed_meanwhile"),
    "ck_payments_never_overrefunded": Refused("refund.not_enough_left"),
    "uq_money_papers_kind_subject_id_edition": Stale("row.changed_meanwhile"),
    "uq_bank_accounts_standing": Stale("row.changed_meanwhile"),
    "uq_payouts_again_of_id": Stale("row.changed_meanwhile"),
    "uq_strays_remote_id": Stale("row.changed_meanwhile"),
    "ck_strays_never_overclaimed": Refused("placement.not_enough_left"),
    "ck_placements_two_people": Refused("placement.needs_another_facilitator"),
    "uq_farmers_organization_id_code": Refused(reason("farmer.code_taken", "code")),
    "uq_farmers_national_id": Refused(reason("farmer.national_id_taken", "national_id")),
    "uq_plots_organization_id_code": Refused(reason("plot.code_taken", "code")),
    "uq_passports_lot_id_number": Stale("row.changed_meanwhile"),
    "uq_passport_keys_in_use": Stale("row.changed_meanwhile"),
    "ck_deliveries_never_overdrawn": Refused("flow.gone_meanwhile"),
    "ck_deliveries_voided_is_whole": Refused("flow.gone_meanwhile"),
    "ck_batches_never_overdrawn": Refused("flow.gone_meanwhile"),
    "ck_batches_taken_not_negative": Refused("flow.gone_meanwhile"),
    "ck_lots_never_overfilled": Refused(reason("lot.holds_more", "bags")),
    "uq_deliveries_organization_id_code": Stale("row.changed_meanwhile"),
    "uq_batches_organization_id_code": Stale("row.changed_meanwhile"),
    "uq_statements_reference_number": Refused(reason("statement.number_taken", "reference_number")),
    "uq_packs_contract_id_number": Stale("row.changed_meanwhile"),
    "pk_submissions": Stale("submission.repeated"),
}


class NestedUseCaseError(RuntimeError):
    """A use case called another one: a shared step belongs below, a further use case in a job."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """One submitted form: its key and a fingerprint of what was sent."""

    key: str
    fingerprint: str
    at: datetime


_running: ContextVar[str | None] = ContextVar("running_use_case", default=None)
_ticket: ContextVar[Ticket | None] = ContextVar("submission_ticket", default=None)


def hold_ticket(ticket: Ticket | None) -> None:
    """Let the next use case in this context take `ticket`; a second taker fails with `submission.repeated`."""
    _ticket.set(ticket)


@contextmanager
def keeping_ticket() -> Iterator[None]:
    """Let use cases inside leave the ticket to a later one: what is only counted has not acted on the form."""
    token = _ticket.set(None)
    try:
        yield
    finally:
        _ticket.reset(token)


def use_case(work: Callable[P, R]) -> Callable[P, R]:
    """Run `work` in one transaction: commit when it returns, roll back when it raises, refuse to nest."""

    @functools.wraps(work)
    def in_transaction(*args: P.args, **kwargs: P.kwargs) -> R:
        if _running.get():
            raise NestedUseCaseError(work.__name__)
        token = _running.set(work.__name__)
        try:
            take_recorded()
            _take_ticket()
            result = work(*args, **kwargs)
            _have_told()
            db.session.commit()
        except IntegrityError as error:
            db.session.rollback()
            raise _meaning(error) from error
        except StaleDataError as error:
            db.session.rollback()
            raise Stale("row.changed_meanwhile") from error
        except BaseException:
            db.session.rollback()
            raise
        finally:
            _running.reset(token)
        return result

    return in_transaction


def _take_ticket() -> None:
    ticket = _ticket.get()
    if ticket is None:
        return
    db.session.add(Submission(key=ticket.key, fingerprint=ticket.fingerprint, at=ticket.at))
    db.session.flush()
    _ticket.set(None)


def _have_told() -> None:
    """Put in the queue, in the same transaction, what follows from what was recorded, and that people are told."""
    recorded = take_recorded()
    for event in recorded:
        if event.kind in SENDS_REFUND:
            enqueue(db.session, "refunds:send", refund_id=event.subject_id)
        if event.kind in MOVES_PAYOUTS:
            enqueue(db.session, "payouts:wait", organization_ids=event.party_ids)
    _enqueue_about(recorded, TOLD, "notices:tell")
    _enqueue_about(recorded, CHANGES_PASSPORTS, "passports:issue")


def _enqueue_about(recorded: Iterable[Event], kinds: Container[str], job: str) -> None:
    """Put a job about the events of these kinds in the queue, not too many at once."""
    concerned = [event for event in recorded if event.kind in kinds]
    if concerned:
        db.session.flush()
    numbers = [event.id for event in concerned]
    for first in range(0, len(numbers), TOLD_AT_ONCE):
        enqueue(db.session, job, event_ids=numbers[first : first + TOLD_AT_ONCE])


def _meaning(error: IntegrityError) -> Exception:
    diagnosis = getattr(error.orig, "diag", None)
    name = getattr(diagnosis, "constraint_name", None)
    known = MEANINGS.get(name or "")
    return type(known)(*known.reasons) if known else error
