"""A contract's samples: the block on its page, calling for the pre-shipment sample, and samples drawn on arrival."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace import clock
from marketplace.domain.acts import Act, check_may
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import Refused
from marketplace.domain.ids import ContractId
from marketplace.domain.samples.life import SampleKind
from marketplace.forms.samples import DrawForm
from marketplace.queries.contracts.pages import ContractPage
from marketplace.queries.contracts.showing import get_contract
from marketplace.queries.samples.contracts import ContractSamples, get_contract_samples
from marketplace.queries.samples.lots import get_address
from marketplace.services.samples.requests import call_for_pre_shipment, draw_sample
from marketplace.web.samples.rooms import blueprint
from marketplace.web.sessions import current_viewer

Answer = Response | str | tuple[str, int]


@blueprint.app_template_global()
def contract_samples(contract: ContractPage) -> ContractSamples:
    """Tell a contract's page what there is to say of samples."""
    return get_contract_samples(current_viewer(), contract, now=clock.now())


@blueprint.post("/contracts/<int:contract_id>/samples")
def call(contract_id: int) -> Answer:
    """Call for the pre-shipment sample."""
    sample_id = call_for_pre_shipment(ContractId(contract_id), by=current_viewer(), now=clock.now())
    flash(_("Recorded. The group now owes the sample."), "success")
    return redirect(url_for("samples.show", sample_id=sample_id), 303)


@blueprint.get("/contracts/<int:contract_id>/samples/<any(arrival, arbitration):kind>")
def ask_drawn(contract_id: int, kind: str) -> str:
    """Ask what was drawn, when, and where it goes."""
    contract = _contract(contract_id)
    address = get_address(contract.maker_id) if kind == SampleKind.ARRIVAL.value else None
    return _page(contract, kind, DrawForm(drawn_on=day_in_lima(clock.now()), address=address))


@blueprint.post("/contracts/<int:contract_id>/samples/<any(arrival, arbitration):kind>")
def draw(contract_id: int, kind: str) -> Answer:
    """Record a sample drawn from what has arrived."""
    contract, form, viewer = _contract(contract_id), DrawForm(), current_viewer()
    if form.validate():
        try:
            drawn = form.drawing()
            sample_id = draw_sample(
                ContractId(contract_id), SampleKind(kind), drawing=drawn, by=viewer, now=clock.now()
            )
        except Refused as no:
            form.take(no)
        else:
            flash(_("Recorded. Now taste it and say what you found."), "success")
            return redirect(url_for("samples.show", sample_id=sample_id), 303)
    return _page(contract, kind, form), 422


def _contract(contract_id: int) -> ContractPage:
    viewer = current_viewer()
    contract = get_contract(contract_id, viewer, now=clock.now())
    check_may(viewer, Act.DRAW_SAMPLE, contract.stake)
    return contract


def _page(contract: ContractPage, kind: str, form: DrawForm) -> str:
    return render_template("samples/draw.html", contract=contract, kind=SampleKind(kind), form=form)
