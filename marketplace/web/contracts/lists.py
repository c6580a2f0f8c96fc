"""The list of contracts."""

from flask import render_template, request

from marketplace import clock
from marketplace.domain.acts import Act, check_may
from marketplace.domain.contracts.life import ContractState
from marketplace.queries.contracts.showing import PER_PAGE, count_contracts, list_contracts
from marketplace.web.contracts.rooms import blueprint
from marketplace.web.paging import asked_page, pages_of
from marketplace.web.sessions import current_viewer


@blueprint.get("/", endpoint="list_contracts")
def list_contracts_page() -> str:
    """Show the viewer's contracts, what waits first."""
    viewer = current_viewer()
    check_may(viewer, Act.SEE_CONTRACTS)
    states = [ContractState(each) for each in request.args.getlist("state") if each in set(ContractState)]
    page = asked_page()
    total = count_contracts(viewer, states)
    lines = list_contracts(viewer, now=clock.now(), states=states, page=page)
    pages = pages_of(total, PER_PAGE)
    return render_template("contracts/list.html", lines=lines, states=states, page=page, pages=pages, total=total)
