"""The final weight of a contract: stating it, agreeing or disputing, and what is due in the end."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace import clock
from marketplace.domain.acts import Act
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import Refused
from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import ContractId
from marketplace.forms.settlements import WeighingForm, WeightAnswerForm
from marketplace.queries.contracts.carrying import arrived_of
from marketplace.queries.contracts.claims import allowances_of
from marketplace.queries.contracts.pages import ContractPage
from marketplace.queries.contracts.settlements import find_settlement, may_state_weight
from marketplace.queries.events import list_history
from marketplace.services import settlements as services
from marketplace.web.contracts.rooms import own_contract, read_contract
from marketplace.web.deciding import Decisions, is_decided
from marketplace.web.reviews import back_from
from marketplace.web.sessions import current_viewer

blueprint = Blueprint("settlements", __name__, url_prefix="/contracts/<int:contract_id>/settlement")
Answer = Response | tuple[str, int]
DECISIONS = Decisions(
    bare={"agree": services.agree_weight, "approve": services.approve_weight},
    noted={"dispute": services.dispute_weight, "refuse": services.refuse_weight},
)


@blueprint.get("/")
def show(contract_id: int) -> str:
    """Show the final weight and what it makes of the price."""
    return _page(read_contract(contract_id))


@blueprint.post("/")
def state(contract_id: int) -> Answer:
    """Take a stated weight."""
    contract, form = own_contract(contract_id, Act.TEND_CONTRACT), WeighingForm()
    if form.validate():
        seen = request.form.get("version", type=int)
        try:
            services.state_weight(
                ContractId(contract_id), form.weighing(), seen=seen, by=current_viewer(), now=clock.now()
            )
        except Refused as no:
            form.take(no)
        else:
            flash(_("Stated. The other side has to agree."), "success")
            return redirect(url_for("settlements.show", contract_id=contract_id), 303)
    return _page(contract, weighing=form), 422


@blueprint.post("/<any(agree,dispute,approve,refuse):step>")
def take_step(contract_id: int, step: str) -> Answer:
    """Take an answer to a stated weight, or a facilitator's decision."""
    contract, form = read_contract(contract_id), WeightAnswerForm()
    if not is_decided(DECISIONS, step, subject_id=contract_id, form=form):
        return _page(contract, answer=form), 422
    return back_from(url_for("settlements.show", contract_id=contract_id))


def _page(
    contract: ContractPage, *, weighing: WeighingForm | None = None, answer: WeightAnswerForm | None = None
) -> str:
    viewer = current_viewer()
    settlement = find_settlement(contract, viewer)
    version = str(settlement.version) if settlement else ""
    arrived = arrived_of(contract, today=day_in_lima(clock.now()))
    net = arrived.weight.kilograms if arrived.weight and not settlement else None
    return render_template(
        "settlements/show.html",
        contract=contract,
        settlement=settlement,
        weighing=weighing or WeighingForm(formdata=None, weighed_on=clock.now().date(), kilograms=net),
        carry=arrived.carry,
        allowances=allowances_of(contract) if settlement else None,
        answer=answer or WeightAnswerForm(formdata=None, version=version),
        may_state=may_state_weight(contract, viewer),
        history=list_history(SubjectKind.SETTLEMENT, contract.line.id, viewer=viewer) if settlement else [],
        now=clock.now(),
    )
