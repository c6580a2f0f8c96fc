"""One payout: approved, sent with the bank's receipt, confirmed by the group, or found and sent again."""

from collections.abc import Callable
from contextlib import closing

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from marketplace import clock
from marketplace.domain.acts import Act, check_may
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import Reason, Refused
from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import PayoutId
from marketplace.domain.payouts.life import CameBack, Sending
from marketplace.forms.payouts import NoteForm, ReturnForm, SendForm
from marketplace.gateways.attachments import Sent, keeping
from marketplace.queries.events import list_history
from marketplace.queries.payouts.pages import PayoutPage, get_payout
from marketplace.services.payouts import deciding, sending
from marketplace.web.payouts.rooms import Answer, blueprint
from marketplace.web.sessions import current_viewer

BARE: dict[str, Callable[..., None]] = {"approve": deciding.approve_payout, "confirm": sending.confirm_payout}
NOTED: dict[str, Callable[..., None]] = {
    "cancel": deciding.cancel_payout,
    "miss": sending.miss_payout,
    "trace": sending.trace_payout,
}
"""The steps that are a button alone, and those that go with words."""


@blueprint.get("/payouts/<int:payout_id>")
def show(payout_id: int) -> Answer:
    """Show one payout."""
    return _page(_read(payout_id))


@blueprint.post("/payouts/<int:payout_id>/<any(approve, cancel, confirm, miss, trace):step>")
def take_step(payout_id: int, step: str) -> Answer:
    """Take one step with a payout."""
    page, form = _read(payout_id), NoteForm()
    check_may(current_viewer(), _act_of(step), page.stake)
    told = {"seen": form.seen, "by": current_viewer(), "now": clock.now()}
    try:
        if step in BARE:
            BARE[step](PayoutId(payout_id), **told)
        else:
            NOTED[step](PayoutId(payout_id), form.note.data or "", **told)
    except Refused as no:
        form.take(no)
        return _page(page, note=form, refused=step), 422
    return _done(payout_id)


@blueprint.post("/payouts/<int:payout_id>/send")
def send(payout_id: int) -> Answer:
    """Take the bank's reference and receipt of a payout that was wired."""
    page, form, viewer = _read(payout_id), SendForm(), current_viewer()
    check_may(viewer, Act.PAY_OUT, page.stake)
    if form.validate():
        try:
            with keeping(_sent(form)) as kept:
                told = Sending(form.reference.data or "", form.on.data, kept[0] if kept else None)
                sending.send_payout(PayoutId(payout_id), told, seen=form.seen, by=viewer, now=clock.now())
        except Refused as no:
            form.take(Reason(each.code, _field(each), each.facts) for each in no.reasons)
        else:
            return _done(payout_id)
    return _page(page, sent=form, refused="send"), 422


@blueprint.post("/payouts/<int:payout_id>/return")
def send_back(payout_id: int) -> Answer:
    """Take it that the money came back."""
    page, form, viewer = _read(payout_id), ReturnForm(), current_viewer()
    check_may(viewer, Act.PAY_OUT, page.stake)
    if form.validate():
        came_back = CameBack(form.on.data, form.note.data or "")
        try:
            sending.return_payout(PayoutId(payout_id), came_back, seen=form.seen, by=viewer, now=clock.now())
        except Refused as no:
            form.take(no)
        else:
            return _done(payout_id)
    return _page(page, back=form, refused="return"), 422


def _read(payout_id: int) -> PayoutPage:
    return get_payout(payout_id, current_viewer(), today=day_in_lima(clock.now()))


def _act_of(step: str) -> Act:
    return Act.CONFIRM_PAYOUT if step in ("confirm", "miss") else Act.PAY_OUT


def _done(payout_id: int) -> Answer:
    flash(_("Recorded."), "success")
    return redirect(url_for("payouts.show", payout_id=payout_id), 303)


def _page(page: PayoutPage, refused: str = "", **typed: NoteForm | SendForm | ReturnForm) -> str:
    version, today = str(page.version), day_in_lima(clock.now())
    return render_template(
        "payouts/show.html",
        page=page,
        refused=refused,
        note=typed.get("note") or NoteForm(formdata=None, version=version),
        sent=typed.get("sent") or SendForm(formdata=None, version=version, on=today),
        back=typed.get("back") or ReturnForm(formdata=None, version=version, on=today).apart("back"),
        history=list_history(SubjectKind.PAYOUT, page.id, viewer=current_viewer()),
    )


def _field(reason: Reason) -> str | None:
    return "receipt" if reason.field == "files" else reason.field


def _sent(form: SendForm) -> list[Sent]:
    file = form.receipt.data or request.files.get("receipt")
    if not file or not file.filename:
        return []
    with closing(file):
        return [Sent(file.filename, file.read())]
