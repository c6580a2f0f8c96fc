"""What whoever holds an invitation's link sees and does."""

from flask import flash, redirect, render_template
from flask_babel import get_locale
from flask_babel import gettext as _

from marketplace import clock
from marketplace.domain.errors import Refused
from marketplace.domain.memberships import InvitationState
from marketplace.domain.people import PersonTerms
from marketplace.forms.base import BareForm, BaseForm
from marketplace.forms.organizations import JoiningForm
from marketplace.queries.accounts.memberships import get_invitation
from marketplace.services import invitations
from marketplace.web.organizations.rooms import Page, blueprint
from marketplace.web.sessions import begin_session, current_viewer

GONE = 410


@blueprint.get("/invitations/<token>")
def show_invitation(token: str) -> Page:
    """Show who invites to what, or why the link is no longer good."""
    return _page(token, JoiningForm(), otherwise=200)


@blueprint.post("/invitations/<token>")
def accept_invitation(token: str) -> Page:
    """Let the signed-in person join."""
    form = BareForm()
    try:
        invitations.accept_invitation(token, by=current_viewer(), now=clock.now())
    except Refused as no:
        form.take(no)
        return _page(token, form)
    flash(_("You belong to the organization now, and act for it."), "success")
    return redirect("/", 303)


@blueprint.post("/invitations/<token>/register")
def register_by_invitation(token: str) -> Page:
    """Register the invited newcomer, and let the person in."""
    form = JoiningForm()
    if form.validate():
        terms = PersonTerms(
            name=form.name.data or "", email="", password=form.password.data or "", locale=str(get_locale())
        )
        try:
            user_id = invitations.register_by_invitation(token, terms, now=clock.now())
        except Refused as no:
            form.take(no)
        else:
            begin_session(user_id)
            flash(_("Welcome. You belong to the organization now."), "success")
            return redirect("/", 303)
    return _page(token, form)


def _page(token: str, form: BaseForm, *, otherwise: int = 422) -> Page:
    invitation = get_invitation(token, now=clock.now())
    status = otherwise if invitation.state is InvitationState.OPEN else GONE
    return render_template("organizations/invitation.html", invitation=invitation, form=form, token=token), status
