"""Who belongs to an organization: levels, leaving, and inviting others."""

from flask import current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace import clock
from marketplace.domain.acts import Act, check_may
from marketplace.domain.errors import Refused
from marketplace.domain.viewers import Level
from marketplace.forms.base import BareForm
from marketplace.forms.organizations import InvitationForm, LevelForm
from marketplace.queries.accounts.memberships import list_members, list_pending_invitations
from marketplace.queries.accounts.organizations import get_insider_page
from marketplace.services import invitations, memberships
from marketplace.web.organizations.rooms import ID, Page, blueprint
from marketplace.web.sessions import current_viewer

MEMBER = f"/organizations/<code>/members/{ID.format('user_id')}"
INVITATION = f"/organizations/<code>/invitations/{ID.format('invitation_id')}"


@blueprint.get("/organizations/<code>/members")
def show_members(code: str) -> Page:
    """Show who belongs to the organization and who is invited."""
    return _page(code, InvitationForm(level=Level.MEMBER.value))


@blueprint.post("/organizations/<code>/invitations")
def invite(code: str) -> Page:
    """Invite somebody by mail."""
    viewer, form = current_viewer(), InvitationForm()
    page = get_insider_page(viewer, code)
    check_may(viewer, Act.INVITE_MEMBER, page.stake)
    if form.validate():
        level = form.chosen_level()
        try:
            invitations.invite(page.line.id, form.email.data or "", level=level, by=viewer, now=clock.now())
        except Refused as no:
            form.take(no)
        else:
            flash(_("The invitation is on its way."), "success")
            return _back(code)
    return _page(code, form), 422


@blueprint.post(f"{INVITATION}/resend")
def resend_invitation(code: str, invitation_id: int) -> Page:
    """Send an invitation once more."""
    viewer = current_viewer()
    page = get_insider_page(viewer, code)
    invitations.resend_invitation(page.line.id, invitation_id, by=viewer, now=clock.now())
    flash(_("The invitation is on its way again."), "success")
    return _back(code)


@blueprint.post(f"{INVITATION}/revoke")
def revoke_invitation(code: str, invitation_id: int) -> Page:
    """Withdraw an invitation."""
    viewer = current_viewer()
    page = get_insider_page(viewer, code)
    invitations.revoke_invitation(page.line.id, invitation_id, by=viewer, now=clock.now())
    flash(_("The invitation is withdrawn; its link works no more."), "success")
    return _back(code)


@blueprint.post(f"{MEMBER}/level")
def change_level(code: str, user_id: int) -> Page:
    """Change what a person may do."""
    viewer, form = current_viewer(), LevelForm()
    page = get_insider_page(viewer, code)
    check_may(viewer, Act.CHANGE_MEMBER, page.stake)
    form.validate()
    if not form.has_faults:
        memberships.change_level(page.line.id, user_id, level=form.chosen_level(), by=viewer, now=clock.now())
        flash(_("The change is kept."), "success")
    return _back(code)


@blueprint.post(f"{MEMBER}/remove")
def remove_member(code: str, user_id: int) -> Page:
    """Take a person out of the organization, or leave it."""
    viewer = current_viewer()
    page = get_insider_page(viewer, code)
    memberships.remove_member(page.line.id, user_id, by=viewer, now=clock.now())
    if user_id == viewer.user_id:
        flash(_("You have left %(organization)s.", organization=page.line.name), "success")
        return redirect("/", 303)
    flash(_("This person does not belong to the organization any more."), "success")
    return _back(code)


def _page(code: str, form: InvitationForm) -> str:
    viewer = current_viewer()
    page = get_insider_page(viewer, code)
    return render_template(
        "organizations/members.html",
        page=page,
        members=list_members(viewer, page.line.id),
        invitations=list_pending_invitations(viewer, page.line.id, now=clock.now()),
        form=form,
        bare_form=BareForm(formdata=None),
        levels=LevelForm(formdata=None).level.choices,
        site=current_app.extensions["mazorca"].public_url,
    )


def _back(code: str) -> Response:
    return redirect(url_for("organizations.show_members", code=code), 303)
