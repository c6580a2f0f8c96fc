"""What a contract said when it was signed, word for word, so that its paper never says anything else."""

from typing import Any

from sqlalchemy import select

from marketplace.models.base import db
from marketplace.models.rows.contracts.signatures import ContractSignature
from marketplace.queries.contracts.pages import ContractPage


def find_signed_words(contract: ContractPage) -> dict[str, Any] | None:
    """Find the words under the last signature of a contract's present terms, which the caller may see.

    None where nobody signed on a page, and for terms of which only the price was fixed since.
    """
    query = select(ContractSignature.words).where(
        ContractSignature.contract_id == contract.line.id,
        ContractSignature.terms_version == contract.terms_version,
        ContractSignature.words.is_not(None),
    )
    return db.session.scalar(query.order_by(ContractSignature.id.desc()).limit(1))
