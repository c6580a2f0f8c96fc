"""What satellites say of plots: how many stand where, which ask for something, and results brought and taken away."""

from flask import Response as Download
from flask import flash, redirect, render_template, request, url_for
from flask_babel import ngettext
from werkzeug.wrappers import Response

from marketplace import clock
from marketplace.domain.acts import Act, check_may, may
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import NotFound, Refused, reason
from marketplace.forms.evidence import ScreeningForm
from marketplace.forms.screening_sheets import ResultFile, read_results
from marketplace.gateways.files import FileMissingError, Purpose, new_name, uploads
from marketplace.gateways.links import read_link, sign_link
from marketplace.geodata.whisp import write_for_whisp
from marketplace.queries.evidence.screenings import (
    PER_PAGE,
    count_screened,
    list_asking,
    list_outlines,
    preview_results,
)
from marketplace.services.evidence.screenings import Taken, take_screenings
from marketplace.web.evidence.rooms import Answer, blueprint, sent_file
from marketplace.web.paging import asked_page
from marketplace.web.sessions import current_viewer

LOOKED_AT = "screenings_looked_at"
MOST_SHOWN = 100


@blueprint.get("/plots/screenings")
def list_screenings() -> str:
    """Show how many plots stand where, and which ask for something."""
    check_may(current_viewer(), Act.SEE_EVIDENCE)
    return _page(ScreeningForm(formdata=None, dataset_on=day_in_lima(clock.now())))


@blueprint.post("/plots/screenings")
def bring_screenings() -> Answer:
    """Look at a file of results, or take in one that was looked at; a file with a faulty row is not taken at all."""
    viewer, form = current_viewer(), ScreeningForm()
    check_may(viewer, Act.SCREEN_PLOTS)
    if not form.validate():
        return _page(form), 422
    try:
        content = _content(form)
        read = read_results(content)
        if read.faults:
            form.take([reason("screening.rows_faulty")])
            return _page(form, read=read), 422
        if request.form.get("do") == "take":
            taken = take_screenings(read.results, form.dataset, by=viewer, now=clock.now())
            return _done(taken)
    except Refused as no:
        form.take(no)
        return _page(form), 422
    return _preview(form, content, read)


@blueprint.get("/plots/screenings/plots-<int:part>.geojson")
def export_plots(part: int) -> Download:
    """Hand out drawn plots for a screening, five thousand at most in each file."""
    viewer = current_viewer()
    check_may(viewer, Act.SEE_EVIDENCE)
    if not 1 <= part <= max(1, count_screened(viewer).files):
        raise NotFound("screening.no_such_part")
    response = Download(write_for_whisp(list_outlines(viewer, part=part)), mimetype="application/geo+json")
    response.headers.set("Content-Disposition", "attachment", filename=f"plots-{part}.geojson")
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _content(form: ScreeningForm) -> bytes:
    """Read the file that was sent, or the one that was looked at before."""
    sent = sent_file(form.file.data)
    if sent:
        return sent[0].content
    claims = read_link(LOOKED_AT, form.ticket.data or "") or {}
    if not claims or claims.get("user") != current_viewer().user_id:
        raise Refused(reason("screening.file_missing", "file"))
    try:
        return uploads().read(str(claims["name"]))
    except FileMissingError as error:
        raise Refused(reason("screening.file_missing", "file")) from error


def _preview(form: ScreeningForm, content: bytes, read: ResultFile) -> str:
    """Keep the file for a day, and show what it would come to."""
    today = day_in_lima(clock.now())
    found = preview_results(current_viewer(), read.results, dataset=form.dataset, today=today)
    name = new_name(Purpose.ATTACHMENT, "csv")
    uploads().write(name, content)
    ticket = sign_link(LOOKED_AT, {"name": name, "user": current_viewer().person})
    return render_template(
        "evidence/preview.html", form=form, ticket=ticket, found=found, shown=found.skipped[:MOST_SHOWN]
    )


def _page(form: ScreeningForm, read: ResultFile | None = None) -> str:
    viewer, page = current_viewer(), asked_page()
    asking = list_asking(viewer, page=page)
    return render_template(
        "evidence/screenings.html",
        form=form,
        count=count_screened(viewer),
        asking=asking,
        page=page,
        has_more=len(asking) == PER_PAGE,
        faults=read.faults[:MOST_SHOWN] if read else (),
        may_bring=may(viewer, Act.SCREEN_PLOTS),
    )


def _done(taken: Taken) -> Response:
    said = ngettext("%(num)s result taken.", "%(num)s results taken.", taken.fresh)
    known = ngettext("%(num)s was known.", "%(num)s were known.", taken.known) if taken.known else ""
    left = ngettext("%(num)s row left out.", "%(num)s rows left out.", len(taken.skipped)) if taken.skipped else ""
    flash(" ".join(filter(None, (said, known, left))), "success" if taken.fresh else "note")
    return redirect(url_for("evidence.list_screenings"), 303)
