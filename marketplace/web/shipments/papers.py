"""Papers of a shipment: brought with their files, accepted, refused, or not needed."""

from contextlib import closing
from typing import Any

from flask import flash, render_template, request
from flask_babel import gettext as _
from werkzeug.exceptions import RequestEntityTooLarge

from marketplace import clock
from marketplace.domain.errors import NotFound, Reason, Refused
from marketplace.domain.files import MOST_MEGABYTES, KeptFile
from marketplace.domain.ids import CargoId
from marketplace.domain.shipments.papers import PaperKind, PaperStep
from marketplace.forms.shipments import PaperAnswerForm, PaperForm
from marketplace.gateways.attachments import Sent, keeping
from marketplace.services.shipments.papers import Answer as Said
from marketplace.services.shipments.papers import Upload, answer_paper, upload_paper
from marketplace.web.sessions import current_viewer
from marketplace.web.shipments.cargo import back_to_cargo, cargo_page, own_cargo
from marketplace.web.shipments.rooms import Answer, blueprint


@blueprint.post("/cargo/<int:cargo_id>/papers/<kind>/upload")
def bring_paper(cargo_id: int, kind: str) -> Answer:
    """Take a paper with its file."""
    (page, cargo), paper, form = own_cargo(cargo_id), _kind(kind), PaperForm()
    if form.validate():
        try:
            with keeping(_sent(form)) as kept:
                _bring(cargo.id, paper, form=form, kept=kept)
        except Refused as no:
            form.take(Reason(each.code, _field(each), each.facts) for each in no.reasons)
        else:
            flash(_("Uploaded. The other side can read it."), "success")
            return back_to_cargo(cargo_id)
    return cargo_page(page, cargo, paper_form=form, refused_kind=paper), 422  # type: ignore[arg-type] # a word, not a form


@blueprint.post("/cargo/<int:cargo_id>/papers/<kind>/<any(accept, refuse, waive, want):step>")
def answer(cargo_id: int, kind: str, step: str) -> Answer:
    """Take what is said to a paper."""
    (page, cargo), paper, form = own_cargo(cargo_id), _kind(kind), PaperAnswerForm()
    said = Said(paper, PaperStep(step), form.note.data)
    try:
        answer_paper(cargo.id, said, by=current_viewer(), now=clock.now())
    except Refused as no:
        form.take(no)
        said_wrong: dict[str, Any] = {"paper_answer": form, "refused_kind": paper, "refused_step": step}
        return cargo_page(page, cargo, **said_wrong), 422
    return back_to_cargo(cargo_id)


@blueprint.errorhandler(413)
def refuse_large(error: RequestEntityTooLarge) -> tuple[str, int]:
    """Say that the file is too large."""
    del error
    return render_template("shipments/too_large.html", limit=MOST_MEGABYTES), 413


def _bring(cargo_id: CargoId, kind: PaperKind, *, form: PaperForm, kept: list[KeptFile]) -> None:
    upload = Upload(kind, form.facts(), kept[0] if kept else None)
    upload_paper(cargo_id, upload, by=current_viewer(), now=clock.now())


def _kind(word: str) -> PaperKind:
    try:
        return PaperKind(word)
    except ValueError as error:
        raise NotFound("paper.unknown") from error


def _field(reason: Reason) -> str | None:
    return "paper" if reason.field == "files" else reason.field


def _sent(form: PaperForm) -> list[Sent]:
    file = form.paper.data or request.files.get("paper")
    if not file or not file.filename:
        return []
    with closing(file):
        return [Sent(file.filename, file.read())]
