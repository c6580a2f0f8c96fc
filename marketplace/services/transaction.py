"""The one place that commits: each use case is one transaction, and happens once per submitted form."""

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import ParamSpec, TypeVar

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from marketplace.domain.errors import MarketError, Refused, Stale, reason
from marketplace.models.base import db
from marketplace.models.submissions import Submission

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
    "uq_contracts_allocation_id": Stale("row.changed_meanwhile"),
    "uq_events_subject_kind_subject_id_version": Stale("row.changed_meanwhile"),
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
            _take_ticket()
            result = work(*args, **kwargs)
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


def _meaning(error: IntegrityError) -> Exception:
    diagnosis = getattr(error.orig, "diag", None)
    name = getattr(diagnosis, "constraint_name", None)
    known = MEANINGS.get(name or "")
    return type(known)(*known.reasons) if known else error
