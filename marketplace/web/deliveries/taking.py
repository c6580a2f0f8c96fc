"""The scale house: a receipt in a few taps, with the farmer found while typing."""

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from marketplace import clock
from marketplace.domain.deliveries.terms import amount_due
from marketplace.domain.errors import Refused
from marketplace.domain.mass import Mass
from marketplace.forms.deliveries import DeliveryForm, read_id
from marketplace.queries.deliveries.choosing import Choice, find_farmers, get_choice, list_recent, usual_of
from marketplace.services.deliveries.taking import take_delivery
from marketplace.web.deliveries.rooms import Answer, blueprint, check_may_take, today
from marketplace.web.sessions import current_viewer


@blueprint.get("/new")
def start() -> str:
    """Open a receipt, with what was usual last time."""
    check_may_take()
    chosen = get_choice(current_viewer(), request.args.get("farmer", 0, type=int))
    usual = usual_of(current_viewer())
    form = DeliveryForm(
        formdata=None,
        delivered_on=today(),
        farmer=str(chosen.id) if chosen else "",
        form=usual.form.value if usual else "wet",
        price=usual.price if usual else None,
    )
    return _page(form, chosen)


@blueprint.post("/new")
def take() -> Answer:
    """Write the receipt."""
    viewer, form = check_may_take(), DeliveryForm()
    chosen = _chosen(form)
    if form.validate() and "look" not in request.form:
        try:
            number = take_delivery(form.terms(), by=viewer, now=clock.now())
        except Refused as no:
            form.take(no)
        else:
            return redirect(url_for("deliveries.show", delivery_id=number, just=1), 303)
    return _page(form, chosen), 422 if form.has_faults else 200


@blueprint.get("/farmers")
def find() -> str:
    """Find farmers while somebody types."""
    check_may_take()
    return render_template("deliveries/_found.html", found=find_farmers(current_viewer(), request.args.get("q", "")))


def _chosen(form: DeliveryForm) -> Choice | None:
    """Say who brings: chosen by number, or typed by code or DNI where that names one only."""
    viewer, typed = current_viewer(), form.who.data or ""
    if read_id(form.farmer.data):
        return get_choice(viewer, read_id(form.farmer.data))
    found = find_farmers(viewer, typed)
    same = [each for each in found if each.code.lower() == typed.strip().lower()] or found
    if len(same) != 1:
        return None
    form.farmer.data = str(same[0].id)
    if not form.plot.data and len(same[0].plots) == 1:
        form.plot.data = str(same[0].plots[0][0])
    return same[0]


def _page(form: DeliveryForm, chosen: Choice | None) -> str:
    viewer, typed = current_viewer(), request.args.get("q", "")
    form.offer(chosen.plots if chosen else ())
    weight, price = form.weight.data, form.price.data
    return render_template(
        "deliveries/new.html",
        form=form,
        chosen=chosen,
        typed=typed,
        found=find_farmers(viewer, typed) if typed else list_recent(viewer) if chosen is None else [],
        amount=amount_due(price, Mass(weight)) if weight and price else None,
        say_saved=_("Saved on this phone; it will be sent as soon as there is signal."),
    )
