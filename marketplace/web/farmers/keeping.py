"""Entering a farmer, changing what is known, and noting that one left or came back."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace import clock
from marketplace.domain.acts import Act, Stake, check_may
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import Refused
from marketplace.domain.ids import FarmerId
from marketplace.forms.base import SeenForm
from marketplace.forms.farmers import FarmerForm, LeavingForm, NewFarmerForm
from marketplace.queries.farmers.pages import FarmerPage, get_farmer
from marketplace.services import farmers as services
from marketplace.web.farmers.rooms import blueprint
from marketplace.web.farmers.show import draw_farmer
from marketplace.web.sessions import current_viewer

Answer = Response | str | tuple[str, int]


@blueprint.get("/new")
def start() -> str:
    """Ask for a new farmer."""
    _check_may_keep()
    return render_template("farmers/edit.html", form=NewFarmerForm(formdata=None, version="0"), page=None)


@blueprint.post("/new")
def register() -> Answer:
    """Enter a farmer in the register."""
    _check_may_keep()
    form, now = NewFarmerForm(), clock.now()
    if form.validate():
        try:
            number = services.register_farmer(
                form.terms(), form.sayings(day_in_lima(now)), by=current_viewer(), now=now
            )
        except Refused as no:
            form.take(no)
        else:
            flash(_("Entered in the register. Now record where the cacao grows."), "success")
            return _to(number)
    return render_template("farmers/edit.html", form=form, page=None), 422


@blueprint.get("/<int:farmer_id>/edit")
def edit(farmer_id: int) -> str:
    """Open what is known of a farmer to be changed."""
    page = _own(farmer_id)
    return render_template("farmers/edit.html", form=FarmerForm.showing(page.terms, page.version), page=page)


@blueprint.post("/<int:farmer_id>/edit")
def change(farmer_id: int) -> Answer:
    """Change what is known of a farmer."""
    page, form = _own(farmer_id), FarmerForm()
    if form.validate():
        try:
            services.change_farmer(farmer_id, form.terms(), seen=form.seen, by=current_viewer(), now=clock.now())
        except Refused as no:
            form.take(no)
        else:
            flash(_("Recorded."), "success")
            return _to(page.id)
    return render_template("farmers/edit.html", form=form, page=page), 422


@blueprint.post("/<int:farmer_id>/leave")
def let_go(farmer_id: int) -> Answer:
    """Note that a farmer left."""
    page, form = _own(farmer_id), LeavingForm()
    if form.validate() and form.left_on.data:
        try:
            services.let_farmer_go(farmer_id, form.left_on.data, seen=form.seen, by=current_viewer(), now=clock.now())
        except Refused as no:
            form.take(no)
        else:
            flash(_("Recorded. What was delivered stays in the books."), "success")
            return _to(page.id)
    return draw_farmer(farmer_id, form), 422


@blueprint.post("/<int:farmer_id>/return")
def take_back(farmer_id: int) -> Answer:
    """Note that a farmer who had left came back."""
    page, form = _own(farmer_id), SeenForm()
    services.take_farmer_back(farmer_id, seen=form.seen, by=current_viewer(), now=clock.now())
    flash(_("Recorded."), "success")
    return _to(page.id)


def _own(farmer_id: int) -> FarmerPage:
    viewer = current_viewer()
    check_may(viewer, Act.SEE_REGISTER)
    page = get_farmer(viewer, farmer_id, today=day_in_lima(clock.now()))
    check_may(viewer, Act.KEEP_REGISTER, page.stake)
    return page


def _check_may_keep() -> None:
    viewer = current_viewer()
    check_may(viewer, Act.KEEP_REGISTER, Stake(viewer.organization_ids))


def _to(farmer_id: FarmerId) -> Response:
    return redirect(url_for("farmers.show", farmer_id=farmer_id), 303)
