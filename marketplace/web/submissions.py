"""Each form is acted on once: a double click or a re-sent page is led to where the first one went."""

import hashlib

from flask import Flask, Response, abort, flash, g, redirect, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from marketplace import clock
from marketplace.domain.errors import MarketError, Stale
from marketplace.queries.submissions import find_submission
from marketplace.services.submissions import remember_location
from marketplace.services.transaction import Ticket, hold_ticket, keeping_ticket
from marketplace.web.addresses import way_back
from marketplace.web.sessions import current_face

FIELD = "idempotency_key"
HEADER = "Idempotency-Key"
NOT_COMPARED = {FIELD, "acting_for", "csrf_token"}
NOT_FROM_BROWSERS = {"webhooks"}
"""Rooms into which machines post; they have their own way of being heard once."""
OF_MAIL_PROGRAMS = {"notices.write_less"}
"""Pages whose forms mail programs send for their reader, without a number; to be sent twice changes nothing."""
LONGEST_KEY = 255
REPEATED = "submission.repeated"


def register_submissions(app: Flask) -> None:
    """Watch each POST of `app`."""
    app.before_request(_hold_ticket)
    app.after_request(_remember_location)
    app.teardown_request(lambda _error: hold_ticket(None))


def _hold_ticket() -> None:
    is_machine = request.blueprint in NOT_FROM_BROWSERS or request.endpoint in OF_MAIL_PROGRAMS
    if request.method != "POST" or is_machine:
        return
    key = request.form.get(FIELD) or request.headers.get(HEADER)
    if not key or len(key) > LONGEST_KEY:
        abort(400, _("This form came without its number. Please open the page again and send it once more."))
    _refuse_other_organization()
    g.submission_key = _digest(f"{current_face().viewer.user_id}|{request.path}|{key}")
    if find_submission(g.submission_key):
        raise Stale(REPEATED)  # what it did may stand in its own way: a bid that is answered, a lot sold out
    hold_ticket(Ticket(g.submission_key, _fingerprint(), clock.now()))


def _refuse_other_organization() -> None:
    """Refuse a form that was opened for another organization than the one acted for now, in another tab."""
    opened_for, now_for = request.form.get("acting_for"), current_face().viewer.organization_id
    if opened_for and now_for and opened_for != str(now_for):
        raise Stale("act.organization_switched")


def _remember_location(response: Response) -> Response:
    key = g.get("submission_key")
    if key and response.location and not g.get("is_repeated"):
        with keeping_ticket():  # a form on which nothing acted keeps its key for the next try
            remember_location(key, response.location)
    return response


def raise_repeated(no: MarketError) -> None:
    """Raise on what a page must not answer itself: the form was acted on while this request waited."""
    if no.code == REPEATED:
        raise no


def repeated() -> AnyResponse | None:
    """Lead a form that was acted on before to where it went then; None when it says something else now."""
    g.is_repeated = True
    past = find_submission(g.submission_key)
    if past and past.fingerprint != _fingerprint():
        return None
    flash(_("This was done already; nothing was done twice."), "note")
    return redirect(past.location if past and past.location else way_back(), 303)


def _fingerprint() -> str:
    parts = sorted((name, value) for name, value in request.form.items(multi=True) if name not in NOT_COMPARED)
    return _digest(repr(parts))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
