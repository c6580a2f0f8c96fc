"""The lines of a month as a file for an accountant."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from flask import Response
from flask_babel import gettext as _

from marketplace import wording
from marketplace.documents.tables import Cell, as_csv, as_xlsx
from marketplace.queries.books.exports import list_month
from marketplace.queries.books.lines import Line
from marketplace.web.books.rooms import blueprint, read_month
from marketplace.web.sessions import current_viewer

Table = Callable[[Sequence[str], list[list[Cell]]], bytes]


@blueprint.get("/export/<month>.csv")
def export_csv(month: str) -> Response:
    """Send the lines of a month as CSV."""
    return _file(read_month(month), "csv", "text/csv; charset=utf-8", write=as_csv)


@blueprint.get("/export/<month>.xlsx")
def export_xlsx(month: str) -> Response:
    """Send the lines of a month as an Excel table."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return _file(read_month(month), "xlsx", kind, write=partial(as_xlsx, title=month))


def _file(month: date, ending: str, kind: str, *, write: Table) -> Response:
    content = write(heads(), [row_of(line) for line in list_month(current_viewer(), month)])
    name = f"mazorca-books-{month:%Y-%m}.{ending}"
    return Response(content, content_type=kind, headers={"Content-Disposition": f"attachment; filename={name}"})


def heads() -> list[str]:
    """Name the columns in the reader's language."""
    return [
        _("Booked on"),
        _("Happened on"),
        _("Entry"),
        _("Why"),
        _("Contract"),
        _("Organization"),
        _("Name"),
        _("Account"),
        _("Account's name"),
        _("Currency"),
        _("Debit"),
        _("Credit"),
        _("Note"),
    ]


def row_of(line: Line) -> list[Cell]:
    """Put a line into cells."""
    return [
        line.booked_on,
        line.happened_on,
        line.entry_id,
        wording.label(line.cause),
        line.contract_code,
        line.organization_code,
        line.organization_name,
        line.account.value,
        wording.label(line.account),
        line.money.currency.value,
        line.debit.amount if line.debit else None,
        line.credit.amount if line.credit else None,
        line.note,
    ]
