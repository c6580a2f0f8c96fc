"""One change of a contract in force: what it changes, who signed, and what this viewer may do."""

from dataclasses import replace
from functools import partial

from flask import flash, redirect, render_template, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from marketplace import clock
from marketplace.domain.acts import Act, check_may
from marketplace.domain.contracts.changes import Hand
from marketplace.domain.contracts.flag_checks import mark_of
from marketplace.domain.contracts.signing import needs_consent
from marketplace.domain.errors import Refused
from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import AmendmentId
from marketplace.domain.viewers import Role
from marketplace.forms.contracts import JudgementForm, SigningForm
from marketplace.queries.contracts.amendments import AmendmentPage, get_amendment, list_change_flags
from marketplace.queries.events import list_history
from marketplace.services.amendments import answering, judging
from marketplace.web.amendments.rooms import Answer, blueprint, disputes_in_both
from marketplace.web.contracts.clauses import clauses_of, words_of
from marketplace.web.deciding import Decisions, is_decided
from marketplace.web.reviews import back_from
from marketplace.web.sessions import current_face, current_viewer

DECISIONS = Decisions(
    bare={"withdraw": answering.withdraw_amendment},
    noted={"refuse": answering.refuse_amendment, "reject": judging.reject_amendment},
)


@blueprint.get("/amendments/<int:amendment_id>")
def show(amendment_id: int) -> str:
    """Show one change."""
    page = get_amendment(amendment_id, current_viewer(), now=clock.now())
    return _page(page)


@blueprint.post("/amendments/<int:amendment_id>/accept")
def accept(amendment_id: int) -> Answer:
    """Take the other side's signature."""
    viewer, now, form = current_viewer(), clock.now(), SigningForm()
    page = get_amendment(amendment_id, viewer, now=now)
    check_may(viewer, Act.TEND_CONTRACT, page.contract.stake)
    if form.validate():
        given = form.signature(str(get_locale()), words_of(page.terms))
        hand = Hand(signature=given, password=form.password.data or "")
        try:
            answering.accept_amendment(AmendmentId(amendment_id), seen=page.version, hand=hand, by=viewer, now=now)
        except Refused as no:
            form.take(no)
        else:
            flash(_("Signed and recorded. A facilitator decides next."), "success")
            return redirect(url_for("amendments.show", amendment_id=amendment_id), 303)
    return _page(page, hand=form), 422


@blueprint.post("/amendments/<int:amendment_id>/<any(refuse,withdraw,approve,reject):step>")
def take_step(amendment_id: int, step: str) -> Answer:
    """Take an answer without a signature, or a facilitator's decision."""
    page, form = get_amendment(amendment_id, current_viewer(), now=clock.now()), JudgementForm()
    approve = partial(judging.approve_amendment, shown=form.shown)
    decisions = replace(DECISIONS, bare={**DECISIONS.bare, "approve": approve})
    if not is_decided(decisions, step, subject=amendment_id, form=form):
        return _page(page, form=form), 422
    return back_from(url_for("amendments.show", amendment_id=amendment_id))


def _page(page: AmendmentPage, *, form: JudgementForm | None = None, hand: SigningForm | None = None) -> str:
    viewer = current_viewer()
    flags = list_change_flags(page, viewer, now=clock.now())
    return render_template(
        "amendments/show.html",
        flags=flags,
        marks=" ".join(map(mark_of, flags)),
        page=page,
        contract=page.contract,
        form=form or JudgementForm(formdata=None, version=str(page.version)),
        hand=hand or SigningForm(formdata=None, document_hash=page.document_hash),
        clauses=clauses_of(page.terms),
        disputes=disputes_in_both(page.terms),
        needs_consent=needs_consent(page.terms),
        own_name=current_face().name,
        is_judge=viewer.role is Role.FACILITATOR,
        history=list_history(SubjectKind.AMENDMENT, page.id, viewer=viewer),
        now=clock.now(),
    )
