"""Statements: of a contract for its parties, of an organization for itself, of any for facilitators."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace import clock
from marketplace.domain.acts import Act, check_may, may
from marketplace.domain.books.chart import Account
from marketplace.domain.errors import Refused
from marketplace.domain.ids import ContractId
from marketplace.forms.books import RepaidForm
from marketplace.queries.books.statements import get_contract_statement, get_statement
from marketplace.services.books.repaying import note_repaid
from marketplace.web.books.rooms import asked_place, blueprint, today
from marketplace.web.sessions import current_viewer


@blueprint.get("/statement")
def show_own() -> str:
    """Show one's own money, in plain words."""
    statement = get_statement(current_viewer(), today=today(), before=asked_place())
    return render_template("books/statement.html", statement=statement, is_own=True)


@blueprint.get("/organizations/<code>")
def show_organization(code: str) -> str:
    """Show facilitators the money of a group or a maker."""
    statement = get_statement(current_viewer(), today=today(), code=code, before=asked_place())
    return render_template("books/statement.html", statement=statement, is_own=False)


@blueprint.get("/contracts/<int:contract_id>")
def show_contract(contract_id: int) -> str:
    """Show where the money of a contract is, and everything that happened to it."""
    return _page(contract_id)


@blueprint.post("/contracts/<int:contract_id>/repaid")
def take_repaid(contract_id: int) -> Response | tuple[str, int]:
    """Take down what a group paid back to our bank."""
    form, viewer = RepaidForm(), current_viewer()
    check_may(viewer, Act.KEEP_BOOKS)
    if form.validate():
        try:
            note_repaid(ContractId(contract_id), form.repaid(), by=viewer, now=clock.now())
        except Refused as no:
            form.take(no)
        else:
            flash(_("Recorded. Both sides can read it."), "success")
            return redirect(url_for("books.show_contract", contract_id=contract_id), 303)
    return _page(contract_id, form), 422


def _page(contract_id: int, form: RepaidForm | None = None) -> str:
    viewer = current_viewer()
    statement = get_contract_statement(viewer, ContractId(contract_id), today=today())
    owes = (pot.money for pot in statement.pots if pot.account is Account.GROUP_OWES and pot.money.amount)
    return render_template(
        "books/contract.html",
        statement=statement,
        owed=next(owes, None) if may(viewer, Act.KEEP_BOOKS) else None,
        form=form or RepaidForm(formdata=None),
    )
