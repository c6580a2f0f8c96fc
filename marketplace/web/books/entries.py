"""One entry of the books, and wishes to undo it."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace import clock
from marketplace.domain.errors import Refused
from marketplace.domain.ids import EntryId
from marketplace.forms.base import SeenForm
from marketplace.forms.books import CorrectionForm
from marketplace.queries.books.lines import get_entry, get_entry_of
from marketplace.services.books.correcting import ask_correction, book_correction, refuse_correction
from marketplace.web.books.rooms import blueprint
from marketplace.web.sessions import current_viewer

DECISIONS = {"book": book_correction, "refuse": refuse_correction}
Answer = Response | tuple[str, int]


@blueprint.get("/entries/<int:entry_id>")
def show_entry(entry_id: int) -> str:
    """Show an entry with its lines."""
    return _page(entry_id)


@blueprint.get("/corrections/<int:correction_id>")
def find_entry(correction_id: int) -> Response:
    """Lead from a turn or a notice to the entry that somebody wishes to undo."""
    entry_id = get_entry_of(current_viewer(), correction_id)
    return redirect(url_for("books.show_entry", entry_id=entry_id), 303)


@blueprint.post("/entries/<int:entry_id>/correction")
def ask(entry_id: int) -> Answer:
    """Take a wish to undo an entry."""
    form = CorrectionForm()
    try:
        ask_correction(EntryId(entry_id), form.why.data or "", by=current_viewer(), now=clock.now())
    except Refused as no:
        form.take(no)
        return _page(entry_id, form), 422
    flash(_("Asked. Another facilitator has to look at it."), "success")
    return redirect(url_for("books.show_entry", entry_id=entry_id), 303)


@blueprint.post("/entries/<int:entry_id>/corrections/<int:correction_id>/<any(book,refuse):step>")
def decide(entry_id: int, correction_id: int, step: str) -> Answer:
    """Take a decision on a wish to undo an entry."""
    form = SeenForm()
    try:
        DECISIONS[step](correction_id, seen=form.seen, by=current_viewer(), now=clock.now())
    except Refused as no:
        form.take(no)
        return _page(entry_id, answer=form), 422
    flash(_("Decided and recorded."), "success")
    return redirect(url_for("books.show_entry", entry_id=entry_id), 303)


def _page(entry_id: int, form: CorrectionForm | None = None, *, answer: SeenForm | None = None) -> str:
    return render_template(
        "books/entry.html",
        entry=get_entry(current_viewer(), EntryId(entry_id)),
        form=form or CorrectionForm(formdata=None),
        answer=answer or SeenForm(formdata=None),
    )
