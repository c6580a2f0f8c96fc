"""Threads: what is said about a contract, a bid or a sample, on its own page and inside the page of the thing."""

import re
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Flask, after_this_request, current_app, redirect, render_template, request, url_for
from markupsafe import Markup, escape
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from marketplace import clock
from marketplace.domain.acts import Act, Stake, check_may
from marketplace.domain.errors import Refused
from marketplace.domain.events import SubjectKind
from marketplace.domain.files import MOST_MEGABYTES_AT_ONCE, KeptFile
from marketplace.forms.messages import MessageForm
from marketplace.gateways.attachments import Sent, keeping_good
from marketplace.gateways.slips import read_slip, slip_for
from marketplace.queries.events import Happening
from marketplace.queries.files import known_attachments
from marketplace.queries.subjects import name_keys
from marketplace.queries.threads import Known, ThreadPage, get_thread
from marketplace.services import messages as services
from marketplace.web.addresses import way_back
from marketplace.web.sessions import current_viewer
from marketplace.web.subjects import page_of
from marketplace.web.uploads import rescued_texts

blueprint = Blueprint("threads", __name__, url_prefix="/threads")
ADDRESS = "/<any(contract, bid, sample):kind>/<int:subject_id>"
ANSWER = "message-body"
Answer = Response | str | tuple[str, int]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file of a try that was refused, and the slip by which the next try sends it."""

    slip: str
    file: KeptFile


@dataclass(frozen=True, slots=True)
class Talk:
    """A thread with the form in which it is answered, and the files that wait for it to be sent."""

    page: ThreadPage
    form: MessageForm
    waiting: Sequence[Waiting] = ()

    @property
    def action(self) -> str:
        """Where an answer is sent."""
        return url_for("threads.post", kind=self.page.kind.value, subject_id=self.page.subject_id)

    @property
    def earlier(self) -> str | None:
        """Where older messages stand."""
        if self.page.earlier is None:
            return None
        where = {"kind": self.page.kind.value, "subject_id": self.page.subject_id}
        return url_for("threads.show", **where, before=self.page.earlier)  # type: ignore[arg-type] # parts of an address


@blueprint.get(ADDRESS)
def show(kind: str, subject_id: int) -> str:
    """Show a thread on a page of its own, which also leads to what was said long ago."""
    before = request.args.get("before", type=int)
    page = get_thread(SubjectKind(kind), subject_id, viewer=current_viewer(), before=before)
    return _page(_noted(page), MessageForm())


@blueprint.post(ADDRESS)
def post(kind: str, subject_id: int) -> Answer:
    """Say something."""
    viewer, now, form = current_viewer(), clock.now(), MessageForm()
    page = get_thread(SubjectKind(kind), subject_id, viewer=viewer)
    check_may(viewer, Act.POST_MESSAGE, page.stake)
    is_valid = form.validate()
    with keeping_good(_sent(form), beside=_still_wanted(form, page, now=now)) as (files, noes):
        form.take(noes)
        words = services.Words(form.body.data or "", files, asks_alliance=bool(form.asks_alliance.data))
        if is_valid and not noes and _is_said(page, words, form, now=now):
            here = url_for("threads.show", kind=kind, subject_id=subject_id)
            return redirect(f"{way_back(here)}#{ANSWER}", 303)
    slips = [Waiting(slip_for(each, _owner(kind, subject_id), now=now), each) for each in files]
    return _page(page, form, slips), 422


@blueprint.errorhandler(413)
def refuse_large(error: RequestEntityTooLarge) -> tuple[str, int]:
    """Say that it was too much at once, with what was typed still there."""
    del error
    typed, now, place = rescued_texts(request), clock.now(), request.view_args or {}
    form = MessageForm(formdata=None, body=typed.get("body", ""))
    owner = _owner(place.get("kind", ""), place.get("subject_id", 0))
    slips = [Waiting(slip, file) for slip in typed.getlist("waiting") if (file := read_slip(slip, owner, now=now))]
    page = render_template("threads/too_large.html", form=form, waiting=slips, limit=MOST_MEGABYTES_AT_ONCE)
    return page, 413


def open_thread(
    kind: str, subject_id: int, *, history: Sequence[Happening] | None = None, stake: Stake | None = None
) -> Talk:
    """Return the thread of the thing that a page shows; its events and whose it is, where the page knows them."""
    page = get_thread(SubjectKind(kind), subject_id, viewer=current_viewer(), known=Known(history, stake))
    return Talk(_noted(page), MessageForm(formdata=None))


def register_threads(app: Flask) -> None:
    """Give templates the threads, and texts their links."""
    app.jinja_env.globals["open_thread"] = open_thread
    app.jinja_env.filters["spoken"] = spoken


def spoken(text: str) -> Markup:
    """Write what somebody said: as it stands, with links only to pages of our own."""
    own = re.escape(current_app.extensions["mazorca"].public_url)
    parts = re.split(rf"({own}(?:/[^\s<>\"']*)?)(?![\w.:@-])", text)
    return Markup().join(_link(part) if number % 2 else escape(part) for number, part in enumerate(parts))


def _link(found: str) -> Markup:
    whole = found.rstrip(".,;:!?)")
    local = whole.removeprefix(current_app.extensions["mazorca"].public_url) or "/"
    return Markup('<a href="{}">{}</a>{}').format(local, whole, found[len(whole) :])


def _noted(page: ThreadPage) -> ThreadPage:
    """Note that the viewer has read up to here, once the page has been drawn."""
    newest, viewer = page.newest, current_viewer()
    if request.method == "GET" and page.has_new and newest is not None:

        @after_this_request
        def note(response: Response) -> Response:
            services.read_thread(page.kind, page.subject_id, up_to=newest, by=viewer)
            return response

    return page


def _is_said(page: ThreadPage, words: services.Words, form: MessageForm, *, now: datetime) -> bool:
    """Say it, and tell whether the market let it be said; what it answers else stands in the form."""
    try:
        services.post_message(page.kind, page.subject_id, words=words, by=current_viewer(), now=now)
    except Refused as no:
        form.take(no)
        return False
    return True


def _owner(kind: str, subject_id: int) -> str:
    """Name whose files wait, and in which thread."""
    return f"{current_viewer().user_id}:{kind}:{subject_id}"


def _still_wanted(form: MessageForm, page: ThreadPage, *, now: datetime) -> list[KeptFile]:
    """List the files of an earlier try that are ticked; one that was sent meanwhile waits no more."""
    read = (read_slip(slip, _owner(page.kind.value, page.subject_id), now=now) for slip in form.waiting.data or ())
    files = {each.stored: each for each in read if each is not None}
    sent = known_attachments(files) if files else set()
    return [each for name, each in files.items() if name not in sent]


def _sent(form: MessageForm) -> list[Sent]:
    sent = []
    for file in form.files.data or ():
        with closing(file):
            sent.append(Sent(file.filename or "", file.read()))
    return sent


def _page(page: ThreadPage, form: MessageForm, waiting: Sequence[Waiting] = ()) -> str:
    key = (page.kind, page.subject_id)
    subject = name_keys([key]).get(key)
    home = page_of(page.kind, page.subject_id, code=subject.code if subject else None)
    return render_template("threads/show.html", talk=Talk(page, form, waiting), subject=subject, home=home)
