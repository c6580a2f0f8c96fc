"""The way back in for whoever forgot a password."""

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _

from marketplace import clock
from marketplace.domain.errors import Refused
from marketplace.forms.accounts import ForgottenForm, NewPasswordForm
from marketplace.queries.letters import find_reset_email
from marketplace.services import passwords
from marketplace.web.accounts.rooms import Page, blueprint, refused
from marketplace.web.sessions import begin_session


@blueprint.get("/password")
def show_forgotten() -> Page:
    """Ask to which address a link should go."""
    return render_template("accounts/forgotten.html", form=ForgottenForm())


@blueprint.post("/password")
def ask_for_reset() -> Page:
    """Promise a link, in the same words whether or not somebody has the address."""
    form = ForgottenForm()
    if form.validate():
        try:
            passwords.ask_for_reset(form.email.data or "", address=request.remote_addr, now=clock.now())
        except Refused as no:
            form.take(no)
            return refused(no, "accounts/forgotten.html", form=form)
        return redirect("/password/sent", 303)
    return render_template("accounts/forgotten.html", form=form), 422


@blueprint.get("/password/sent")
def show_sent() -> Page:
    """Say what to look for in the mail."""
    return render_template("accounts/sent.html")


@blueprint.get("/password/<token>")
def show_reset(token: str) -> Page:
    """Ask for a new password, if the link is good."""
    email = find_reset_email(token, now=clock.now())
    status = 200 if email else 410
    return render_template("accounts/reset.html", form=NewPasswordForm(), token=token, email=email), status


@blueprint.post("/password/<token>")
def reset_password(token: str) -> Page:
    """Take the new password and let the person in."""
    form = NewPasswordForm()
    email = find_reset_email(token, now=clock.now())
    if form.validate():
        try:
            user_id = passwords.reset_password(token, form.password.data or "", now=clock.now())
        except Refused as no:
            form.take(no)
        else:
            begin_session(user_id)
            flash(_("Your new password is kept, and every other session was ended."), "success")
            return redirect("/", 303)
    return render_template("accounts/reset.html", form=form, token=token, email=email), 422 if email else 410
