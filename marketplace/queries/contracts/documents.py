"""What anybody may learn of a contract's paper by its hash: whether it is genuine, and nothing of what it says."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from marketplace.domain.contracts.life import ContractState
from marketplace.models.base import db
from marketplace.models.rows.contracts.contracts import Contract, ContractTermsVersion
from marketplace.models.rows.contracts.fixings import PriceFixing
from marketplace.queries.contracts.marks import Marks, marks_of


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """A genuine document: which version of which contract, who signed it, and what became of it."""

    code: str
    version: int
    newest_version: int
    state: ContractState
    written_at: datetime
    marks: Marks
    signed_version: int

    @property
    def is_newest(self) -> bool:
        """Whether no later version replaced it."""
        return self.version == self.newest_version

    @property
    def is_in_force(self) -> bool:
        """Whether it is the version that binds both sides."""
        return self.is_newest and self.state is ContractState.APPROVED


def find_document(document_hash: str) -> DocumentFacts | None:
    """Find the version of a contract that has this hash; no sign-in is asked, for nobody guesses a hash."""
    row = db.session.execute(
        select(ContractTermsVersion, Contract)
        .join(Contract, Contract.id == ContractTermsVersion.contract_id)
        .where(ContractTermsVersion.document_hash == document_hash)
    ).one_or_none()
    if row is None:
        return None
    kept, contract = row
    marks = marks_of(contract.id)
    follows = db.session.get(PriceFixing, (contract.id, kept.number)) is not None
    signed = kept.number - follows  # a fixing changes the price as the signed version says, so nobody signs again
    return DocumentFacts(
        code=contract.code,
        version=kept.number,
        newest_version=contract.terms_version,
        state=contract.state,
        written_at=kept.at,
        marks=Marks(marks.signatures_of(signed), marks.approvals_of(signed)),
        signed_version=signed,
    )
