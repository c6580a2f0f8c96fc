"""Carries a drafted contract of the fictional market on: the parties settle who decides disputes, and both sign."""

from dataclasses import replace
from datetime import datetime

from marketplace.domain.contracts.clauses import Forum
from marketplace.domain.contracts.signing import SignatureTerms
from marketplace.domain.ids import ContractId
from marketplace.domain.viewers import Viewer
from marketplace.queries.contracts import get_contract
from marketplace.seed.people import PASSWORD
from marketplace.services.contracts.amending import confirm_contract, revise_contract
from marketplace.services.contracts.signing import sign_contract


def settle_and_sign(contract_id: ContractId, *, producer: Viewer, maker: Viewer, now: datetime) -> None:
    """Let the group name law and forum, the maker confirm, and both sign."""
    contract = get_contract(contract_id, producer, now=now)
    terms = replace(contract.terms, forum=Forum.LIMA_CHAMBER, forum_place="Lima", law="Perú")
    revise_contract(contract_id, terms, seen=contract.version, by=producer, now=now)
    confirm_contract(contract_id, seen=get_contract(contract_id, maker, now=now).version, by=maker, now=now)
    for viewer, name in ((producer, terms.producer.signatory), (maker, terms.maker.signatory)):
        seen = get_contract(contract_id, viewer, now=now).document_hash
        given = SignatureTerms(document_hash=seen, typed_name=name or "", consents=True, locale="es_PE")
        sign_contract(contract_id, given, password=PASSWORD, by=viewer, now=now)
