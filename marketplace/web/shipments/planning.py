"""Planning a shipment, and stating anew what is known of it."""

from datetime import timedelta

from flask import flash, render_template, request
from flask_babel import gettext as _

from marketplace import clock
from marketplace.domain.acts import Act, check_may
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import NotAllowed, Refused
from marketplace.domain.ids import CallOffId, CargoId, ContractId, ShipmentId
from marketplace.domain.shipments.containers import USUAL_CAPACITY, Carriage
from marketplace.forms.destinations import destination_name
from marketplace.forms.shipments import CargoForm, ChangeForm, PlanForm
from marketplace.queries.shipments.candidates import Waiting, list_waiting
from marketplace.queries.shipments.sheets import ShipmentPage
from marketplace.services.shipments import planning as services
from marketplace.web import formats
from marketplace.web.sessions import current_viewer
from marketplace.web.shipments.rooms import Answer, back_to, blueprint, read_shipment, shipment_page

TRANSIT = timedelta(days=35)
"""Callao to Europe takes four to five weeks."""
TO_PORT = timedelta(days=3)


@blueprint.get("/new")
def plan() -> str:
    """Open a new shipment, with the contracts that the address names."""
    check_may(current_viewer(), Act.PLAN_SHIPMENT)
    waiting = list_waiting(current_viewer())
    picked = [each for each in waiting if each.key in request.args.getlist("chosen")]
    return _plan_page(_proposed(picked), waiting)


@blueprint.post("/new")
def put_plan() -> Answer:
    """Take a new shipment."""
    viewer, form = current_viewer(), PlanForm()
    check_may(viewer, Act.PLAN_SHIPMENT)
    waiting = list_waiting(viewer)
    form.offer(_choices(waiting))
    if form.validate():
        chosen = [services.Choice(ContractId(one), CallOffId(other) if other else None) for one, other in form.picked()]
        try:
            number = services.plan_shipment(form.terms(), form.days(), chosen=chosen, by=viewer, now=clock.now())
        except Refused as no:
            form.take(no)
        else:
            flash(_("Planned. Both sides of every contract aboard can read it."), "success")
            return back_to(number)
    return _plan_page(form, waiting), 422


@blueprint.get("/<int:shipment_id>/change")
def change(shipment_id: int) -> str:
    """Open what is known of a shipment."""
    page = _changeable(shipment_id)
    form = ChangeForm.showing(page.terms, page.line.days, version=page.version)
    return render_template("shipments/change.html", page=page, form=form)


@blueprint.post("/<int:shipment_id>/change")
def put_change(shipment_id: int) -> Answer:
    """Take what is known anew."""
    page, form = _changeable(shipment_id), ChangeForm()
    if form.validate():
        stated = services.Stated(form.terms(), form.days(), form.note.data)
        try:
            services.change_shipment(page.line.id, stated, seen=form.seen, by=current_viewer(), now=clock.now())
        except Refused as no:
            form.take(no)
        else:
            flash(_("Recorded. Everybody with cacao aboard can read it."), "success")
            return back_to(shipment_id)
    return render_template("shipments/change.html", page=page, form=form), 422


@blueprint.post("/<int:shipment_id>/cargo")
def add_cargo(shipment_id: int) -> Answer:
    """Put one more contract aboard."""
    page, form = _changeable(shipment_id), CargoForm()
    contract_id, _dash, call_off_id = (form.chosen.data or "0").partition("-")
    number = int(contract_id) if contract_id.isdecimal() else 0
    call_off = int(call_off_id) if call_off_id.isdecimal() else 0
    choice = services.Choice(ContractId(number), CallOffId(call_off) if call_off else None)
    try:
        services.add_contract(page.line.id, choice, seen=form.seen, by=current_viewer(), now=clock.now())
    except Refused as no:
        form.take(no)
        return shipment_page(page, cargo=form), 422
    return back_to(shipment_id)


@blueprint.post("/<int:shipment_id>/cargo/<int:cargo_id>/drop")
def drop_cargo(shipment_id: int, cargo_id: int) -> Answer:
    """Take a contract off."""
    page, form = _changeable(shipment_id), CargoForm()
    by, now = current_viewer(), clock.now()
    try:
        services.drop_contract(ShipmentId(shipment_id), CargoId(cargo_id), seen=form.seen, by=by, now=now)
    except Refused as no:
        form.take(no)
        return shipment_page(page, cargo=form), 422
    return back_to(shipment_id)


def _changeable(shipment_id: int) -> ShipmentPage:
    page = read_shipment(shipment_id)
    if not page.may_change:
        raise NotAllowed("shipment.others_organize")
    return page


def _plan_page(form: PlanForm, waiting: list[Waiting]) -> str:
    form.offer(_choices(waiting))
    return render_template("shipments/plan.html", form=form, waiting=waiting)


def _choices(waiting: list[Waiting]) -> list[tuple[str, str]]:
    return [(each.key, _said(each)) for each in waiting]


def _said(each: Waiting) -> str:
    """Name a contract for a list of choices."""
    parts = (
        each.code,
        f"{each.producer} → {each.maker}",
        f"{formats.mass(each.volume)} ({formats.bags(each.bags)})",
        destination_name(each.destination),
        formats.days(*each.window),
    )
    return " · ".join(parts)


def _proposed(picked: list[Waiting]) -> PlanForm:
    """Propose what follows from the contracts: a container that holds them, in the days that all of them allow."""
    today = day_in_lima(clock.now())
    start = max([today, *(each.window[0] for each in picked)])
    load = sum(each.volume.kilograms for each in picked)
    small = load <= USUAL_CAPACITY[Carriage.CONTAINER_20].kilograms
    return PlanForm(
        formdata=None,
        chosen=[each.key for each in picked],
        carriage=(Carriage.CONTAINER_20 if small else Carriage.CONTAINER_40).value,
        collection_point=picked[0].collection_point if picked else None,
        destination=picked[0].destination if picked else None,
        port_from=picked[0].collection_point if picked else None,
        load_on=start,
        depart_on=start + TO_PORT,
        arrive_on=start + TO_PORT + TRANSIT,
    )
