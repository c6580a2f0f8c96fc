"""Tables of receipts brought in: all rows or none, and each fault told with its row and column."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from marketplace import clock
from marketplace.domain.errors import Refused
from marketplace.forms.base import BareForm
from marketplace.forms.delivery_sheets import COLUMNS, faults_of, read_deliveries
from marketplace.forms.sheets import FaultySheetError, SheetFault
from marketplace.services.deliveries.importing import import_deliveries
from marketplace.web.deliveries.rooms import Answer, blueprint, check_may_take

MOST_TOLD = 50


@blueprint.get("/import")
def open_import() -> str:
    """Ask for a table of receipts."""
    check_may_take()
    return _page(())


@blueprint.post("/import")
def bring_in() -> Answer:
    """Take in a table of receipts."""
    viewer, sent = check_may_take(), request.files.get("sheet")
    content = sent.read() if sent else b""
    try:
        stated = read_deliveries(content)
        taken = import_deliveries(stated, by=viewer, now=clock.now())
    except FaultySheetError as error:
        return _page(error.faults), 422
    except Refused as no:
        return _page(tuple(faults_of(no.reasons))), 422
    flash(_("Taken in: %(count)s receipts.", count=len(taken)), "success")
    return redirect(url_for("deliveries.list_all", first="2000-01-01"), 303)


def _page(faults: tuple[SheetFault, ...]) -> str:
    told = [str(each) for each in faults[:MOST_TOLD]]
    return render_template(
        "deliveries/import.html", form=BareForm(), faults=told, more=len(faults) - len(told), columns=COLUMNS
    )
