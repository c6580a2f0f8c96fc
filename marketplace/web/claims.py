"""Claims about what arrived: opening one, reading it, and taking the next step."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace import clock
from marketplace.domain.acts import Act, check_may
from marketplace.domain.contracts.claims import ClaimStep
from marketplace.domain.errors import Refused
from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import ClaimId
from marketplace.forms.claims import ClaimAnswerForm, ClaimForm
from marketplace.queries.contracts.claims import ClaimPage, get_claim, list_claims, may_claim_until
from marketplace.queries.contracts.goods import GoodsPage, goods_of
from marketplace.queries.events import list_history
from marketplace.services import claims as services
from marketplace.web.contracts.called import read_called
from marketplace.web.contracts.rooms import own_contract, read_contract
from marketplace.web.reviews import back_from
from marketplace.web.sessions import current_viewer

blueprint = Blueprint("claims", __name__)
Answer = Response | tuple[str, int]
STEPS = "accept,counter,reject,agree,decline,mediate,refer,withdraw"


@blueprint.get("/contracts/<int:contract_id>/claims")
def list_all(contract_id: int) -> str:
    """Show the claims of one contract, and the form for a new one where there is time."""
    return _list_page(goods_of(read_contract(contract_id)), ClaimForm(formdata=None))


@blueprint.get("/call-offs/<int:call_off_id>/claims")
def list_all_called(call_off_id: int) -> str:
    """Show the same for called bags."""
    return _list_page(read_called(call_off_id), ClaimForm(formdata=None))


@blueprint.post("/contracts/<int:contract_id>/claims")
def open_claim(contract_id: int) -> Answer:
    """Take a new claim."""
    return _open(goods_of(own_contract(contract_id, Act.OPEN_CLAIM)))


@blueprint.post("/call-offs/<int:call_off_id>/claims")
def open_claim_called(call_off_id: int) -> Answer:
    """Take a new claim about called bags."""
    goods = read_called(call_off_id)
    check_may(current_viewer(), Act.OPEN_CLAIM, goods.contract.stake)
    return _open(goods)


@blueprint.get("/claims/<int:claim_id>")
def show(claim_id: int) -> str:
    """Show one claim."""
    return _page(get_claim(claim_id, current_viewer(), now=clock.now()))


@blueprint.post(f"/claims/<int:claim_id>/<any({STEPS}):step>")
def take_step(claim_id: int, step: str) -> Answer:
    """Take the next step with a claim."""
    viewer, now, form, taken = current_viewer(), clock.now(), ClaimAnswerForm(), ClaimStep(step)
    page = get_claim(claim_id, viewer, now=now)
    is_typed = form.validate()
    try:
        if is_typed:
            services.answer_claim(ClaimId(claim_id), taken, reply=form.reply(taken), by=viewer, now=now)
    except Refused as no:
        form.take(no)
    if form.has_faults:
        return _page(page, taken, refused=form), 422
    flash(_("Decided and recorded. Both sides can read it."), "success")
    return back_from(url_for("claims.show", claim_id=claim_id))


def _open(goods: GoodsPage) -> Answer:
    form = ClaimForm()
    if form.validate():
        try:
            claim_id = services.open_claim(goods.key, form.grievance(), by=current_viewer(), now=clock.now())
        except Refused as no:
            form.take(no)
        else:
            flash(_("The claim is open. The group has to answer it."), "success")
            return redirect(url_for("claims.show", claim_id=claim_id), 303)
    return _list_page(goods, form), 422


def _list_page(goods: GoodsPage, form: ClaimForm) -> str:
    viewer, now = current_viewer(), clock.now()
    return render_template(
        "claims/list.html",
        contract=goods.contract,
        goods=goods,
        form=form,
        claims=list_claims(goods.contract.line.id, viewer),
        until=may_claim_until(goods, viewer, now=now),
        now=now,
    )


def _page(page: ClaimPage, taken: ClaimStep | None = None, *, refused: ClaimAnswerForm | None = None) -> str:
    version = str(page.version)
    forms = {step: ClaimAnswerForm(formdata=None, version=version) for step in page.steps}
    if taken and refused:
        forms[taken] = refused
    return render_template(
        "claims/show.html",
        page=page,
        contract=page.contract,
        forms={step.value: form.apart(step.value) for step, form in forms.items()},
        refused=refused,
        taken=taken.value if taken else None,
        history=list_history(SubjectKind.CLAIM, page.line.id, viewer=current_viewer()),
        now=clock.now(),
    )
