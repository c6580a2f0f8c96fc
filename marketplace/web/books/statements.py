"""Statements: of a contract for its parties, of an organization for itself, of any for facilitators."""

from flask import render_template

from marketplace.domain.ids import ContractId
from marketplace.queries.books.statements import get_contract_statement, get_statement
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
    statement = get_contract_statement(current_viewer(), ContractId(contract_id), today=today())
    return render_template("books/contract.html", statement=statement)
