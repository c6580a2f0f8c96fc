"""Signing in with another address: asked for in the account, confirmed from the new one, undone from the old one."""

from flask import flash, redirect, render_template
from flask_babel import gettext as _

from marketplace import clock
from marketplace.domain.acts import Act, check_may
from marketplace.domain.errors import Refused
from marketplace.forms.accounts import AddressForm
from marketplace.forms.base import BareForm
from marketplace.queries.accounts.addresses import find_to_confirm, find_to_undo
from marketplace.queries.letters import get_reset_token
from marketplace.services import addresses
from marketplace.web.accounts.rooms import Page, blueprint, refused
from marketplace.web.accounts.settings import ACCOUNT, account_facts
from marketplace.web.sessions import begin_session, current_viewer


@blueprint.post("/account/address")
def ask_for_address() -> Page:
    """Write to the new address and to the present one; the answer is the same whoever has it."""
    viewer, form = current_viewer(), AddressForm()
    check_may(viewer, Act.CHANGE_SELF)
    if form.validate():
        try:
            addresses.ask_for_address(form.email.data or "", form.password.data or "", by=viewer, now=clock.now())
        except Refused as no:
            form.take(no)
            return refused(no, "accounts/show.html", **account_facts(address_form=form))
        flash(_("We wrote to the new address. Nothing changes until you open the link in that letter."), "note")
        return redirect(ACCOUNT, 303)
    return render_template("accounts/show.html", **account_facts(address_form=form)), 422


@blueprint.post("/account/address/withdraw")
def withdraw_address() -> Page:
    """Keep the present address after all."""
    check_may(current_viewer(), Act.CHANGE_SELF)
    addresses.withdraw_address(by=current_viewer(), now=clock.now())
    flash(_("Your address stays as it is."), "note")
    return redirect(ACCOUNT, 303)


@blueprint.get("/address/<token>")
def show_address(token: str) -> Page:
    """Ask whether to sign in with the new address; a look alone, as mail programs take, confirms nothing."""
    change = find_to_confirm(token, now=clock.now())
    form = BareForm(formdata=None)
    return render_template("accounts/address.html", change=change, token=token, form=form), 200 if change else 410


@blueprint.post("/address/<token>")
def confirm_address(token: str) -> Page:
    """Take the new address, and let the person in."""
    change, form = find_to_confirm(token, now=clock.now()), BareForm()
    try:
        user_id = addresses.confirm_address(token, now=clock.now())
    except Refused as no:
        form.take(no)
        return render_template("accounts/address.html", change=change, token=token, form=form), 422 if change else 410
    begin_session(user_id)
    flash(_("You sign in with your new address from now on, and every other session was ended."), "success")
    return redirect(ACCOUNT, 303)


@blueprint.get("/address/undo/<token>")
def show_undoing(token: str) -> Page:
    """Ask whether to stop the change, or to take the account back."""
    change = find_to_undo(token, now=clock.now())
    form = BareForm(formdata=None)
    return render_template("accounts/undo_address.html", change=change, token=token, form=form), 200 if change else 410


@blueprint.post("/address/undo/<token>")
def undo_address(token: str) -> Page:
    """Give the account back to the old address, and ask for a new password: somebody else knew the old one."""
    try:
        user_id = addresses.undo_address(token, now=clock.now())
    except Refused:
        return render_template("accounts/undo_address.html", change=None, token=token, form=BareForm()), 410
    flash(_("The account is yours again under the old address, and every session was ended."), "success")
    return redirect(f"/password/{get_reset_token(user_id, now=clock.now())}", 303)
