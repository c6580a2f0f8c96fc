"""The contract on paper: to print, as a PDF in both languages, and as the very document that is signed."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial

from flask import Response, current_app, render_template, url_for
from flask_babel import force_locale
from flask_babel import gettext as _

from marketplace import wording
from marketplace.documents.contracts import ContractPaper, Hand, Passage, contract_pdf
from marketplace.documents.seals import sealed
from marketplace.domain.contracts.signing import canonical_document
from marketplace.domain.viewers import Role
from marketplace.queries.contracts.pages import ContractPage
from marketplace.queries.contracts.words import find_signed_words
from marketplace.web.contracts.clauses import LANGUAGES, Clause, clauses_in, kept_clauses
from marketplace.web.contracts.rooms import blueprint, read_contract


@blueprint.get("/<int:contract_id>/print")
def print_contract(contract_id: int) -> str:
    """Show the contract as one paper in Spanish and English, side by side."""
    contract = read_contract(contract_id)
    clauses = list(zip(*_in_both(contract), strict=True))
    return render_template("contracts/print.html", contract=contract, clauses=clauses)


@blueprint.get("/<int:contract_id>/contract.pdf")
def show_pdf(contract_id: int) -> Response:
    """Hand out the contract as a sealed PDF in both languages, with the signed document inside."""
    contract = read_contract(contract_id)
    made = sealed(contract_pdf(_paper(contract)), str(current_app.secret_key).encode())
    response = Response(made, mimetype="application/pdf")
    name = f"{contract.line.code}-v{contract.terms_version}.pdf"
    response.headers.set("Content-Disposition", "inline", filename=name)
    return response


@blueprint.get("/<int:contract_id>/document.json")
def show_document(contract_id: int) -> Response:
    """Hand out exactly the bytes whose hash is signed."""
    return Response(_document(read_contract(contract_id)), mimetype="application/json")


def _in_both(contract: ContractPage) -> list[list[Clause]]:
    """Say the clauses in both languages: as they were read when they were signed, where that was kept."""
    words = find_signed_words(contract) if contract.signatures else None
    if words is None:
        return [clauses_in(language, contract.terms) for language in LANGUAGES]
    return [kept_clauses(words, language) for language in LANGUAGES]


def _document(contract: ContractPage) -> bytes:
    return canonical_document(contract.line.code, contract.terms_version, terms=contract.stored_terms)


def _paper(contract: ContractPage) -> ContractPaper:
    line = contract.line
    spanish, english = (tuple(map(_passage, clauses)) for clauses in _in_both(contract))
    return ContractPaper(
        code=line.code,
        version=str(contract.terms_version),
        state=_twice(partial(wording.label, line.state)),
        parties=f"{contract.terms.producer.name} → {contract.terms.maker.name}",
        document_hash=contract.document_hash,
        address=url_for("verification.show_document", document_hash=contract.document_hash, _external=True),
        is_fictional=contract.is_fictional,
        is_draft=bool(contract.unsigned),
        spanish=spanish,
        english=english,
        hands=tuple(_hands(contract)),
        document=_document(contract),
        made_at=contract.marked_at,
    )


def _passage(clause: Clause) -> Passage:
    return Passage(clause.title, " ".join(clause.sentences), clause.entries)


def _hands(contract: ContractPage) -> Iterator[Hand]:
    sides = {contract.producer_id: Role.PRODUCER, contract.maker_id: Role.MAKER}
    for each in contract.signatures:
        words = _twice(_consent) if each.consented else ""
        yield Hand(each.typed_name, _role(each.organization, sides[each.organization_id]), _when(each.at), words)
    for mark in contract.approvals:
        words = _twice(partial(_condition, mark.condition)) if mark.condition else ""
        yield Hand(mark.person, _role(contract.terms.facilitator, Role.FACILITATOR), _when(mark.at), words)


def _role(organization: str, role: Role) -> str:
    return f"{organization} · {_twice(partial(wording.label, role))}"


def _consent() -> str:
    return str(_("consents to arbitration"))


def _condition(words: str) -> str:
    return str(_("On condition: %(words)s", words=words))


def _when(moment: datetime) -> str:
    """Write a moment so that it reads the same for everybody."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")


def _twice(say: Callable[[], str]) -> str:
    """Say something in both languages, once where they agree."""
    said = []
    for language in LANGUAGES:
        with force_locale(language):
            said.append(str(say()))
    return " · ".join(dict.fromkeys(said))
