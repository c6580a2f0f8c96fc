"""The final weight of a contract: stating it, agreeing or disputing, and what is due in the end."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace import clock
from marketplace.domain.acts import Act, check_may
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import Refused
from marketplace.domain.events import SubjectKind
from marketplace.forms.settlements import WeighingForm, WeightAnswerForm
from marketplace.queries.contracts.carrying import arrived_of
from marketplace.queries.contracts.claims import allowances_of
from marketplace.queries.contracts.goods import GoodsPage, goods_of
from marketplace.queries.contracts.settlements import find_settlement, goods_settled, may_state_weight
from marketplace.queries.events import list_history
from marketplace.services import settlements as services
from marketplace.web.contracts.called import goods_url, read_called
from marketplace.web.contracts.rooms import own_contract, read_contract
from marketplace.web.deciding import Decisions, is_decided
from marketplace.web.reviews import back_from
from marketplace.web.sessions import current_viewer

blueprint = Blueprint("settlements", __name__)
Answer = Response | tuple[str, int]
DECISIONS = Decisions(
    bare={"agree": services.agree_weight, "approve": services.approve_weight},
    noted={
        "dispute": services.dispute_weight,
        "contest": services.contest_weight,
        "refuse": services.refuse_weight,
    },
)
OF_CONTRACT, OF_CALLED = "/contracts/<int:contract_id>/settlement/", "/call-offs/<int:call_off_id>/settlement/"
STEPS = "<any(agree,dispute,contest,approve,refuse):step>"


@blueprint.get("/settlements/<int:settlement_id>")
def find(settlement_id: int) -> Response:
    """Lead to the page of a settlement, which is that of its goods."""
    contract_id, call_off_id = goods_settled(settlement_id, current_viewer())
    if call_off_id:
        return redirect(url_for("settlements.show_called", call_off_id=call_off_id), 303)
    return redirect(url_for("settlements.show", contract_id=contract_id), 303)


@blueprint.get(OF_CONTRACT)
def show(contract_id: int) -> str:
    """Show the final weight and what it makes of the price."""
    return _page(goods_of(read_contract(contract_id)))


@blueprint.get(OF_CALLED)
def show_called(call_off_id: int) -> str:
    """Show the final weight of called bags."""
    return _page(read_called(call_off_id))


@blueprint.post(OF_CONTRACT)
def state(contract_id: int) -> Answer:
    """Take a stated weight."""
    return _state(goods_of(own_contract(contract_id, Act.TEND_CONTRACT)))


@blueprint.post(OF_CALLED)
def state_called(call_off_id: int) -> Answer:
    """Take a stated weight of called bags."""
    goods = read_called(call_off_id)
    check_may(current_viewer(), Act.TEND_CONTRACT, goods.contract.stake)
    return _state(goods)


@blueprint.post(OF_CONTRACT + STEPS)
def take_step(contract_id: int, step: str) -> Answer:
    """Take an answer to a stated weight, or a facilitator's decision."""
    return _take_step(goods_of(read_contract(contract_id)), step)


@blueprint.post(OF_CALLED + STEPS)
def take_step_called(call_off_id: int, step: str) -> Answer:
    """Take the same about called bags."""
    return _take_step(read_called(call_off_id), step)


def _state(goods: GoodsPage) -> Answer:
    form = WeighingForm()
    if form.validate():
        seen = request.form.get("version", type=int)
        try:
            services.state_weight(goods.key, form.weighing(), seen=seen, by=current_viewer(), now=clock.now())
        except Refused as no:
            form.take(no)
        else:
            flash(_("Stated. The other side has to agree."), "success")
            return redirect(goods_url("settlements.show", goods), 303)
    return _page(goods, weighing=form), 422


def _take_step(goods: GoodsPage, step: str) -> Answer:
    form = WeightAnswerForm()
    if not is_decided(DECISIONS, step, subject=goods.key, form=form):
        return _page(goods, answer=form), 422
    return back_from(goods_url("settlements.show", goods))


def _page(goods: GoodsPage, *, weighing: WeighingForm | None = None, answer: WeightAnswerForm | None = None) -> str:
    viewer = current_viewer()
    settlement = find_settlement(goods, viewer)
    version = str(settlement.version) if settlement else ""
    arrived = arrived_of(goods, today=day_in_lima(clock.now()))
    net = arrived.weight.kilograms if arrived.weight and not settlement else None
    return render_template(
        "settlements/show.html",
        contract=goods.contract,
        goods=goods,
        settlement=settlement,
        weighing=weighing or WeighingForm(formdata=None, weighed_on=day_in_lima(clock.now()), kilograms=net),
        carry=arrived.carry,
        allowances=allowances_of(goods) if settlement else None,
        answer=answer or WeightAnswerForm(formdata=None, version=version),
        may_state=may_state_weight(goods, viewer),
        history=list_history(SubjectKind.SETTLEMENT, settlement.id, viewer=viewer) if settlement else [],
        now=clock.now(),
    )
