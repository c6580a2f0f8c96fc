"""Asking for a change: first what is wanted, then exactly what it makes of the contract, to be signed."""

from dataclasses import replace
from decimal import Decimal

from flask import flash, redirect, render_template, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from marketplace import clock
from marketplace.domain.acts import Act
from marketplace.domain.contracts.amendments import differences
from marketplace.domain.contracts.changes import (
    Hand,
    Wish,
    allowance_faults,
    change_faults,
    note_faults,
    with_next_crop,
)
from marketplace.domain.contracts.reserving import extension_faults
from marketplace.domain.contracts.signing import document_hash, needs_consent
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.errors import Refused, reason, refuse_if_any
from marketplace.domain.ids import ContractId, LotId
from marketplace.forms.amendments import (
    AllowanceWishForm,
    ExtensionWishForm,
    FrameWishForm,
    RenewalWishForm,
    TermsWishForm,
)
from marketplace.forms.contracts import SigningForm
from marketplace.queries.contracts.amendments import check_extendable
from marketplace.queries.contracts.bags import find_bag_room, list_bag_faults
from marketplace.queries.contracts.pages import ContractPage
from marketplace.queries.contracts.renewals import list_next_crops
from marketplace.queries.samples.contracts import find_agreed_allowance
from marketplace.services.amendments.asking import ask_amendment
from marketplace.web.amendments.rooms import Answer, blueprint, disputes_in_both
from marketplace.web.contracts.clauses import clauses_of, words_of
from marketplace.web.contracts.rooms import own_contract
from marketplace.web.sessions import current_face, current_viewer

WishForm = TermsWishForm | AllowanceWishForm | ExtensionWishForm | FrameWishForm | RenewalWishForm
FORMS: dict[str, type[WishForm]] = {
    "terms": TermsWishForm,
    "allowance": AllowanceWishForm,
    "extension": ExtensionWishForm,
    "frame": FrameWishForm,
    "renewal": RenewalWishForm,
}


@blueprint.get("/contracts/<int:contract_id>/amendments/new/<any(terms,allowance,extension,frame,renewal):kind>")
def start(contract_id: int, kind: str) -> str:
    """Open the terms that a change of this kind may touch."""
    contract = own_contract(contract_id, Act.TEND_CONTRACT)
    if FORMS[kind] is ExtensionWishForm:
        check_extendable(contract, current_viewer())
    form = FORMS[kind].showing(contract.terms, contract.version)
    return _wish_page(contract, _offering(form, contract))


@blueprint.post("/contracts/<int:contract_id>/amendments/new/<any(terms,allowance,extension,frame,renewal):kind>")
def check(contract_id: int, kind: str) -> Answer:
    """Show what the wish makes of the contract, to be read and signed."""
    contract = own_contract(contract_id, Act.TEND_CONTRACT)
    form = _offering(FORMS[kind](), contract)
    terms = _wanted(form, contract)
    if terms is None:
        return _wish_page(contract, form), 422
    digest = document_hash(contract.line.code, contract.terms_version + 1, terms=terms.to_json())
    return _signing_page(contract, form, terms=terms, hand=SigningForm(formdata=None, document_hash=digest))


@blueprint.post("/contracts/<int:contract_id>/amendments/<any(terms,allowance,extension,frame,renewal):kind>")
def ask(contract_id: int, kind: str) -> Answer:
    """Take the signed wish."""
    contract = own_contract(contract_id, Act.TEND_CONTRACT)
    form, hand = _offering(FORMS[kind](), contract), SigningForm()
    terms = _wanted(form, contract)
    if terms is None:
        return _wish_page(contract, form), 422
    if hand.validate():
        try:
            amendment_id = _ask(contract, form, terms=terms, hand=hand)
        except Refused as no:
            hand.take(no)
        else:
            flash(_("Signed and sent to the other side. Until a facilitator approves, nothing changes."), "success")
            return redirect(url_for("amendments.show", amendment_id=amendment_id), 303)
    return _signing_page(contract, form, terms=terms, hand=hand), 422


