"""Contracts further on than drafted: settled and signed by both sides, and approved."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import update

from marketplace.domain.contracts.clauses import Forum
from marketplace.domain.contracts.life import ContractState, review_due
from marketplace.domain.contracts.signing import SignatureTerms
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.events import EventKind
from marketplace.domain.ids import ContractId
from marketplace.domain.viewers import Viewer
from marketplace.models.accounts.passwords import hash_password
from marketplace.models.base import db
from marketplace.models.contracts.steps import present_hash, replace_terms
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.contracts.signatures import ContractSignature
from marketplace.models.rows.people.accounts import User
from marketplace.models.rows.record.events import record_event

SETTLED: dict[str, Any] = {"forum": Forum.LIMA_CHAMBER, "forum_place": "Lima", "law": "Peru"}
PASSWORD = "correct horse battery"


def settle(contract: Contract, now: datetime, **changes: Any) -> None:
    """Put the second version of the terms in place: who decides disputes, the law, and what the test asks for."""
    terms = replace(ContractTerms.from_json(contract.terms), **(SETTLED | changes))
    replace_terms(contract, terms, by=None, now=now)


def sign_for_both(contract: Contract, *, producer: Viewer, maker: Viewer, now: datetime) -> None:
    """Insert both signatures and put the contract before the facilitators."""
    for viewer in (producer, maker):
        user = db.session.get_one(User, viewer.user_id)
        db.session.add(
            ContractSignature(
                contract_id=contract.id,
                terms_version=contract.terms_version,
                organization_id=viewer.organization_id,
                user_id=user.id,
                typed_name=user.name,
                document_hash=present_hash(contract),
                consented_to_arbitration=True,
                locale="en",
                signed_at=now,
            )
        )
    contract.producer_signed_at = contract.maker_signed_at = now
    contract.state, contract.review_by = ContractState.IN_REVIEW, review_due(now)
    record_event(contract, EventKind.CONTRACT_COUNTERSIGNED, by=maker, now=now)


def version_of(contract_id: int) -> int:
    """Return the version of a contract that a page opened now would carry."""
    return db.session.get_one(Contract, contract_id).version


def choose_password(viewer: Viewer, password: str = PASSWORD) -> str:
    """Let a person have a password; return the person's name."""
    user = db.session.get_one(User, viewer.user_id)
    user.password_hash = hash_password(password)
    name = user.name
    db.session.commit()
    return name


def signature(contract_id: int, name: str, **changes: Any) -> SignatureTerms:
    """Say what somebody signs with who has read the contract as it is now."""
    contract = db.session.get_one(Contract, ContractId(contract_id))
    usual: dict[str, Any] = {
        "document_hash": present_hash(contract),
        "typed_name": name,
        "consents": True,
        "locale": "es_PE",
    }
    return SignatureTerms(**(usual | changes))


def let_go_on(contract_id: int) -> None:
    """Let a contract be made ready before its deposit came, as a facilitator may."""
    going_on = update(Contract).where(Contract.id == contract_id).values(unpaid_note="The maker has paid before.")
    db.session.execute(going_on)
    db.session.commit()
