"""Bringing a file into the register: chosen, looked at with its faults, mended, taken in."""

from flask import Response, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from marketplace import clock, wording
from marketplace.documents.tables import as_csv
from marketplace.domain.acts import Act, Stake, check_may
from marketplace.domain.errors import Refused
from marketplace.domain.plots.imports import fault_of
from marketplace.forms.base import BareForm
from marketplace.forms.registers.bringing import FileForm, MendForm, TakeForm
from marketplace.queries.farmers.imports import ImportPage, get_import, list_imports
from marketplace.services.plots import files as services
from marketplace.web.farmers.rooms import imports as blueprint
from marketplace.web.sessions import current_viewer

Answer = AnyResponse | str | tuple[str, int]
SHOWN = 50
HEADS = ("line", "column", "code", "what")


@blueprint.get("/")
def start() -> str:
    """Ask for a file."""
    return _start(FileForm(formdata=None))


@blueprint.post("/")
def bring() -> Answer:
    """Keep a file and have it read."""
    _check_may_keep()
    form, now = FileForm(), clock.now()
    if form.validate():
        name, content = form.brought()
        try:
            number = services.bring_file(name, content, by=current_viewer(), now=now)
        except Refused as no:
            form.take(no)
        else:
            return _to(number)
    return _start(form), 422


@blueprint.get("/<int:import_id>")
def show(import_id: int) -> str:
    """Show how far a file is, and what it would do."""
    return _page(import_id)


@blueprint.get("/<int:import_id>/faults.csv")
def save_faults(import_id: int) -> Response:
    """Give all faults of a file as a table, to mend it by."""
    _check_may_keep()
    page = get_import(current_viewer(), import_id)
    content = as_csv(HEADS, ([row or None, column, code, said] for row, column, code, said in _said(page)))
    headers = {"Content-Disposition": f"attachment; filename=faults-{page.id}.csv"}
    return Response(content, mimetype="text/csv", headers=headers)


@blueprint.post("/<int:import_id>/mend")
def mend(import_id: int) -> Answer:
    """Have the file read again with the mending that was agreed to."""
    _check_may_keep()
    form = MendForm()
    services.mend_lines(import_id, form.repairs.data or [], by=current_viewer(), now=clock.now())
    return _to(import_id)


@blueprint.post("/<int:import_id>/take")
def take(import_id: int) -> Answer:
    """Have the file taken in."""
    _check_may_keep()
    form, viewer = TakeForm(), current_viewer()
    try:
        services.order_import(import_id, only_right=bool(form.only_right.data), by=viewer, now=clock.now())
    except Refused as no:
        form.take(no)
        return _page(import_id, form), 422
    return _to(import_id)


@blueprint.post("/<int:import_id>/drop")
def drop(import_id: int) -> Answer:
    """Forget the file."""
    _check_may_keep()
    services.drop_import(import_id, by=current_viewer(), now=clock.now())
    flash(_("The file was not taken in, and is forgotten."), "note")
    return redirect(url_for("register_imports.start"), 303)


def _start(form: FileForm) -> str:
    _check_may_keep()
    return render_template("farmers/import.html", form=form, earlier=list_imports(current_viewer()))


def _page(import_id: int, sent: TakeForm | None = None) -> str:
    _check_may_keep()
    page = get_import(current_viewer(), import_id)
    return render_template(
        "farmers/import_show.html",
        page=page,
        found=page.preview,
        faults=_said(page)[:SHOWN],
        notes=[(row, wording.say(what)) for row, what in map(fault_of, page.preview.notes[:SHOWN])],
        mending=MendForm(formdata=None, repairs=list(page.repairs)),
        taking=sent or TakeForm(formdata=None, only_right=False),
        dropping=BareForm(formdata=None),
    )


def _said(page: ImportPage) -> list[tuple[int, str, str, str]]:
    told = map(fault_of, page.preview.faults)
    return [
        (row, wording.label(what.field, "register_column") if what.field else "", what.code, wording.say(what))
        for row, what in told
    ]


def _check_may_keep() -> None:
    viewer = current_viewer()
    check_may(viewer, Act.KEEP_REGISTER, Stake(viewer.organization_ids))


def _to(import_id: int) -> AnyResponse:
    return redirect(url_for("register_imports.show", import_id=import_id), 303)
