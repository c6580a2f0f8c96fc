"""One contract, and what facilitators and parties decide about it with a note."""

from collections.abc import Callable

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from marketplace import clock
from marketplace.domain.contracts.approvals import Approving, condition_faults
from marketplace.domain.errors import Refused, refuse_if_any
from marketplace.domain.ids import ContractId
from marketplace.domain.viewers import Role
from marketplace.forms.contracts import JudgementForm
from marketplace.services.contracts import amending, ending, judging, noting
from marketplace.web.contracts.rooms import Answer, back_to, blueprint, contract_page, read_contract
from marketplace.web.reviews import contract_desk
from marketplace.web.sessions import current_viewer

NOTED: dict[str, Callable[..., None]] = {
    "send_back": judging.send_back_contract,
    "reject": judging.reject_contract,
    "cancel": amending.cancel_contract,
    "ask_to_end": ending.ask_to_end,
    "keep": ending.keep_contract,
    "let_prepare": noting.let_prepare,
}

PLAIN: dict[str, Callable[..., None]] = {"end": ending.agree_to_end, "acknowledge": noting.acknowledge_condition}


@blueprint.get("/<int:contract_id>")
def show(contract_id: int) -> str:
    """Show one contract."""
    return contract_page(read_contract(contract_id))


@blueprint.post(
    "/<int:contract_id>/<any(approve, approve_on_condition, send_back, reject, cancel, ask_to_end, keep, end,"
    " acknowledge, let_prepare):step>"
)
def judge(contract_id: int, step: str) -> Answer:
    """Take a facilitator's decision, or a party's: to step back, to end it or not, to take note of a condition."""
    form, contract, role = JudgementForm(), read_contract(contract_id), current_viewer().role
    try:
        _decide(ContractId(contract_id), step, form)
    except Refused as no:
        form.take(no)
        return (contract_desk(contract, form) if role is Role.FACILITATOR else contract_page(contract, form)), 422
    flash(_("Decided and recorded. Both parties can read it."), "success")
    return redirect(url_for("reviews.show_queue"), 303) if role is Role.FACILITATOR else back_to(contract_id)


def _decide(contract_id: ContractId, step: str, form: JudgementForm) -> None:
    viewer, now, note = current_viewer(), clock.now(), (form.note.data or "").strip() or None
    if step in NOTED:
        NOTED[step](contract_id, note, seen=form.seen, by=viewer, now=now)
    elif step in PLAIN:
        PLAIN[step](contract_id, seen=form.seen, by=viewer, now=now)
    else:
        refuse_if_any(condition_faults(note, is_conditional=step == "approve_on_condition"))
        given = Approving(note, form.shown)
        judging.approve_as_shown(contract_id, given, seen=form.seen, by=viewer, now=now)
