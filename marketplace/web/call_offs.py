"""Frames: planning one before a contract is signed, and calling its bags off quarter by quarter."""

from collections.abc import Mapping
from types import MappingProxyType

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace import clock
from marketplace.domain.acts import Act
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import Refused
from marketplace.domain.ids import CallOffId, ContractId
from marketplace.forms.amendments import FrameForm
from marketplace.forms.call_offs import ArriveForm, CallForm, ConfirmForm, FinishForm, ShipForm
from marketplace.queries.contracts.call_offs import contract_of_call_off, list_seasons
from marketplace.queries.contracts.pages import ContractPage
from marketplace.services import call_offs as services
from marketplace.services.contracts.amending import revise_contract
from marketplace.web.contracts.rooms import back_to, own_contract, read_contract
from marketplace.web.sessions import current_viewer

blueprint = Blueprint("call_offs", __name__)
StepForm = CallForm | ConfirmForm | ShipForm | ArriveForm | FinishForm
FORMS: dict[str, type[StepForm]] = {
    "call": CallForm,
    "confirm": ConfirmForm,
    "ship": ShipForm,
    "arrive": ArriveForm,
    "finish": FinishForm,
}
NOTHING_REFUSED: Mapping[tuple[CallOffId, str], StepForm] = MappingProxyType({})
Answer = Response | str | tuple[str, int]


@blueprint.get("/contracts/<int:contract_id>/frame")
def plan(contract_id: int) -> str:
    """Open a frame for a contract that nobody has signed for good."""
    contract = own_contract(contract_id, Act.REVISE_CONTRACT)
    form = FrameForm.showing(contract.terms, contract.version)
    return render_template("call_offs/plan.html", contract=contract, form=form)


@blueprint.post("/contracts/<int:contract_id>/frame")
def put_plan(contract_id: int) -> Answer:
    """Put the frame into the terms; the other side must confirm it."""
    contract, form = own_contract(contract_id, Act.REVISE_CONTRACT), FrameForm()
    if form.validate():
        try:
            terms = form.wanted(contract.terms)
            revise_contract(ContractId(contract_id), terms, seen=form.seen, by=current_viewer(), now=clock.now())
        except Refused as no:
            form.take(no)
        else:
            flash(_("Sent to the other side, who now has to confirm it."), "success")
            return back_to(contract_id)
    return render_template("call_offs/plan.html", contract=contract, form=form), 422


@blueprint.get("/contracts/<int:contract_id>/call-offs")
def list_all(contract_id: int) -> str:
    """Show the seasons of a frame, each quarter with what may be done."""
    return _page(read_contract(contract_id))


@blueprint.get("/call-offs/<int:call_off_id>")
def show(call_off_id: int) -> str:
    """Show the frame of which this is a quarter."""
    return _page(read_contract(contract_of_call_off(call_off_id, current_viewer())))


@blueprint.post("/call-offs/<int:call_off_id>/<any(call,confirm,ship,arrive,finish):step>")
def take_step(call_off_id: int, step: str) -> Answer:
    """Call bags, confirm the day of their shipment, record that they left or arrived, or close them."""
    contract_id, form = contract_of_call_off(call_off_id, current_viewer()), FORMS[step]()
    contract = own_contract(contract_id, Act.TEND_CONTRACT)
    try:
        if form.validate():
            _take(CallOffId(call_off_id), form)
    except Refused as no:
        form.take(no)
    if form.has_faults:
        return _page(contract, refused={(CallOffId(call_off_id), step): form}), 422
    flash(_("Recorded. Both sides can read it."), "success")
    return redirect(url_for("call_offs.list_all", contract_id=contract_id), 303)


def _take(call_off_id: CallOffId, form: StepForm) -> None:
    by, now, seen = current_viewer(), clock.now(), form.seen
    if isinstance(form, CallForm):
        services.call_bags(call_off_id, form.bags.count or 0, seen=seen, by=by, now=now)
    elif isinstance(form, ConfirmForm):
        services.confirm_call(call_off_id, form.shipment_on.data or day_in_lima(now), seen=seen, by=by, now=now)
    elif isinstance(form, ShipForm):
        services.ship_call(call_off_id, form.shipped_on.data or day_in_lima(now), seen=seen, by=by, now=now)
    elif isinstance(form, ArriveForm):
        services.report_called(call_off_id, form.arrived_on.data or day_in_lima(now), seen=seen, by=by, now=now)
    else:
        services.finish_call(call_off_id, seen=seen, by=by, now=now)


def _page(contract: ContractPage, *, refused: Mapping[tuple[CallOffId, str], StepForm] = NOTHING_REFUSED) -> str:
    now = clock.now()
    seasons = list_seasons(contract.line.id, current_viewer(), now=now)
    forms = {
        (quarter.id, step.value): FORMS[step.value](formdata=None)
        for season in seasons
        for quarter in season.quarters
        for step in quarter.steps
    }
    forms.update(refused)
    for (number, _step), form in forms.items():
        form.apart(str(number))
    return render_template("call_offs/show.html", contract=contract, seasons=seasons, forms=forms, now=now)
