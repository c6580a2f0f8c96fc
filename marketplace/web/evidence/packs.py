"""The pack of a contract for customs, and the due-diligence statements that the maker filed with it."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace import clock
from marketplace.domain.acts import Act, check_may
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import Refused
from marketplace.domain.evidence.statements import StatementState
from marketplace.forms.base import BareForm
from marketplace.forms.evidence import StatementForm, StatementStateForm
from marketplace.queries.evidence.packs import PackPage, contract_of_pack, contract_of_statement, get_pack_page
from marketplace.services.evidence import packs as services
from marketplace.services.evidence.statements import change_statement, record_statement
from marketplace.web.evidence.rooms import Answer, blueprint
from marketplace.web.sessions import current_viewer


@blueprint.get("/contracts/<int:contract_id>/pack")
def show_pack(contract_id: int) -> str:
    """Show how far a contract's evidence is, its packs and its statements."""
    return _page(_read(contract_id))


@blueprint.post("/contracts/<int:contract_id>/pack")
def make_pack(contract_id: int) -> Answer:
    """Make the pack now, or have a large one made."""
    form, page, viewer = BareForm(), _read(contract_id), current_viewer()
    try:
        if page.is_large and not page.faults:
            services.order_pack(contract_id, by=viewer, now=clock.now())
            flash(_("The pack is being made. It is here within a minute."), "note")
        else:
            services.make_pack(contract_id, by=viewer, now=clock.now())
            flash(_("The pack is ready."), "success")
    except Refused as no:
        form.take(no)
        return _page(page, bare=form), 422
    return _back(contract_id)


@blueprint.post("/contracts/<int:contract_id>/statements")
def record(contract_id: int) -> Answer:
    """Record the numbers of a statement."""
    form, page = StatementForm(), _read(contract_id)
    check_may(current_viewer(), Act.RECORD_STATEMENT, page.stake)
    if form.validate():
        try:
            record_statement(contract_id, form.terms(), by=current_viewer(), now=clock.now())
        except Refused as no:
            form.take(no)
        else:
            flash(_("Recorded. The shipment's checklist has the number."), "success")
            return _back(contract_id)
    return _page(page, form=form), 422


@blueprint.post("/statements/<int:statement_id>")
def change(statement_id: int) -> Answer:
    """Say where a statement stands now."""
    form, viewer = StatementStateForm(), current_viewer()
    page = _read(contract_of_statement(statement_id, viewer))
    check_may(viewer, Act.RECORD_STATEMENT, page.stake)
    if not form.validate():
        return _page(page), 422
    state = StatementState(form.state.data)
    return _back(change_statement(statement_id, state, seen=form.seen, by=viewer, now=clock.now()))


@blueprint.get("/packs/<int:pack_id>")
def find_pack(pack_id: int) -> Response:
    """Lead from a pack to the page of its contract's packs."""
    return _back(contract_of_pack(pack_id, current_viewer()))


@blueprint.get("/statements/<int:statement_id>")
def find_statement(statement_id: int) -> Response:
    """Lead from a statement to the page of its contract's."""
    return _back(contract_of_statement(statement_id, current_viewer()))


def _read(contract_id: int) -> PackPage:
    return get_pack_page(contract_id, current_viewer(), today=day_in_lima(clock.now()))


def _page(page: PackPage, form: StatementForm | None = None, *, bare: BareForm | None = None) -> str:
    return render_template(
        "evidence/pack.html",
        page=page,
        form=form or StatementForm(formdata=None, filed_on=day_in_lima(clock.now())),
        bare=bare or BareForm(formdata=None),
        changing={
            each.id: StatementStateForm(formdata=None, version=str(each.version), state=each.state).apart(str(each.id))
            for each in page.statements
        },
    )


def _back(contract_id: int) -> Response:
    return redirect(url_for("evidence.show_pack", contract_id=contract_id), 303)
