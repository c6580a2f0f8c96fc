"""A plot is walked or drawn: the page, what it answers, and what keeps it of use where there is no signal."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response as AnyResponse

from marketplace import clock, wording
from marketplace.domain.errors import Refused, Stale
from marketplace.domain.plots.checks import Fault
from marketplace.domain.plots.corners import corner_at
from marketplace.domain.plots.land import PlotTerms
from marketplace.domain.plots.shapes import Shape
from marketplace.forms.plots_drawing import Drawn, NewPlotForm, OutlineForm
from marketplace.forms.typed_outlines import write_typed
from marketplace.geodata.measuring import area_of, perimeter_of
from marketplace.geodata.pictures import Picture, draw
from marketplace.queries.plots.drawing import Ground, get_ground_of_farmer, get_ground_of_plot
from marketplace.services.plots.recording import record_plot, redraw_plot
from marketplace.web.assets import FOLDER, address
from marketplace.web.plots.drawing_words import map_words, queue_words
from marketplace.web.sessions import current_face, current_viewer

blueprint = Blueprint("drawing", __name__)
Answer = AnyResponse | str | tuple[str, int]
QUEUE = "X-Plot-Queue"
"""By this header the page's script says that it asks, and not a browser that would follow where it is led."""
MAY_LOCATE = "camera=(), geolocation=(self), microphone=(), payment=()"


@dataclass(frozen=True, slots=True)
class Told:
    """One fault as the page says it, with the corner's number where it has one."""

    sentence: str
    number: int | None
    is_error: bool


@blueprint.after_request
def allow_positions(response: AnyResponse) -> AnyResponse:
    """Let these pages, and no others, ask where the phone is."""
    response.headers["Permissions-Policy"] = MAY_LOCATE
    return response


@blueprint.get("/farmers/<int:farmer_id>/plots/new")
def start(farmer_id: int) -> str:
    """Show the ground for a new plot of a farmer."""
    return _page(get_ground_of_farmer(farmer_id, current_viewer()), NewPlotForm(formdata=None))


@blueprint.post("/farmers/<int:farmer_id>/plots/new")
def record(farmer_id: int) -> Answer:
    """Record a new plot."""
    ground, form = get_ground_of_farmer(farmer_id, current_viewer()), NewPlotForm()

    def write(shape: Shape) -> int:
        return record_plot(farmer_id, form.terms(shape), by=current_viewer(), now=clock.now())

    return _take(ground, form, write)


@blueprint.get("/plots/<int:plot_id>/draw")
def edit(plot_id: int) -> str:
    """Show the ground with a plot's outline, to be drawn anew."""
    ground = get_ground_of_plot(plot_id, current_viewer())
    plot = ground.plot
    typed = write_typed(plot.shape) if plot and plot.shape else ""
    return _page(ground, OutlineForm(formdata=None, shape=typed, version=str(plot.version) if plot else ""))


@blueprint.post("/plots/<int:plot_id>/draw")
def redraw(plot_id: int) -> Answer:
    """Give a plot another outline; one that was changed meanwhile is shown beside, and waits for a choice."""
    ground, form = get_ground_of_plot(plot_id, current_viewer()), OutlineForm()

    def write(shape: Shape) -> int:
        drawn = PlotTerms(shape=shape, source=form.origin, accuracy_metres=form.accuracy)
        return redraw_plot(plot_id, drawn, seen=form.seen, by=current_viewer(), now=clock.now())

    return _take(ground, form, write)


