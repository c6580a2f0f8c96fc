"""Contracts: the list, the contract with its history, its amendment, and the bilingual paper."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from enum import StrEnum

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from marketplace import clock, wording
from marketplace.domain.acts import Act, check_may
from marketplace.domain.contracts.life import ContractState
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.errors import Refused
from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import ContractId
from marketplace.domain.mass import Mass
from marketplace.domain.money import UnitPrice
from marketplace.domain.prices import PriceStack
from marketplace.forms.contracts import AmendmentForm, JudgementForm
from marketplace.queries.contracts import PER_PAGE, ContractPage, count_contracts, get_contract, list_contracts
from marketplace.queries.events import list_history
from marketplace.services.contracts import amending, judging
from marketplace.web import formats
from marketplace.web.sessions import current_viewer

blueprint = Blueprint("contracts", __name__, url_prefix="/contracts")

JUDGEMENTS = {
    "approve": judging.approve_contract,
    "send_back": judging.send_back_contract,
    "reject": judging.reject_contract,
    "cancel": amending.cancel_contract,
}
Answer = Response | str | tuple[str, int]


@blueprint.get("/", endpoint="list_contracts")
def list_contracts_page() -> str:
    """Show the viewer's contracts, what waits first."""
    viewer = current_viewer()
    check_may(viewer, Act.SEE_CONTRACTS)
    states = [ContractState(each) for each in request.args.getlist("state") if each in set(ContractState)]
    page = max(1, request.args.get("page", 1, int))
    total = count_contracts(viewer, states)
    lines = list_contracts(viewer, now=clock.now(), states=states, page=page)
    pages = max(1, -(-total // PER_PAGE))
    return render_template("contracts/list.html", lines=lines, states=states, page=page, pages=pages, total=total)


@blueprint.get("/<int:contract_id>")
def show(contract_id: int) -> str:
    """Show one contract."""
    contract = get_contract(contract_id, current_viewer(), now=clock.now())
    return _contract_page(contract, JudgementForm(version=str(contract.version)))


@blueprint.get("/<int:contract_id>/print")
def print_contract(contract_id: int) -> str:
    """Show the contract as one paper in Spanish and English, side by side."""
    contract = get_contract(contract_id, current_viewer(), now=clock.now())
    return render_template("contracts/print.html", contract=contract, clauses=_both_languages(contract.terms))


@blueprint.post("/<int:contract_id>/<any(approve, send_back, reject, cancel):step>")
def judge(contract_id: int, step: str) -> Answer:
    """Take a facilitator's decision, or a party's step back."""
    viewer, now, form = current_viewer(), clock.now(), JudgementForm()
    contract = get_contract(contract_id, viewer, now=now)
    try:
        JUDGEMENTS[step](ContractId(contract_id), form.note.data, seen=form.seen, by=viewer, now=now)
    except Refused as no:
        form.take(no)
        return _contract_page(contract, form), 422
    flash(_("Decided and recorded. Both parties can read it."), "success")
    return redirect(url_for("contracts.show", contract_id=contract_id), 303)


@blueprint.post("/<int:contract_id>/confirm")
def confirm(contract_id: int) -> Answer:
    """Confirm the other side's change."""
    form = JudgementForm()
    amending.confirm_contract(ContractId(contract_id), seen=form.seen, by=current_viewer(), now=clock.now())
    flash(_("Confirmed. A facilitator will look at the contract again."), "success")
    return redirect(url_for("contracts.show", contract_id=contract_id), 303)


@blueprint.get("/<int:contract_id>/amend")
def edit(contract_id: int) -> str:
    """Open the terms for amendment."""
    contract = _amendable(contract_id)
    return render_template(
        "contracts/amend.html", contract=contract, form=AmendmentForm.showing(contract.terms, contract.version)
    )


@blueprint.post("/<int:contract_id>/amend")
def amend(contract_id: int) -> Answer:
    """Put amended terms before the other side."""
    viewer, now, form = current_viewer(), clock.now(), AmendmentForm()
    contract = _amendable(contract_id)
    if form.validate():
        try:
            terms = form.amended(contract.terms)
            amending.revise_contract(ContractId(contract_id), terms, seen=form.seen, by=viewer, now=now)
        except Refused as no:
            form.take(no)
        else:
            flash(_("Sent to the other side, who now has to confirm it."), "success")
            return redirect(url_for("contracts.show", contract_id=contract_id), 303)
    return render_template("contracts/amend.html", contract=contract, form=form), 422


def _amendable(contract_id: int) -> ContractPage:
    viewer = current_viewer()
    contract = get_contract(contract_id, viewer, now=clock.now())
    check_may(viewer, Act.REVISE_CONTRACT, contract.stake)
    return contract


def _contract_page(contract: ContractPage, form: JudgementForm) -> str:
    viewer = current_viewer()
    return render_template(
        "contracts/show.html",
        contract=contract,
        form=form,
        clauses=_clauses(contract.terms),
        history=list_history(SubjectKind.CONTRACT, contract.line.id, viewer=viewer),
    )


def _clauses(terms: ContractTerms) -> list[Markup]:
    """Say the terms clause by clause in the language in force."""
    text = render_template("contracts/_clauses.html", terms=terms)
    return [Markup(each) for each in text.split("<!-- clause -->")[1:]]  # noqa: S704 - our own template, escaped there


def _both_languages(terms: ContractTerms) -> list[tuple[Markup, Markup]]:
    with force_locale("es_PE"):
        spanish = _clauses(terms)
    with force_locale("en"):
        return list(zip(spanish, _clauses(terms), strict=True))


@blueprint.app_template_filter("term")
def say_term(value: object) -> str:
    """Write one term of a contract, whatever it is, in the reader's language."""
    if value is None:
        return "—"
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    for kind, write in WRITERS.items():
        if isinstance(value, kind):
            return str(write(value))
    return str(value)


WRITERS: dict[type, Callable[..., object]] = {
    UnitPrice: formats.price,
    Mass: formats.mass,
    Decimal: formats.number,
    date: formats.day,
    StrEnum: wording.label,
    PriceStack: lambda stack: formats.number(stack.total),
}
