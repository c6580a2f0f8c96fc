"""Reads back what a contract's PDF carries: the document that was signed, whoever brings the file."""

import json
from dataclasses import dataclass
from io import BytesIO

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from marketplace.documents.contracts import DOCUMENT_NAME
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
    if not file.startswith(MAGIC) or len(file) > MOST_BYTES:
        return None
    try:
        found = PdfReader(BytesIO(file)).attachments.get(DOCUMENT_NAME, [])
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
        return None  # a file that no reader understands is not ours
    bodies = [bytes(each) for each in found]
    return _parsed(bodies[0]) if len(bodies) == 1 and len(bodies[0]) <= MOST_INSIDE else None


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
