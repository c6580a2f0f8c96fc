"""Signing: the whole contract, the arbitration clause in both languages, and then name, consent and password."""

from flask import flash, render_template
from flask_babel import get_locale
from flask_babel import gettext as _

from marketplace import clock
from marketplace.domain.acts import Act
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.contracts.signing import needs_consent, signable_faults
from marketplace.domain.errors import Refused
from marketplace.domain.ids import ContractId
from marketplace.forms.contracts import SigningForm
from marketplace.queries.contracts.money import money_of
from marketplace.queries.contracts.pages import ContractPage
from marketplace.services.contracts.signing import sign_contract
from marketplace.web.contracts.clauses import Clause, clauses_in, clauses_of, words_of
from marketplace.web.contracts.rooms import Answer, back_to, blueprint, own_contract
from marketplace.web.sessions import current_face, current_viewer


@blueprint.get("/<int:contract_id>/sign")
def read_to_sign(contract_id: int) -> str:
    """Show everything that is signed."""
    contract = own_contract(contract_id, Act.SIGN_CONTRACT)
    return _signing_page(contract, SigningForm(document_hash=contract.document_hash))


@blueprint.post("/<int:contract_id>/sign")
def sign(contract_id: int) -> Answer:
    """Take a signature."""
    contract, form = own_contract(contract_id, Act.SIGN_CONTRACT), SigningForm()
    if form.validate():
        given = form.signature(str(get_locale()), words_of(contract.terms))
        password = form.password.data or ""
        try:
            sign_contract(ContractId(contract_id), given, password=password, by=current_viewer(), now=clock.now())
        except Refused as no:
            form.take(no)
        else:
            flash(_("Signed and recorded, with the hash of what you read."), "success")
            return back_to(contract_id)
    return _signing_page(contract, form), 422


def _signing_page(contract: ContractPage, form: SigningForm) -> str:
    return render_template(
        "contracts/sign.html",
        contract=contract,
        form=form,
        clauses=clauses_of(contract.terms),
        money=money_of(contract.terms, day_in_lima(clock.now())),
        disputes={language: _dispute_clause(language, contract) for language in ("es_PE", "en")},
        open_ends=signable_faults(contract.terms),
        needs_consent=needs_consent(contract.terms),
        own_name=current_face().name,
    )


def _dispute_clause(language: str, contract: ContractPage) -> Clause:
    return next(each for each in clauses_in(language, contract.terms) if each.key == "disputes")
