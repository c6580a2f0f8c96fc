"""The page of one plot, what is stated of it, and its retirement; drawing has a room of its own."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from marketplace import clock
from marketplace.domain.acts import Act, check_may
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import Refused
from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import PlotId
from marketplace.domain.plots.shapes import Position, degrees_text
from marketplace.forms.base import SeenForm
from marketplace.forms.plots import PlotForm
from marketplace.geodata.measuring import centre_of, perimeter_of
from marketplace.geodata.pictures import Picture, draw
from marketplace.queries.events import list_history
from marketplace.queries.farmers.pages import FarmerPage, get_farmer
from marketplace.queries.plots.pages import PlotPage, get_plot
from marketplace.services.plots import recording as services
from marketplace.web.sessions import current_viewer

blueprint = Blueprint("plots", __name__)
Answer = Response | str | tuple[str, int]


@blueprint.get("/plots/<int:plot_id>")
def show(plot_id: int) -> str:
    """Show one plot."""
    viewer = current_viewer()
    check_may(viewer, Act.SEE_REGISTER)
    page = get_plot(viewer, plot_id)
    shape = page.terms.shape
    return render_template(
        "plots/show.html",
        page=page,
        terms=page.terms,
        picture=_picture(page),
        perimeter=perimeter_of(shape) if shape and not shape.is_point else None,
        centre=_place(centre_of(shape)) if shape else None,
        retiring=SeenForm(formdata=None, version=str(page.version)),
        history=list_history(SubjectKind.PLOT, page.id, viewer=viewer),
    )


@blueprint.get("/farmers/<int:farmer_id>/plots/enter")
def start(farmer_id: int) -> str:
    """Ask for a plot that will be drawn later."""
    farmer = _own_farmer(farmer_id)
    return render_template("plots/edit.html", form=PlotForm(formdata=None, version="0"), farmer=farmer, page=None)


@blueprint.post("/farmers/<int:farmer_id>/plots/enter")
def enter(farmer_id: int) -> Answer:
    """Enter a plot that will be drawn later."""
    farmer, form = _own_farmer(farmer_id), PlotForm()
    if form.validate():
        try:
            number = services.record_plot(farmer_id, form.terms(), by=current_viewer(), now=clock.now())
        except Refused as no:
            form.take(no)
        else:
            flash(_("The plot is in the register. It still has to be walked or drawn."), "success")
            return _to(number)
    return render_template("plots/edit.html", form=form, farmer=farmer, page=None), 422


@blueprint.get("/plots/<int:plot_id>/edit")
def edit(plot_id: int) -> str:
    """Open what is stated of a plot to be changed."""
    page = _own(plot_id)
    return render_template("plots/edit.html", form=PlotForm.showing(page.terms, page.version), page=page, farmer=None)


@blueprint.post("/plots/<int:plot_id>/edit")
def change(plot_id: int) -> Answer:
    """Change what is stated of a plot."""
    page, form = _own(plot_id), PlotForm()
    if form.validate():
        try:
            services.change_plot(plot_id, form.terms(), seen=form.seen, by=current_viewer(), now=clock.now())
        except Refused as no:
            form.take(no)
        else:
            flash(_("Recorded."), "success")
            return _to(page.id)
    return render_template("plots/edit.html", form=form, page=page, farmer=None), 422


@blueprint.post("/plots/<int:plot_id>/retire")
def retire(plot_id: int) -> Answer:
    """Retire a plot."""
    page, form = _own(plot_id), SeenForm()
    services.retire_plot(plot_id, seen=form.seen, by=current_viewer(), now=clock.now())
    flash(_("The plot is retired. What it fed stays known."), "success")
    return _to(page.id)


def _picture(page: PlotPage) -> Markup | None:
    if page.terms.shape is None:
        return None
    title = _("Plot %(code)s", code=page.terms.code)
    return draw(Picture(title=title, shape=page.terms.shape, neighbours=page.neighbours, faults=page.faults))


def _place(at: Position) -> str:
    """Say a place as receivers do: latitude first."""
    return f"{degrees_text(at.lat)}, {degrees_text(at.lon)}"


def _own(plot_id: int) -> PlotPage:
    viewer = current_viewer()
    check_may(viewer, Act.SEE_REGISTER)
    page = get_plot(viewer, plot_id)
    check_may(viewer, Act.KEEP_REGISTER, page.stake)
    return page


def _own_farmer(farmer_id: int) -> FarmerPage:
    viewer = current_viewer()
    check_may(viewer, Act.SEE_REGISTER)
    page = get_farmer(viewer, farmer_id, today=day_in_lima(clock.now()))
    check_may(viewer, Act.KEEP_REGISTER, page.stake)
    return page


def _to(plot_id: PlotId) -> Response:
    return redirect(url_for("plots.show", plot_id=plot_id), 303)
