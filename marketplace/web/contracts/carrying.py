"""Reporting how an approved contract is carried out."""

from flask import flash
from flask_babel import gettext as _

from marketplace import clock
from marketplace.domain.acts import Act
from marketplace.domain.contracts.milestones import MilestoneStep
from marketplace.domain.errors import Refused
from marketplace.domain.ids import ContractId
from marketplace.forms.contracts import MilestoneForm
from marketplace.services.contracts.milestones import report_milestone
from marketplace.web.contracts.rooms import Answer, back_to, blueprint, contract_page, own_contract
from marketplace.web.sessions import current_viewer


@blueprint.post("/<int:contract_id>/milestones/<any(make_ready, ship, send_documents, arrive, close):step>")
def report(contract_id: int, step: str) -> Answer:
    """Record that a milestone was reached."""
    contract, form = own_contract(contract_id, Act.REPORT_MILESTONE), MilestoneForm()
    if form.validate():
        given = form.report(MilestoneStep(step))
        try:
            report_milestone(ContractId(contract_id), given, seen=form.seen, by=current_viewer(), now=clock.now())
        except Refused as no:
            form.take(no)
        else:
            flash(_("Reported. The other side can read it."), "success")
            return back_to(contract_id)
    return contract_page(contract, report=form), 422
