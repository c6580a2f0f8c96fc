"""The facilitators' desk: contracts, lots and organizations that wait for a decision, oldest deadline first."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace import clock
from marketplace.domain.acts import Act, check_may
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.contracts.flag_checks import BLOCKING
from marketplace.domain.errors import Reason, Refused
from marketplace.domain.lots import LotStep
from marketplace.domain.viewers import Role, Viewer
from marketplace.forms.contracts import JudgementForm
from marketplace.forms.reviews import LotJudgementForm
from marketplace.queries.accounts.organizations import list_organizations_to_verify
from marketplace.queries.contracts.pages import ContractPage
from marketplace.queries.contracts.showing import get_contract
from marketplace.queries.desk import get_judged, list_queue
from marketplace.queries.lots.showing import get_lot, list_faults, list_lots_to_review
from marketplace.services import lot_reviews as services
from marketplace.web.paging import asked_page
from marketplace.web.sessions import current_viewer
from marketplace.web.subjects import page_of

blueprint = Blueprint("reviews", __name__, url_prefix="/reviews")
Answer = Response | str | tuple[str, int]
NOTED = {
    LotStep.RETURN: services.return_lot,
    LotStep.REJECT: services.reject_lot,
    LotStep.HOLD: services.hold_lot,
}


@blueprint.app_template_test("forbidding")
def is_forbidding(flag: Reason) -> bool:
    """Say whether a contract cannot be approved with this flag."""
    return flag.code in BLOCKING


@blueprint.get("/")
def show_queue() -> str:
    """Show everything that waits for a facilitator."""
    viewer, now, page = current_viewer(), clock.now(), asked_page()
    check_may(viewer, Act.SEE_QUEUE)
    is_first = page == 1
    return render_template(
        "reviews/queue.html",
        queue=list_queue(viewer, now=now, page=page),
        page=page,
        lots=list_lots_to_review(viewer, today=day_in_lima(now)) if is_first else [],
        organizations=list_organizations_to_verify(viewer) if is_first else [],
        page_of=page_of,
    )


def back_from(address: str) -> Response:
    """Lead a facilitator who has decided back to the queue, and a party back to the thing."""
    is_facilitator = current_viewer().role is Role.FACILITATOR
    return redirect(url_for("reviews.show_queue") if is_facilitator else address, 303)


@blueprint.get("/contracts/<int:contract_id>")
def show_contract(contract_id: int) -> str:
    """Show one contract to whoever has to judge it: facts, flags, and what the last version changed."""
    viewer, now = current_viewer(), clock.now()
    check_may(viewer, Act.SEE_QUEUE)
    contract = get_contract(contract_id, viewer, now=now)
    return contract_desk(contract, JudgementForm(formdata=None, version=str(contract.version)))


def contract_desk(contract: ContractPage, form: JudgementForm) -> str:
    """Lay a contract out for judgement; a form that was refused is shown again as it was typed."""
    viewer, now = current_viewer(), clock.now()
    return render_template(
        "reviews/contract.html",
        contract=contract,
        form=form,
        judged=get_judged(contract, viewer, now=now),
        page_of=page_of,
    )


@blueprint.get("/lots/<code>")
def show_lot(code: str) -> str:
    """Show one waiting lot with the rules it breaks and the buttons to decide."""
    viewer, today = current_viewer(), day_in_lima(clock.now())
    check_may(viewer, Act.SEE_QUEUE)
    lot = get_lot(viewer, code, today=today)
    return _lot_page(code, LotJudgementForm(version=str(lot.version)), viewer=viewer, today=today)


@blueprint.post("/lots/<code>/<any(publish, return, reject, hold, release):step>")
def judge_lot(code: str, step: str) -> Answer:
    """Take a decision on a lot."""
    viewer, now, form = current_viewer(), clock.now(), LotJudgementForm()
    check_may(viewer, Act.SEE_QUEUE)
    lot = get_lot(viewer, code, today=day_in_lima(now))
    try:
        if step == LotStep.PUBLISH:
            services.publish_lot(lot.id, seen=form.seen, by=viewer, now=now)
        elif step == LotStep.RELEASE:
            services.release_lot(lot.id, seen=form.seen, by=viewer, now=now)
        else:
            NOTED[LotStep(step)](lot.id, form.note.data or "", seen=form.seen, by=viewer, now=now)
    except Refused as no:
        form.take(no)
        return _lot_page(code, form, viewer=viewer, today=day_in_lima(now)), 422
    flash(_("Decided and recorded. The group can read it."), "success")
    return redirect(url_for("reviews.show_queue"), 303)


def _lot_page(code: str, form: LotJudgementForm, *, viewer: Viewer, today: date) -> str:
    return render_template(
        "reviews/lot.html",
        lot=get_lot(viewer, code, today=today),
        faults=list_faults(viewer, code, today=today),
        form=form,
    )
