"""Whether an organization may trade: a facilitator's decision about it."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from marketplace import clock
from marketplace.domain.accounts import VerificationStep
from marketplace.domain.acts import Act, check_may
from marketplace.domain.errors import Refused
from marketplace.forms.organizations import JudgementForm
from marketplace.queries.accounts.organizations import get_organization
from marketplace.services.verification import Judgement, judge_organization
from marketplace.web.organizations.profile import facts_of
from marketplace.web.organizations.rooms import Page, blueprint
from marketplace.web.sessions import current_viewer


@blueprint.post("/organizations/<code>/<any(verify, refuse, suspend, reinstate):step>")
def judge(code: str, step: str) -> Page:
    """Take a facilitator's decision."""
    viewer, form = current_viewer(), JudgementForm()
    page = get_organization(viewer, code)
    check_may(viewer, Act.VERIFY_ORGANIZATION, page.stake)
    if form.validate():
        judgement = Judgement(VerificationStep(step), form.note.data, form.seen)
        try:
            judge_organization(page.line.id, judgement, by=viewer, now=clock.now())
        except Refused as no:
            form.take(no)
        else:
            flash(_("Your decision is kept, and the organization is told."), "success")
            return redirect(url_for("organizations.show_organization", code=code), 303)
    return render_template("organizations/show.html", **facts_of(page), form=form), 422
