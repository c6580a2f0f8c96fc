"""How each person wishes to be told: by the form of the settings, or by a link in a letter."""

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.domain.acts import Act, check_may
from marketplace.domain.errors import NotFound, Refused
from marketplace.domain.ids import UserId
from marketplace.domain.notices.telling import Category
from marketplace.forms.base import BareForm
from marketplace.forms.notices import WishesForm
from marketplace.gateways.links import FEWER_MAILS, read_link
from marketplace.queries.notices.preferences import get_preferences, preferences_of
from marketplace.services.notices.preferences import keep_preferences
from marketplace.services.notices.preferences import write_less as write_less_to
from marketplace.web.notices.rooms import blueprint
from marketplace.web.sessions import current_viewer

SETTINGS = "/settings/notices"
LESS = "/notices/less/<token>"
ONE_CLICK = "List-Unsubscribe"
Page = Response | str | tuple[str, int]


@blueprint.get(SETTINGS)
def show_wishes() -> Page:
    """Show how the viewer is told of what happens."""
    viewer = current_viewer()
    check_may(viewer, Act.CHANGE_SELF)
    return render_template("notices/wishes.html", form=WishesForm.of(get_preferences(viewer)))


@blueprint.post(SETTINGS)
def keep_wishes() -> Page:
    """Keep how the viewer wishes to be told."""
    viewer, form = current_viewer(), WishesForm()
    check_may(viewer, Act.CHANGE_SELF)
    if form.validate():
        try:
            keep_preferences(form.preferences(), by=viewer)
        except Refused as no:
            form.take(no)
        else:
            flash(_("Mazorca writes to you as you wish from now on."), "success")
            return redirect(SETTINGS, 303)
    return render_template("notices/wishes.html", form=form), 422


@blueprint.get(LESS)
def ask_for_less(token: str) -> Page:
    """Ask whoever follows a letter's link for fewer mails whether that is meant."""
    user_id, category = _read(token)
    now_held = preferences_of(user_id)
    form = BareForm(formdata=None)
    return render_template("notices/less.html", form=form, token=token, category=category, wishes=now_held)


@blueprint.post(LESS)
def write_less(token: str) -> Page:
    """Write less of one kind of mail to whom the letter was sent; a mail program's press (RFC 8058) is not led on."""
    user_id, category = _read(token)
    write_less_to(user_id, category, known=preferences_of(user_id))
    if ONE_CLICK in request.form:
        return ""
    flash(_("Done. You will get fewer mails."), "success")
    return redirect(SETTINGS if current_viewer().user_id == user_id else "/", 303)


def _read(token: str) -> tuple[UserId, Category | None]:
    claims = read_link(FEWER_MAILS, token)
    if claims is None:
        raise NotFound("link.unknown")
    return UserId(int(claims["user"])), Category(str(claims["category"])) if claims["category"] else None
