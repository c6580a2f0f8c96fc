"""What a shipment carries of one contract: its papers, its weights, its arrival, and what it comes to at the door."""

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace import clock
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import NotAllowed, Refused
from marketplace.domain.events import SubjectKind
from marketplace.forms.base import BaseForm
from marketplace.forms.shipments import ArrivalForm, DayForm, LoadedForm, PaperAnswerForm, PaperForm
from marketplace.queries.events import list_history
from marketplace.queries.shipments.reading import get_cargo
from marketplace.queries.shipments.sheets import CargoSheet, ShipmentPage
from marketplace.services.shipments import arrivals as services
from marketplace.web.sessions import current_viewer
from marketplace.web.shipments.rooms import Answer, blueprint


@blueprint.get("/cargo/<int:cargo_id>")
def show_cargo(cargo_id: int) -> str:
    """Show what a shipment carries of one contract."""
    return cargo_page(*read_cargo(cargo_id))


@blueprint.post("/cargo/<int:cargo_id>/weights")
def weigh(cargo_id: int) -> Answer:
    """Take what was weighed at loading."""
    page, cargo = own_cargo(cargo_id)
    form, by, now = LoadedForm(), current_viewer(), clock.now()
    work = lambda: services.weigh_cargo(cargo.id, form.loaded(), seen=form.seen, by=by, now=now)  # noqa: E731 - done once
    return _done(work, form, page=page, cargo=cargo)


@blueprint.post("/cargo/<int:cargo_id>/arrival")
def note_arrival(cargo_id: int) -> Answer:
    """Take what arrived, and how."""
    page, cargo = own_cargo(cargo_id)
    form, by, now = ArrivalForm(), current_viewer(), clock.now()
    work = lambda: services.note_arrival(cargo.id, form.arrival(), seen=form.seen, by=by, now=now)  # noqa: E731 - done once
    return _done(work, form, page=page, cargo=cargo)


@blueprint.post("/cargo/<int:cargo_id>/taken-over")
def take_over(cargo_id: int) -> Answer:
    """Take the day on which the maker took the cacao over."""
    page, cargo = own_cargo(cargo_id)
    form, by, now = DayForm(), current_viewer(), clock.now()
    day = form.day.data or day_in_lima(now)
    work = lambda: services.take_over(cargo.id, day, seen=form.seen, by=by, now=now)  # noqa: E731 - done once
    return _done(work, form, page=page, cargo=cargo)


def read_cargo(cargo_id: int) -> tuple[ShipmentPage, CargoSheet]:
    """Read what a shipment carries of one contract, as this viewer may see it."""
    return get_cargo(cargo_id, current_viewer(), today=day_in_lima(clock.now()))


def own_cargo(cargo_id: int) -> tuple[ShipmentPage, CargoSheet]:
    """Read it for somebody who may do something about it."""
    page, cargo = read_cargo(cargo_id)
    if not cargo.may_tend:
        raise NotAllowed("shipment.wrong_role")
    return page, cargo


def cargo_page(page: ShipmentPage, cargo: CargoSheet, **refused: BaseForm) -> str:
    """Show it; a form that was refused is shown again as it was typed, by its name."""
    today, version = day_in_lima(clock.now()), str(cargo.version)
    net = cargo.loaded.net if cargo.loaded else cargo.volume
    forms: dict[str, object] = {
        "paper_form": PaperForm(formdata=None),
        "paper_answer": PaperAnswerForm(formdata=None),
        "loaded": LoadedForm(formdata=None, version=version, net=net.kilograms),
        "arrived": ArrivalForm(formdata=None, version=version, bags=cargo.bags),
        "takeover": DayForm(formdata=None, version=version, day=today),
        "refused_kind": None,
        "refused_step": "",
    }
    history = list_history(SubjectKind.CARGO, cargo.id, viewer=current_viewer())
    return render_template(
        "shipments/cargo.html", page=page, cargo=cargo, history=history, today=today, **(forms | refused)
    )


def back_to_cargo(cargo_id: int) -> Response:
    """Lead back to it after something was done."""
    return redirect(url_for("shipments.show_cargo", cargo_id=cargo_id), 303)


FORM_NAMES: dict[type[BaseForm], str] = {LoadedForm: "loaded", ArrivalForm: "arrived", DayForm: "takeover"}


def _done(work: Callable[[], None], form: BaseForm, *, page: ShipmentPage, cargo: CargoSheet) -> Answer:
    if form.validate():
        try:
            work()
        except Refused as no:
            form.take(no)
        else:
            flash(_("Recorded. Both sides can read it."), "success")
            return back_to_cargo(cargo.id)
    return cargo_page(page, cargo, **{FORM_NAMES[type(form)]: form}), 422
