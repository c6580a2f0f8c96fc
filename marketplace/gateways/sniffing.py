"""What a file is, read from its content alone: names and what browsers say of them are not believed."""

import zipfile
from io import BytesIO

from marketplace.domain.errors import Refused, reason
from marketplace.domain.files import MEGABYTE, FileKind
from marketplace.gateways.papers import refuse_active_paper

PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
FTYP, PHONE_PHOTOS = b"ftyp", (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis")
"""How photos begin that some phones take (HEIF, ISO/IEC 23008-12) and few other machines can show."""
PDF, ZIP, RIFF, WEBP = b"%PDF-", b"PK\x03\x04", b"RIFF", b"WEBP"
PARTS = {"xl/workbook.xml": FileKind.XLSX, "word/document.xml": FileKind.DOCX}
CONTENT_TYPES = "[Content_Types].xml"
MACROS = ("vbaproject.bin", "activex", "/embeddings/oleobject")
MOST_UNPACKED = 200 * MEGABYTE
MOST_PARTS = 5000
ENCRYPTED_BIT = 0x1
CONTROLS = frozenset(range(32)) - frozenset(b"\t\n\r\f") | {0x7F}
MARKUP = (b"<!", b"<?", b"<html", b"<svg", b"<script", b"<head", b"<body", b"<iframe", b"<img", b"#!", b"%!", b"{\\rtf")
LOOKED_AT = 4096
CSV_ENDINGS = (".csv", ".tsv")
MARKS = (b"\xef\xbb\xbf",)


def kind_of(content: bytes, name: str) -> FileKind:
    """Say what a file is; the name only tells a table from any other text, and stands in the refusal.

    Raises `Refused` (`file.empty`, `file.kind_unknown`, `file.phone_photo`, `file.runs_something`,
    `file.packed_too_tightly`, `file.locked`), each about the field `files`.
    """
    if not content:
        raise Refused(reason("file.empty", "files", name=name))
    if content.startswith(PICTURES) or (content[:4] == RIFF and content[8:12] == WEBP):
        return FileKind.IMAGE
    if content.startswith(PDF):
        return _paper(content, name)
    if content.startswith(ZIP):
        return _office(content, name)
    if content[4:8] == FTYP and content[8:12] in PHONE_PHOTOS:
        raise Refused(reason("file.phone_photo", "files", name=name))
    if _is_text(content):
        return FileKind.CSV if name.lower().endswith(CSV_ENDINGS) else FileKind.TEXT
    raise _unknown(name)


def _paper(content: bytes, name: str) -> FileKind:
    """A PDF must end as one and be nothing else besides."""
    if b"%%EOF" not in content[-2048:] or zipfile.is_zipfile(BytesIO(content)):
        raise _unknown(name)
    refuse_active_paper(content, name)
    return FileKind.PDF


def _office(content: bytes, name: str) -> FileKind:
    """A table or document of an office program: its parts are listed, none is unpacked."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise _unknown(name) from error
    names = {each.filename for each in parts}
    kinds = [kind for part, kind in PARTS.items() if part in names]
    if CONTENT_TYPES not in names or len(kinds) != 1:
        raise _unknown(name)
    if any(each.flag_bits & ENCRYPTED_BIT for each in parts):
        raise Refused(reason("file.locked", "files", name=name))
    if any(mark in part.lower() for part in names for mark in MACROS):
        raise Refused(reason("file.runs_something", "files", name=name))
    if len(parts) > MOST_PARTS or sum(each.file_size for each in parts) > MOST_UNPACKED:
        raise Refused(reason("file.packed_too_tightly", "files", name=name))
    return kinds[0]


def _is_text(content: bytes) -> bool:
    """Text has letters of UTF-8 or of Western Europe's old code page, no control signs, and is no page or program."""
    if CONTROLS & set(content):
        return False
    head = content.removeprefix(MARKS[0])[:LOOKED_AT].lstrip().lower()
    if head.startswith(MARKUP) or any(mark in head for mark in MARKUP[2:9]):
        return False
    return _reads_as(content, "utf-8") or _reads_as(content, "cp1252")


def _reads_as(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _unknown(name: str) -> Refused:
    return Refused(reason("file.kind_unknown", "files", name=name))