def _ask(contract: ContractPage, form: WishForm, *, terms: ContractTerms, hand: SigningForm) -> int:
    wish = Wish(
        kind=form.kind,
        terms=terms,
        reason=form.reason.data or "",
        seen=form.seen,
        lot_id=_lot_of(form, contract),
    )
    given = hand.signature(str(get_locale()), words_of(terms))
    signed = Hand(signature=given, password=hand.password.data or "")
    contract_id = ContractId(contract.line.id)
    return ask_amendment(contract_id, wish, hand=signed, by=current_viewer(), now=clock.now())


def _offering(form: WishForm, contract: ContractPage) -> WishForm:
    """Offer the lots that could follow, and open a renewal with what the first of them states."""
    if isinstance(form, RenewalWishForm):
        form.offer(list(list_next_crops(contract)))
        if form.bags.data is None and not form.bags.typed:
            terms = contract.terms
            form.bags.data, form.price.data = Decimal(terms.bags), terms.price.amount
            form.differential.data, form.terminal_month.data = terms.differential, terms.terminal_month
    if isinstance(form, AllowanceWishForm) and form.allowance.data is None and not form.allowance.typed:
        _open_with_agreed(form, contract)
    return form


def _open_with_agreed(form: AllowanceWishForm, contract: ContractPage) -> None:
    """Open with the allowance that both sides agreed after a rejected sample, where there is one."""
    agreed = find_agreed_allowance(current_viewer(), contract.line.id)
    if agreed:
        code, form.allowance.data = agreed
        form.reason.data = str(_("Agreed by both sides after the rejected sample %(code)s.", code=code))


def _wanted(form: WishForm, contract: ContractPage) -> ContractTerms | None:
    """Say the terms that are asked for, or None when something must be mended; the form says what."""
    if not form.validate():
        return None
    try:
        terms = _read(form, contract)
        unsaid = [replace(each, field="reason") for each in note_faults(form.reason.data)]
        refuse_if_any([*unsaid, *change_faults(form.kind, contract.terms, new=terms)])
        if isinstance(form, TermsWishForm):
            refuse_if_any(list_bag_faults(contract.line.id, terms, viewer=current_viewer()))
    except Refused as no:
        form.take(no)
        return None
    return terms


def _read(form: WishForm, contract: ContractPage) -> ContractTerms:
    if isinstance(form, RenewalWishForm):
        found = list_next_crops(contract).get(form.lot.data or "")
        if found is None:
            raise Refused(reason("frame.lot_unfit", "lot"))
        return with_next_crop(contract.terms, form.next_crop(contract.terms, found[1]))
    if isinstance(form, AllowanceWishForm) and form.allowance.data is not None:
        refuse_if_any(allowance_faults(contract.terms, form.allowance.data))
    if isinstance(form, ExtensionWishForm):
        refuse_if_any(extension_faults(contract.terms.reserved_until, form.reserved_until.data))
    return form.wanted(contract.terms)


def _lot_of(form: WishForm, contract: ContractPage) -> LotId | None:
    if not isinstance(form, RenewalWishForm):
        return None
    return list_next_crops(contract)[form.lot.data][0]


def _wish_page(contract: ContractPage, form: WishForm) -> str:
    is_of_terms = isinstance(form, TermsWishForm)
    room = find_bag_room(contract.line.id, current_viewer()) if is_of_terms else None
    return render_template("amendments/new.html", contract=contract, form=form, room=room)


def _signing_page(contract: ContractPage, form: WishForm, *, terms: ContractTerms, hand: SigningForm) -> str:
    return render_template(
        "amendments/sign.html",
        contract=contract,
        form=form,
        hand=hand,
        terms=terms,
        changes=differences(contract.terms, terms),
        clauses=clauses_of(terms),
        disputes=disputes_in_both(terms),
        needs_consent=needs_consent(terms),
        own_name=current_face().name,
    )
