"""What the pages of proof share, and what other pages ask of them."""

from contextlib import closing

from flask import Blueprint, request
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from marketplace import clock
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.forms.base import BareForm
from marketplace.forms.evidence import ProofForm
from marketplace.gateways.attachments import Sent
from marketplace.queries.evidence.lots import LotEvidenceView, readiness_of
from marketplace.queries.evidence.plots import PlotEvidence, get_evidence
from marketplace.web.sessions import current_viewer

blueprint = Blueprint("evidence", __name__)
Answer = Response | str | tuple[str, int]


@blueprint.app_template_global("evidence_of_plot")
def evidence_of_plot(plot_id: int) -> PlotEvidence:
    """Give the page of a plot all proof of it."""
    return get_evidence(current_viewer(), plot_id)


@blueprint.app_template_global("evidence_of_lot")
def evidence_of_lot(code: str) -> LotEvidenceView | None:
    """Give the page of a lot's origin how far its evidence is."""
    return readiness_of(current_viewer(), code, today=day_in_lima(clock.now()))


@blueprint.app_template_global("evidence_forms")
def evidence_forms() -> tuple[ProofForm, BareForm]:
    """Give the page of a plot an empty form for proof, and one for its buttons."""
    return ProofForm(formdata=None, shown_on=day_in_lima(clock.now())), BareForm(formdata=None)


def sent_file(file: FileStorage | None) -> list[Sent]:
    """Read the file that was sent, if one was."""
    file = file or request.files.get("file")
    if not file or not file.filename:
        return []
    with closing(file):
        return [Sent(file.filename, file.read())]
