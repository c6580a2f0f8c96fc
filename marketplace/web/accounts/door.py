"""The door: registering, signing in and out, and acting for another organization."""

from flask import flash, redirect, render_template, request
from flask_babel import get_locale
from flask_babel import gettext as _

from marketplace import clock
from marketplace.domain.accounts import OrganizationKind
from marketplace.domain.errors import NotFound, Refused
from marketplace.forms.accounts import RegistrationForm, SignInForm
from marketplace.forms.base import BareForm
from marketplace.services import accounts
from marketplace.services.transaction import hold_ticket
from marketplace.web.accounts.rooms import Page, blueprint, refused
from marketplace.web.addresses import local_address
from marketplace.web.sessions import begin_session, current_face, current_viewer, end_session


@blueprint.get("/sign-in")
def sign_in() -> Page:
    """Ask who is there."""
    onward = local_address(request.args.get("next"))
    if current_face().is_signed_in:
        return redirect(onward, 303)
    return render_template("accounts/sign_in.html", form=SignInForm(next=onward))


@blueprint.post("/sign-in")
def enter() -> Page:
    """Let in whoever knows the password; a form sent twice signs in once more, which harms nobody."""
    hold_ticket(None)
    form = SignInForm()
    if form.validate():
        try:
            user_id = accounts.sign_in(
                form.email.data or "", form.password.data or "", address=request.remote_addr, now=clock.now()
            )
        except Refused as no:
            form.take(no)
            return refused(no, "accounts/sign_in.html", form=form)
        begin_session(user_id, stays=bool(form.stay.data))
        return redirect(local_address(form.next.data), 303)
    return render_template("accounts/sign_in.html", form=form), 422


@blueprint.post("/sign-out")
def sign_out() -> Page:
    """Let this browser be nobody again."""
    hold_ticket(None)
    BareForm().validate()
    end_session()
    flash(_("You are signed out."), "note")
    return redirect("/", 303)


@blueprint.get("/register")
def show_registration() -> Page:
    """Ask who wants to take part."""
    if current_face().is_signed_in:
        return redirect("/", 303)
    return render_template("accounts/register.html", form=RegistrationForm(kind=request.args.get("kind")))


@blueprint.post("/register")
def register() -> Page:
    """Register a person with a first organization, and let the person in."""
    form = RegistrationForm()
    if form.validate():
        try:
            accounts.count_registration(request.remote_addr, now=clock.now())
            place = accounts.register(
                form.person(str(get_locale())),
                form.organization(),
                kind=OrganizationKind(form.kind.data),
                now=clock.now(),
            )
        except Refused as no:
            form.take(no)
            return refused(no, "accounts/register.html", form=form)
        begin_session(place.user_id)
        flash(
            _("Welcome. The alliance will look at your organization; you can prepare everything meanwhile."), "success"
        )
        return redirect("/", 303)
    return render_template("accounts/register.html", form=form), 422


@blueprint.post("/organizations/switch")
def switch_organization() -> Page:
    """Act for another of one's organizations."""
    wanted = request.form.get("organization_id", "")
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) < 19):  # noqa: PLR2004 - what a bigint holds
        raise NotFound("organization.unknown")
    accounts.act_for(int(wanted), by=current_viewer())
    return redirect(local_address(request.form.get("next")), 303)
