"""Papers about money: the list of one's own, and each as a sealed PDF in Spanish and English."""

from collections.abc import Iterator
from decimal import Decimal

from flask import Blueprint, Response, current_app, render_template, request, url_for
from flask_babel import force_locale

from marketplace import wording
from marketplace.documents.money import MoneySheet, Row, money_pdf
from marketplace.documents.seals import sealed
from marketplace.domain.acts import Act, check_may
from marketplace.domain.money import Currency, Money, smallest_unit
from marketplace.domain.money_papers import PaperTerms, paper_document
from marketplace.queries.money_papers import PER_PAGE, MoneyPaperLine, get_paper, list_papers
from marketplace.web.contracts.clauses import LANGUAGES
from marketplace.web.paging import asked_page
from marketplace.web.sessions import current_viewer

blueprint = Blueprint("money_papers", __name__, url_prefix="/papers")


@blueprint.get("/")
def list_all() -> str:
    """Show the papers that one is party to, or those of one contract."""
    viewer, page = current_viewer(), asked_page()
    check_may(viewer, Act.SEE_PAYMENTS)
    contract_id = request.args.get("contract", type=int)
    lines = list_papers(viewer, contract_id=contract_id, page=page)
    return render_template(
        "money_papers/list.html",
        lines=lines[:PER_PAGE],
        has_more=len(lines) > PER_PAGE,
        page=page,
        contract_id=contract_id,
    )


@blueprint.get("/<int:paper_id>.pdf")
def show_pdf(paper_id: int) -> Response:
    """Hand out one paper."""
    line = get_paper(paper_id, current_viewer())
    made = sealed(money_pdf(_sheet(line)), str(current_app.secret_key).encode())
    response = Response(made, mimetype="application/pdf")
    response.headers.set("Content-Disposition", "inline", filename=f"{line.terms.number}.pdf")
    return response


def _sheet(line: MoneyPaperLine) -> MoneySheet:
    terms = line.terms
    spanish, english = _twice(terms.kind.value, "MoneyPaperKind")
    *rows, total = terms.lines
    return MoneySheet(
        spanish=spanish,
        english=english,
        number=terms.number,
        address=url_for("verification.show_document", document_hash=line.document_hash, _external=True),
        document_hash=line.document_hash,
        facts=tuple(_facts(terms)),
        rows=tuple(
            Row(*_twice(each.what, "PaperLine"), _coins(each.amount, terms.currency), each.note) for each in rows
        ),
        total=Row(*_twice(total.what, "PaperLine"), _coins(total.amount, terms.currency)),
        is_fictional=terms.is_fictional,
        document=paper_document(terms),
        made_at=line.at,
    )


def _facts(terms: PaperTerms) -> Iterator[Row]:
    known = [("on", terms.on.isoformat()), ("contract", terms.code), ("producer", terms.producer)]
    known += [("maker", terms.maker)] if terms.kind.value != "payout_note" else []
    known += [(each.what, each.value) for each in terms.facts if each.value]
    for what, value in known:
        yield Row(*_twice(what, "PaperFact"), _said(what, value))


def _said(what: str, value: str) -> str:
    """Say words of ours in both languages; names, numbers and days as they are."""
    if what == "way":
        return " · ".join(_twice(value, "PaymentWay"))
    if what == "instalment":
        number, _colon, kind = value.partition(": ")
        return f"{number}: {' · '.join(_twice(kind, 'InstalmentKind'))}"
    return value


def _twice(word: str, kind: str) -> tuple[str, str]:
    said = []
    for language in LANGUAGES:
        with force_locale(language):
            said.append(str(wording.label(word, kind)))
    return said[0], said[1]


def _coins(amount: Decimal, currency: Currency) -> str:
    money = Money(amount, currency)
    return f"{money.amount.quantize(smallest_unit(currency)):,} {currency.value}"
