"""What is signed, exactly, and what a signature must be: the document, its hash, the name, the consent."""

import hashlib
import json
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from marketplace.domain.contracts.clauses import Forum
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.errors import Reason, Refused, Stale, reason
from marketplace.domain.ids import OrganizationId, UserId

FORMAT = "mazorca-contract-1"
HASH_LENGTH = 64
ARBITRATED: frozenset[Forum] = frozenset({Forum.LIMA_CHAMBER, Forum.ICC, Forum.FCC, Forum.CMAA})
"""Forums that take disputes away from the courts: only with each side's express consent (domain.md 4.4)."""

SAME_SIGNS = {ord(sign): "'" for sign in "\u2018\u2019\u02bc\u00b4`"} | {
    ord(sign): "-" for sign in "\u2010\u2011\u2012\u2013"
}
"""Signs that people see as the apostrophe and the hyphen of a name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureTerms:
    """What somebody signs with: the hash on the page, the name as typed, consent and the language it was read in.

    `words` is the whole contract as it was said on that page, in each language; None where no page was read.
    """

    document_hash: str
    typed_name: str
    consents: bool
    locale: str
    words: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One side's signature on one version of the terms."""

    organization_id: OrganizationId
    user_id: UserId
    typed_name: str
    terms_version: int
    document_hash: str
    consented: bool
    signed_at: datetime


def canonical_document(code: str, number: int, *, terms: Mapping[str, object]) -> bytes:
    """Write what is signed as bytes that are the same everywhere: sorted JSON in UTF-8 of code, version and terms.

    `terms` are the stored ones, so that a document stays the same when terms learn new words later.
    """
    document = {"format": FORMAT, "code": code, "version": number, "terms": terms}
    return json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def document_hash(code: str, number: int, *, terms: Mapping[str, object]) -> str:
    """Return the SHA-256 of the canonical document, in hexadecimal."""
    return hashlib.sha256(canonical_document(code, number, terms=terms)).hexdigest()


def needs_consent(terms: ContractTerms) -> bool:
    """Say whether each side must consent to an arbitration clause."""
    return terms.forum in ARBITRATED


def signable_faults(terms: ContractTerms) -> list[Reason]:
    """List what must be settled before anybody can sign."""
    found = []
    if terms.forum is Forum.UNDECIDED:
        found.append(reason("contract.forum_open", "forum"))
    if not (terms.law or "").strip():
        found.append(reason("contract.law_open", "law"))
    return found


def signature_faults(terms: ContractTerms, given: SignatureTerms, *, name: str) -> list[Reason]:
    """List what is wrong with a signature of the person called `name`."""
    return [*signable_faults(terms), *_hand_faults(terms, given, name)]


def _hand_faults(terms: ContractTerms, given: SignatureTerms, name: str) -> Iterator[Reason]:
    if plain_name(given.typed_name) != plain_name(name):
        yield reason("contract.name_differs", "typed_name", name=name)
    if needs_consent(terms) and not given.consents:
        yield reason("contract.consent_missing", "consents")


def plain_name(name: str) -> str:
    """Reduce a name to what must be the same: letters, whatever their case and width, and how spaces are set.

    Keyboards make other apostrophes and hyphens of their own accord, and hide marks of the direction of writing.
    """
    seen = "".join(each for each in name.translate(SAME_SIGNS) if unicodedata.category(each) != "Cf")
    letters = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", seen).casefold())
    return " ".join(letters.split())


def check_same_document(seen: str, present: str) -> None:
    """Raise `Stale` when what was read is not what the contract says now."""
    if seen != present:
        raise Stale("contract.terms_changed")


def check_not_signed(signatures: Mapping[OrganizationId, object], organization_id: OrganizationId | None) -> None:
    """Raise `Refused` when the side has signed this version already."""
    if organization_id in signatures:
        raise Refused("contract.signed_already")


def is_hash(text: str) -> bool:
    """Say whether a text can be a document's hash."""
    return len(text) == HASH_LENGTH and all(sign in "0123456789abcdef" for sign in text)
