"""Carries a drafted contract of the fictional market on: both sides read and sign it."""

from datetime import datetime

from marketplace.domain.contracts.signing import SignatureTerms
from marketplace.domain.ids import ContractId
from marketplace.domain.viewers import Viewer
from marketplace.queries.contracts.showing import get_contract
from marketplace.seed.people import PASSWORD
from marketplace.services.contracts.signing import sign_contract


def sign_for_both(contract_id: ContractId, *, producer: Viewer, maker: Viewer, now: datetime) -> None:
    """Let the group sign, then the maker."""
    terms = get_contract(contract_id, producer, now=now).terms
    for viewer, name in ((producer, terms.producer.signatory), (maker, terms.maker.signatory)):
        seen = get_contract(contract_id, viewer, now=now).document_hash
        given = SignatureTerms(document_hash=seen, typed_name=name or "", consents=True, locale="es_PE")
        sign_contract(contract_id, given, password=PASSWORD, by=viewer, now=now)
