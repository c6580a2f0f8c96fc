"""Money without a name: whose it is or that it goes back, said by one facilitator and agreed to by another."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from marketplace import clock
from marketplace.domain.acts import NOBODYS, Act, check_may
from marketplace.domain.errors import Refused
from marketplace.domain.ids import PlacementId, StrayId
from marketplace.forms.base import SeenForm
from marketplace.forms.payments import MatchForm, SendBackForm
from marketplace.queries.payments.strays import get_stray, stray_of
from marketplace.services.payments import placing as services
from marketplace.web.payments.rooms import Answer, blueprint
from marketplace.web.sessions import current_viewer

DECISIONS = {"agree": services.agree_placement, "refuse": services.refuse_placement}


@blueprint.get("/strays/<int:stray_id>")
def show_stray(stray_id: int) -> str:
    """Show money without a name."""
    return _page(stray_id)


@blueprint.get("/placements/<int:placement_id>")
def show_placement(placement_id: int) -> Answer:
    """Lead to the money that a wish is about."""
    return redirect(url_for("payments.show_stray", stray_id=stray_of(placement_id, current_viewer())), 303)


@blueprint.post("/strays/<int:stray_id>/match")
def match_stray(stray_id: int) -> Answer:
    """Take down whose money it is."""
    form = MatchForm()
    return _ask(stray_id, form) or (_page(stray_id, match=form), 422)


@blueprint.post("/strays/<int:stray_id>/send_back")
def send_back_stray(stray_id: int) -> Answer:
    """Take down that money is to go back."""
    form = SendBackForm()
    return _ask(stray_id, form) or (_page(stray_id, back=form), 422)


@blueprint.post("/placements/<int:placement_id>/<any(agree,refuse):step>")
def judge_placement(placement_id: int, step: str) -> Answer:
    """Take another facilitator's decision."""
    viewer, form = current_viewer(), SeenForm()
    stray_id = stray_of(placement_id, viewer)
    try:
        DECISIONS[step](PlacementId(placement_id), seen=form.seen, by=viewer, now=clock.now())
    except Refused as no:
        form.take(no)
        return _page(stray_id, answer=form), 422
    flash(_("Decided and recorded."), "success")
    return redirect(url_for("payments.show_stray", stray_id=stray_id), 303)


def _ask(stray_id: int, form: MatchForm | SendBackForm) -> Answer | None:
    """Ask for what the form says; None when it must be mended."""
    viewer = current_viewer()
    check_may(viewer, Act.GIVE_BACK, NOBODYS)
    get_stray(stray_id, viewer)
    if not form.validate():
        return None
    try:
        services.ask_placement(StrayId(stray_id), form.placing(), by=viewer, now=clock.now())
    except Refused as no:
        form.take(no)
        return None
    flash(_("Asked. Another facilitator has to look at it."), "success")
    return redirect(url_for("payments.show_stray", stray_id=stray_id), 303)


def _page(
    stray_id: int,
    *,
    match: MatchForm | None = None,
    back: SendBackForm | None = None,
    answer: SeenForm | None = None,
) -> str:
    return render_template(
        "payments/stray.html",
        page=get_stray(stray_id, current_viewer()),
        match=match or MatchForm(formdata=None).apart("match"),
        back=back or SendBackForm(formdata=None).apart("back"),
        answer=answer or SeenForm(formdata=None),
    )