@blueprint.get("/plots/sender")
def show_sender() -> Response:
    """Say to the waiting list who would be sending, with a fresh mark against forgery."""
    face = current_face()
    viewer = face.viewer
    answer = jsonify(
        person=viewer.user_id, organization=viewer.organization_id, csrf=generate_csrf() if face.is_signed_in else ""
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.get("/plots-worker.js")
def show_worker() -> Response:
    """Give the script that keeps these pages for places without signal; it stands at the root to reach all of them."""
    answer = Response((FOLDER / "plots-worker.js").read_bytes(), mimetype="text/javascript")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def _take(ground: Ground, form: OutlineForm, write: Callable[[Shape], int]) -> Answer:
    """Write what was drawn, or show it with all that is against it."""
    is_typed = form.validate()
    drawn = form.drawn()
    if form.look.data or form.repair.data:
        return _page(ground, form, drawn)
    try:
        if is_typed and drawn.is_sound and not form.errors and drawn.shape:
            return _recorded(write(drawn.shape))
    except Refused as no:
        form.take(no)
    except Stale as late:
        if late.code != "row.changed_meanwhile" or ground.plot is None:
            raise
        return _page(ground, form, drawn, is_stale=True), 409
    return _page(ground, form, drawn), 422


def _recorded(plot_id: int) -> AnyResponse:
    place = address("plots.show", plot_id=plot_id) or "/"
    if request.headers.get(QUEUE) != "later":
        flash(_("The plot is recorded."), "success")
    if QUEUE in request.headers:
        return Response(status=201, headers={"Location": place})
    return redirect(place, 303)


def _page(ground: Ground, form: OutlineForm, drawn: Drawn | None = None, *, is_stale: bool = False) -> str:
    told = [_told(drawn.shape, each) for each in drawn.faults] if drawn else []
    shape = drawn.shape if drawn else ground.plot.shape if ground.plot else None
    return render_template(
        "plots/draw.html",
        ground=ground,
        form=form,
        drawn=drawn,
        told=told,
        shape=shape,
        size=_size(shape, told),
        picture=_picture(ground, drawn, is_stale=is_stale),
        is_stale=is_stale,
        facts=_map_facts(ground, is_answer=drawn is not None, is_stale=is_stale),
        action=request.path,
        now=clock.now(),
    )


def _picture(ground: Ground, drawn: Drawn | None, *, is_stale: bool) -> str | None:
    """Draw what was sent, for those without the map: with its faults, the neighbours, and what stands in its way."""
    if drawn is None or drawn.shape is None:
        return None
    recorded = ground.plot.shape if ground.plot and is_stale else None
    around = [recorded] if recorded else [shape for _code, shape in ground.neighbours]
    return draw(
        Picture(title=_("The outline as it was sent"), shape=drawn.shape, neighbours=around, faults=drawn.faults)
    )


def _size(shape: Shape | None, told: Sequence[Told]) -> tuple[object, object] | None:
    is_measured = shape and not shape.is_point and not any(each.is_error for each in told)
    return (area_of(shape), perimeter_of(shape)) if shape and is_measured else None


def _told(shape: Shape | None, fault: Fault) -> Told:
    sentence = wording.say(fault.reason)
    if shape is None or fault.position is None:
        return Told(sentence, None, fault.is_error)
    corner = corner_at(shape, fault.position)
    words = _("After corner %(number)s: %(fault)s") if corner.is_after else _("Corner %(number)s: %(fault)s")
    return Told(words % {"number": corner.number, "fault": sentence}, corner.number, fault.is_error)


def _map_facts(ground: Ground, *, is_answer: bool, is_stale: bool) -> dict[str, Any]:
    shape = ground.plot.shape if ground.plot else None
    return {
        "words": map_words(),
        "neighbours": [[code, ring] for code, shape in ground.neighbours for ring in _packed(shape)],
        "meanwhile": _packed(shape) if is_stale and shape else None,
        "isAnswer": is_answer,
        "about": ground.about,
        **_who(),
    }


@blueprint.app_template_global("plot_queue_facts")
def queue_facts() -> dict[str, Any]:
    """Say what the list of plots that wait to be sent has to know, on whatever page it stands."""
    return {"words": queue_words(), "sender": url_for("drawing.show_sender"), **_who()}


def _who() -> dict[str, object]:
    viewer = current_viewer()
    return {"person": viewer.user_id, "organization": viewer.organization_id}


def _packed(shape: Shape) -> list[list[int]]:
    """Say each ring as its first corner and then steps, so that thirty neighbours weigh little."""
    return [_steps([each for corner in (ring[:-1] or ring) for each in corner]) for ring in shape.rings]


def _steps(flat: list[int]) -> list[int]:
    return [value - (flat[at - 2] if at > 1 else 0) for at, value in enumerate(flat)]
