"""What each person may change about themselves: name, language, password, sessions, and what they took part in."""

from flask import flash, make_response, redirect, render_template
from flask_babel import gettext as _
from wtforms import Form

from marketplace import clock
from marketplace.domain.acts import Act, check_may
from marketplace.domain.errors import Refused
from marketplace.forms.accounts import AddressForm, PasswordForm, PersonForm
from marketplace.forms.base import BareForm
from marketplace.queries.accounts.addresses import find_waiting
from marketplace.queries.accounts.faces import list_places
from marketplace.queries.events import count_happenings, list_happenings
from marketplace.services import accounts, passwords
from marketplace.web.accounts.rooms import Page, blueprint, refused
from marketplace.web.languages import remember_language
from marketplace.web.paging import asked_page, pages_of
from marketplace.web.sessions import begin_session, current_face, current_viewer, end_session
from marketplace.web.subjects import link_subjects

ACCOUNT = "/account"
PER_PAGE = 50


@blueprint.get(ACCOUNT)
def show_account() -> Page:
    """Show what one may change about oneself."""
    check_may(current_viewer(), Act.CHANGE_SELF)
    return render_template("accounts/show.html", **account_facts())


@blueprint.post("/account/person")
def change_person() -> Page:
    """Keep a new name and language."""
    check_may(current_viewer(), Act.CHANGE_SELF)
    form = PersonForm()
    if form.validate():
        try:
            accounts.change_person(form.name.data or "", form.locale.data, by=current_viewer())
        except Refused as no:
            form.take(no)
        else:
            flash(_("Your name and language are kept."), "success")
            response = make_response(redirect(ACCOUNT, 303))
            remember_language(response, form.locale.data)
            return response
    return render_template("accounts/show.html", **account_facts(person_form=form)), 422


@blueprint.post("/account/password")
def change_password() -> Page:
    """Keep a new password; every other session ends, this one goes on."""
    viewer, form = current_viewer(), PasswordForm()
    check_may(viewer, Act.CHANGE_SELF)
    if form.validate():
        try:
            passwords.change_password(form.current.data or "", form.password.data or "", by=viewer, now=clock.now())
        except Refused as no:
            form.take(no)
            return refused(no, "accounts/show.html", **account_facts(password_form=form))
        begin_session(viewer.user_id or 0)
        flash(_("Your new password is kept, and every other session was ended."), "success")
        return redirect(ACCOUNT, 303)
    return render_template("accounts/show.html", **account_facts(password_form=form)), 422


@blueprint.post("/account/sessions")
def end_sessions() -> Page:
    """Sign the person out everywhere, here too."""
    check_may(current_viewer(), Act.CHANGE_SELF)
    accounts.end_sessions(by=current_viewer(), now=clock.now())
    end_session()
    flash(_("You are signed out everywhere."), "note")
    return redirect("/sign-in", 303)


@blueprint.get("/events")
def list_events() -> Page:
    """Show what happened that concerns the viewer, newest first."""
    viewer = current_viewer()
    check_may(viewer, Act.CHANGE_SELF)
    page = asked_page()
    happenings = list_happenings(viewer, limit=PER_PAGE, offset=PER_PAGE * (page - 1))
    return render_template(
        "accounts/events.html",
        happenings=happenings,
        subjects=link_subjects(happenings),
        page=page,
        pages=pages_of(count_happenings(viewer), PER_PAGE),
    )


def account_facts(
    *, person_form: Form | None = None, password_form: Form | None = None, address_form: Form | None = None
) -> dict[str, object]:
    """Gather what the page of one's own account shows; a form that was refused is shown again as it was typed."""
    face = current_face()
    return {
        "person_form": person_form or PersonForm(formdata=None, name=face.name, locale=face.locale),
        "password_form": password_form or PasswordForm(formdata=None),
        "address_form": address_form or AddressForm(formdata=None),
        "waiting": find_waiting(current_viewer(), now=clock.now()),
        "bare_form": BareForm(formdata=None),
        "places": list_places(current_viewer()),
    }
