"""Reads back what our PDFs carry: the contract that was signed, or what a paper about money says."""

import hashlib
import json
from dataclasses import dataclass
from io import BytesIO

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from marketplace.documents.contracts import DOCUMENT_NAME
from marketplace.documents.money import PAPER_NAME
from marketplace.domain.contracts.signing import FORMAT, document_hash

MOST_BYTES = 5 * 1024 * 1024
MOST_INSIDE = 512 * 1024
MAGIC = b"%PDF-"


@dataclass(frozen=True, slots=True)
class CarriedDocument:
    """What a file says it is: a contract's code and version, and the hash of what it carries."""

    code: str
    version: int
    document_hash: str


def read_document(file: bytes) -> CarriedDocument | None:
    """Read the document that a PDF carries; None where there is none that could be ours."""
    body = _attached(file, DOCUMENT_NAME)
    return _parsed(body) if body is not None else None


def read_paper(file: bytes) -> str | None:
    """Return the hash of what a paper about money carries; None where it carries nothing of the kind."""
    body = _attached(file, PAPER_NAME)
    return hashlib.sha256(body).hexdigest() if body is not None else None


def _attached(file: bytes, name: str) -> bytes | None:
    if not file.startswith(MAGIC) or len(file) > MOST_BYTES:
        return None
    try:
        found = PdfReader(BytesIO(file)).attachments.get(name, [])
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
        return None  # a file that no reader understands is not ours
    bodies = [bytes(each) for each in found]
    return bodies[0] if len(bodies) == 1 and len(bodies[0]) <= MOST_INSIDE else None


def _parsed(body: bytes) -> CarriedDocument | None:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        return None
    code, version, terms = said.get("code"), said.get("version"), said.get("terms")
    if not (isinstance(code, str) and isinstance(version, int) and isinstance(terms, dict)):
        return None
    return CarriedDocument(code, version, document_hash(code, version, terms=terms))
