"""Changing a contract's terms before it is signed, and confirming what the other side changed."""

from flask import flash, render_template
from flask_babel import gettext as _

from marketplace import clock
from marketplace.domain.acts import Act
from marketplace.domain.errors import Refused
from marketplace.domain.ids import ContractId
from marketplace.forms.contracts import AmendmentForm, JudgementForm
from marketplace.services.contracts import amending
from marketplace.web.contracts.rooms import Answer, back_to, blueprint, own_contract
from marketplace.web.sessions import current_viewer


@blueprint.get("/<int:contract_id>/amend")
def edit(contract_id: int) -> str:
    """Open the terms for amendment."""
    contract = own_contract(contract_id, Act.REVISE_CONTRACT)
    form = AmendmentForm.showing(contract.terms, contract.version)
    return render_template("contracts/amend.html", contract=contract, form=form)


@blueprint.post("/<int:contract_id>/amend")
def amend(contract_id: int) -> Answer:
    """Put amended terms before the other side."""
    viewer, now, form = current_viewer(), clock.now(), AmendmentForm()
    contract = own_contract(contract_id, Act.REVISE_CONTRACT)
    if form.validate():
        try:
            terms = form.amended(contract.terms)
            amending.revise_contract(ContractId(contract_id), terms, seen=form.seen, by=viewer, now=now)
        except Refused as no:
            form.take(no)
        else:
            flash(_("Sent to the other side, who now has to confirm it."), "success")
            return back_to(contract_id)
    return render_template("contracts/amend.html", contract=contract, form=form), 422


@blueprint.post("/<int:contract_id>/confirm")
def confirm(contract_id: int) -> Answer:
    """Confirm the other side's change."""
    form = JudgementForm()
    amending.confirm_contract(ContractId(contract_id), seen=form.seen, by=current_viewer(), now=clock.now())
    flash(_("Confirmed. Both sides can sign it now."), "success")
    return back_to(contract_id)
