"""The price of a contract that follows a terminal market: what it would be today, and fixing it."""

from decimal import Decimal, InvalidOperation

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace import clock
from marketplace.domain.acts import Act
from marketplace.domain.errors import Refused, Stale
from marketplace.domain.ids import ContractId
from marketplace.forms.base import SeenForm
from marketplace.queries.contracts.fixings import offer_fixing
from marketplace.queries.contracts.pages import ContractPage
from marketplace.services.fixings import fix_price
from marketplace.web.contracts.rooms import own_contract, read_contract
from marketplace.web.sessions import current_viewer

blueprint = Blueprint("fixings", __name__, url_prefix="/contracts/<int:contract_id>/fixing")


@blueprint.get("/")
def show(contract_id: int) -> str:
    """Show how the price stands, and at what it would be fixed today."""
    contract = read_contract(contract_id)
    return _page(contract, SeenForm(formdata=None, version=str(contract.version)))


@blueprint.post("/")
def fix(contract_id: int) -> Response | tuple[str, int]:
    """Fix the price at the level that was shown."""
    contract, form = own_contract(contract_id, Act.TEND_CONTRACT), SeenForm()
    try:
        shown = _shown()
        fix_price(ContractId(contract_id), shown, seen=form.seen, by=current_viewer(), now=clock.now())
    except Refused as no:
        form.take(no)
        return _page(contract, form), 422
    flash(_("The price is fixed, with the level and the date on which it rests."), "success")
    return redirect(url_for("contracts.show", contract_id=contract_id), 303)


def _shown() -> Decimal:
    try:
        shown = Decimal(request.form.get("shown", ""))
    except InvalidOperation as unread:
        raise Stale("fixing.level_moved") from unread
    return shown


def _page(contract: ContractPage, form: SeenForm) -> str:
    now = clock.now()
    offer = offer_fixing(contract, current_viewer(), now=now)
    return render_template("fixings/show.html", contract=contract, form=form, offer=offer, now=now)
