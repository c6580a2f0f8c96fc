"""Anybody may check a contract's paper here: by the file, or by its hash. Nothing of its terms is told."""

from enum import StrEnum

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from marketplace import clock, wording
from marketplace.documents.reading import MOST_BYTES, read_document, read_paper
from marketplace.documents.seals import is_sealed
from marketplace.domain.contracts.signing import is_hash
from marketplace.domain.errors import Reason, Refused, reason
from marketplace.forms.verification import VerificationForm
from marketplace.queries.contracts.documents import DocumentFacts, find_document
from marketplace.queries.money_papers import MoneyPaperLine, find_paper
from marketplace.services.documents import count_check
from marketplace.services.transaction import hold_ticket
from marketplace.web.uploads import rescued_text

blueprint = Blueprint("verification", __name__, url_prefix="/verify")
MEGABYTE = 1024 * 1024
Answer = Response | str | tuple[str, int]


class Seal(StrEnum):
    """What the file itself showed: to the byte ours, ours but changed, or no file was brought."""

    WHOLE = "whole"
    BROKEN = "broken"
    NONE = "none"


@blueprint.get("/")
def ask() -> str:
    """Ask for the paper."""
    return render_template("verification/ask.html", form=VerificationForm(formdata=None))


@blueprint.post("/")
def check() -> Answer:
    """Check the paper that was brought; whoever is signed in or not."""
    hold_ticket(None)  # nothing is changed, so that a form sent twice is checked twice
    form = VerificationForm()
    try:
        count_check(request.remote_addr, now=clock.now())
        found = _checked_file(form.paper.data) if form.paper.data else _checked_words(form)
    except Refused as no:
        form.take(no)
        return render_template("verification/ask.html", form=form), 422
    return found


@blueprint.errorhandler(413)
def refuse_large(error: RequestEntityTooLarge) -> tuple[str, int]:
    """Say beside the field that the file is too large, before all of it has come in."""
    del error
    form = VerificationForm(formdata=None, code=rescued_text(request, "code"))
    form.take([reason("document.too_large", "paper", limit=MOST_BYTES // MEGABYTE)])
    return render_template("verification/ask.html", form=form), 413


@blueprint.get("/<document_hash>")
def show_document(document_hash: str) -> Answer:
    """Say what is known of a document by its hash."""
    facts = find_document(document_hash) if is_hash(document_hash) else None
    paper = find_paper(document_hash) if facts is None and is_hash(document_hash) else None
    if paper is not None:
        return _paper_verdict(paper, Seal.NONE)
    if facts is None:
        form = VerificationForm(formdata=None, document_hash=document_hash)
        form.faults.append(wording.say(Reason("document.unknown")))
        return render_template("verification/ask.html", form=form), 404
    return _verdict(facts, document_hash, Seal.NONE)


def _checked_words(form: VerificationForm) -> Response:
    if not form.plain_hash:
        raise Refused("document.missing")
    if not is_hash(form.plain_hash):
        raise Refused(reason("document.hash_shape", "document_hash"))
    facts = find_document(form.plain_hash)
    paper = find_paper(form.plain_hash) if facts is None else None
    typed, code = (form.code.data or "").upper(), facts.code if facts else paper.terms.code if paper else None
    if code is None or (typed and typed != code):
        raise Refused(reason("document.unknown", "document_hash"))
    return redirect(url_for("verification.show_document", document_hash=form.plain_hash), 303)


def _checked_file(upload: FileStorage) -> str:
    body = upload.stream.read(MOST_BYTES + 1)
    upload.close()
    if len(body) > MOST_BYTES:
        raise Refused(reason("document.too_large", "paper", limit=MOST_BYTES // MEGABYTE))
    carried, paper_hash = read_document(body), read_paper(body)
    paper = find_paper(paper_hash) if paper_hash else None
    key = str(current_app.secret_key).encode()
    if paper is not None:
        return _paper_verdict(paper, Seal.WHOLE if is_sealed(body, key) else Seal.BROKEN)
    if carried is None:
        raise Refused(reason("document.not_ours", "paper"))
    facts = find_document(carried.document_hash)
    if facts is None:
        raise Refused(reason("document.altered", "paper", contract=carried.code, version=carried.version))
    return _verdict(facts, carried.document_hash, Seal.WHOLE if is_sealed(body, key) else Seal.BROKEN)


def _verdict(facts: DocumentFacts, document_hash: str, seal: Seal) -> str:
    return render_template("verification/show.html", facts=facts, document_hash=document_hash, seal=seal.value)


def _paper_verdict(paper: MoneyPaperLine, seal: Seal) -> str:
    """Say that a paper about money is genuine; of its sums nothing is told."""
    return render_template("verification/paper.html", paper=paper, seal=seal.value)
