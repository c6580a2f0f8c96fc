"""The inbox: whose turn it is, who is waited for, and what has happened."""

from flask import redirect, render_template
from werkzeug.wrappers import Response

from marketplace import clock
from marketplace.domain.acts import Act, check_may
from marketplace.domain.ids import NoticeId
from marketplace.forms.base import BareForm
from marketplace.queries.notices.bounces import find_bounce
from marketplace.queries.notices.inbox import (
    get_notice,
    list_lost_letters,
    list_notices,
    list_tasted,
    name_of_organization,
)
from marketplace.queries.notices.turns import list_awaited, list_turns
from marketplace.queries.threads import list_unread
from marketplace.services.notices.preferences import see_all, see_notice
from marketplace.web.notices.rooms import blueprint
from marketplace.web.sessions import current_face, current_viewer
from marketplace.web.subjects import page_of

INBOX = "/inbox"


@blueprint.get(INBOX)
def show_inbox() -> str:
    """Show what the viewer's organization must do and waits for, what is unread, and what happened."""
    viewer, now = current_viewer(), clock.now()
    check_may(viewer, Act.CHANGE_SELF)
    return render_template(
        "notices/inbox.html",
        tasted=list_tasted(viewer),
        bounce=find_bounce(viewer.user_id, now=now),
        turns=list_turns(viewer, now=now),
        awaited=list_awaited(viewer, now=now),
        unread=list_unread(viewer),
        notices=list_notices(viewer),
        lost=list_lost_letters(viewer, now=now),
        now=now,
        page_of=page_of,
        form=BareForm(formdata=None),
    )


@blueprint.post("/inbox/seen")
def mark_seen() -> Response:
    """Note that the viewer has seen every notice."""
    see_all(by=current_viewer(), now=clock.now())
    return redirect(INBOX, 303)


@blueprint.get("/notices/<int:notice_id>")
def open_notice(notice_id: int) -> Response | str:
    """Lead to what a notice is about; where it concerns another of the viewer's organizations, offer to act for it."""
    viewer = current_viewer()
    check_may(viewer, Act.CHANGE_SELF)
    line = get_notice(NoticeId(notice_id), viewer)
    see_notice(line.id, by=viewer, now=clock.now())
    if line.organization_id != viewer.organization_id and line.organization_id in viewer.organization_ids:
        name = name_of_organization(line.organization_id)
        return render_template("notices/elsewhere.html", line=line, name=name, acting=current_face().organization_name)
    code = line.subject.code if line.subject else None
    page = page_of(line.subject_kind, line.subject_id, code=code) or INBOX
    return redirect(f"{page}#message-{line.message_id}" if line.message_id else page, 303)
