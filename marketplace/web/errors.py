"""The market's four noes as pages, and what else can go wrong, in the reader's language."""

import logging

from flask import Flask, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from marketplace import wording
from marketplace.domain.errors import MarketError, NotAllowed, NotFound, Refused, Stale
from marketplace.gateways.files import StorageError
from marketplace.web.addresses import way_back
from marketplace.web.sessions import current_face
from marketplace.web.submissions import REPEATED, repeated

log = logging.getLogger(__name__)
GIVES_BACK = (403, 404, 409, 422)
STATUS: dict[type[MarketError], int] = {NotFound: 404, NotAllowed: 403, Refused: 422, Stale: 409}


def register_errors(app: Flask) -> None:
    """Turn errors into pages."""
    app.register_error_handler(MarketError, _market_error)
    app.register_error_handler(CSRFError, _csrf_error)
    app.register_error_handler(StorageError, _storage_error)
    app.register_error_handler(HTTPException, _http_error)


def _market_error(error: Exception) -> Response | tuple[str, int]:
    assert isinstance(error, MarketError)  # noqa: S101 - registered for this class only
    if error.code == REPEATED:
        other = _("This form was sent before with other content. Please open the page again.")
        return repeated() or _page(422, [other])
    if error.code == "act.sign_in_first" and not typed_words():
        return redirect(url_for("accounts.sign_in", next=_here()), 303)
    return _page(STATUS[type(error)], [wording.say(each) for each in error.reasons])


def _csrf_error(error: Exception) -> Response | tuple[str, int]:
    del error
    said = _("The page had grown old, so nothing was saved. Please send it once more.")
    if current_app.config["SESSION_COOKIE_NAME"] not in request.cookies:
        said = _("Your browser sent no cookie, so nothing was saved. Please allow cookies and send it once more.")
    if typed_words():
        return _page(403, [said])
    flash(said, "warning")
    return redirect(way_back(), 303)


def _storage_error(error: Exception) -> tuple[str, int]:
    log.error("the storage does not answer: %s", error)
    return _page(503, [_("Files cannot be reached just now; nothing is lost. Please try again in a few minutes.")])


def _http_error(error: Exception) -> Response | tuple[str, int]:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class only
    if error.response is not None or error.code is None or error.code < 400:  # noqa: PLR2004 - HTTP's own number
        return error.get_response()
    sentences = {
        404: _("There is no such page, or it is not for you to see."),
        413: _("That is too large. Please send files of 10 MB at most."),
        429: _("Too many tries. Please wait a little."),
    }
    own = error.description if error.code in (400, 422) and error.description else None
    return _page(error.code, [sentences.get(error.code) or own or _("Something went wrong. Nothing was changed.")])


def _page(status: int, sentences: list[str]) -> tuple[str, int]:
    is_nobody = current_face().viewer.user_id is None
    sign_in = url_for("accounts.sign_in", next=_here()) if is_nobody and status in (403, 404) else None
    words = typed_words() if status in GIVES_BACK else []
    return render_template(
        "layout/error.html", status=status, sentences=sentences, sign_in=sign_in, words=words
    ), status


def typed_words() -> list[str]:
    """List the sentences that somebody typed into a form of ours, so that an error page can give them back."""
    if request.method != "POST" or way_back("") == "":
        return []
    typed = [(name, value.strip()) for name, value in request.form.items(multi=True)]
    return [value for name, value in typed if "password" not in name and len(value.split()) > 1]


def _here() -> str:
    return request.full_path.rstrip("?") if request.method == "GET" else way_back()
