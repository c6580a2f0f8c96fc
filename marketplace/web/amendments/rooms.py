"""The addresses of changes, and what the pages of contracts say of what happens afterwards."""

from flask import Blueprint
from werkzeug.wrappers import Response

from marketplace.domain.contracts.terms import ContractTerms
from marketplace.queries.contracts.afterwards import Afterwards, find_afterwards
from marketplace.queries.contracts.amendments import AmendmentLine, list_amendments, may_extend
from marketplace.queries.contracts.pages import ContractPage
from marketplace.web.contracts.clauses import Clause, clauses_in
from marketplace.web.sessions import current_viewer

blueprint = Blueprint("amendments", __name__)
Answer = Response | str | tuple[str, int]


@blueprint.app_template_global("afterwards_of")
def afterwards_of(contract: ContractPage) -> Afterwards | None:
    """Say what happens to a contract, for its page."""
    return find_afterwards(contract.line.id, current_viewer())


@blueprint.app_template_global("amendments_of")
def amendments_of(contract: ContractPage) -> list[AmendmentLine]:
    """List the changes of a contract, for its page."""
    return list_amendments(contract.line.id, current_viewer())


@blueprint.app_template_global("may_extend")
def may_extend_of(contract: ContractPage) -> bool:
    """Say whether whoever looks at a contract can ask for more time for its reserved bags."""
    return may_extend(contract, current_viewer())


def disputes_in_both(terms: ContractTerms) -> dict[str, Clause]:
    """Say the clause on law and disputes in each language of the market."""
    return {
        language: next(each for each in clauses_in(language, terms) if each.key == "disputes")
        for language in ("es_PE", "en")
    }
