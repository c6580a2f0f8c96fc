"""The dated figures of the market: everybody reads them, facilitators bring new ones in a file, looked at first."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from marketplace import clock
from marketplace.domain.acts import Act, check_may
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.terminals.levels import listed_figures
from marketplace.forms.reference_sheets import FigureFileForm, FigureTextForm, read_figures
from marketplace.forms.sheets import FaultySheetError, SheetFault, too_large
from marketplace.queries.references import get_references
from marketplace.services.references import set_figures
from marketplace.web.sessions import current_viewer
from marketplace.web.uploads import rescued_text

blueprint = Blueprint("references", __name__, url_prefix="/references")
Answer = Response | str | tuple[str, int]


@blueprint.get("/")
def show() -> str:
    """Show the figures in force today."""
    return _page(FigureFileForm(formdata=None))


@blueprint.post("/check")
def check() -> Answer:
    """Read a file and show what it would set, or what is wrong with it, row by row."""
    check_may(current_viewer(), Act.SET_REFERENCES)
    form = FigureFileForm()
    if not form.validate():
        return _page(form), 422
    content, source = form.sheet.data.read(), (form.source.data or "").strip()
    try:
        sheet = read_figures(content, source)
    except FaultySheetError as faulty:
        return _page(form, faults=faulty.faults), 422
    again = FigureTextForm(formdata=None, text=content.decode("utf-8-sig"), source=source)
    before = get_references(day_in_lima(clock.now()))
    return render_template("references/check.html", sheet=sheet, form=again, before=before)


@blueprint.post("/")
def put() -> Answer:
    """Set the figures that were looked at, all of them or none."""
    viewer, form = current_viewer(), FigureTextForm()
    check_may(viewer, Act.SET_REFERENCES)
    source = (form.source.data or "").strip()
    if not form.validate():
        return _page(FigureFileForm(formdata=None)), 422
    try:
        sheet = read_figures((form.text.data or "").encode(), source)
    except FaultySheetError as faulty:
        return _page(FigureFileForm(formdata=None, source=source), faults=faulty.faults), 422
    set_figures(sheet.figures, sheet.rates, source=source, by=viewer)
    flash(_("The figures are set."), "success")
    return redirect(url_for("references.show"), 303)


@blueprint.errorhandler(413)
def refuse_large(error: RequestEntityTooLarge) -> tuple[str, int]:
    """Say that the file is too large, before all of it has come in, with what was typed still there."""
    del error
    form = FigureFileForm(formdata=None, source=rescued_text(request, "source"))
    return _page(form, faults=(too_large(),)), 413


def _page(form: FigureFileForm, *, faults: tuple[SheetFault, ...] = ()) -> str:
    today = day_in_lima(clock.now())
    references = get_references(today)
    months = [each for each in listed_figures(references) if each.new_york or each.london]
    return render_template(
        "references/show.html", form=form, faults=faults, references=references, months=months, today=today
    )
