"""The address of contracts, and what their pages share."""

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from marketplace import clock
from marketplace.domain.acts import Act, check_may
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.contracts.life import ContractState
from marketplace.domain.events import SubjectKind
from marketplace.forms.contracts import JudgementForm, MilestoneForm
from marketplace.queries.contracts.money import money_of
from marketplace.queries.contracts.pages import ContractPage
from marketplace.queries.contracts.showing import get_contract
from marketplace.queries.contracts.tasks import list_tasks
from marketplace.queries.events import list_history
from marketplace.queries.payments.lists import list_of_contract
from marketplace.queries.timelines import timeline_of
from marketplace.web.contracts.clauses import clauses_of
from marketplace.web.sessions import current_viewer
from marketplace.web.subjects import page_of

blueprint = Blueprint("contracts", __name__, url_prefix="/contracts")
Answer = Response | str | tuple[str, int]


def read_contract(contract_id: int) -> ContractPage:
    """Read a contract as this viewer may see it."""
    return get_contract(contract_id, current_viewer(), now=clock.now())


def own_contract(contract_id: int, act: Act) -> ContractPage:
    """Read a contract of which the viewer is a party that may do `act`."""
    contract = read_contract(contract_id)
    check_may(current_viewer(), act, contract.stake)
    return contract


def contract_page(
    contract: ContractPage, form: JudgementForm | None = None, *, report: MilestoneForm | None = None
) -> str:
    """Show one contract; a form that was refused is shown again as it was typed."""
    version, viewer, now = str(contract.version), current_viewer(), clock.now()
    today, is_in_force = day_in_lima(now), contract.line.state is ContractState.APPROVED
    instalments = list_of_contract(contract.line.id, viewer, today=today)
    return render_template(
        "contracts/show.html",
        contract=contract,
        form=form or JudgementForm(formdata=None, version=version),
        report=report or MilestoneForm(formdata=None, version=version, day=today),
        clauses=clauses_of(contract.terms),
        money=None if contract.line.milestone else money_of(contract.terms, today),
        tasks=list_tasks(contract.line.id, viewer, now=now) if is_in_force else [],
        instalments=instalments,
        timeline=timeline_of(contract, instalments),
        page_of=page_of,
        now=now,
        today=today,
        history=list_history(SubjectKind.CONTRACT, contract.line.id, viewer=viewer),
    )


def back_to(contract_id: int) -> Response:
    """Lead back to the contract after something was done."""
    return redirect(url_for("contracts.show", contract_id=contract_id), 303)
