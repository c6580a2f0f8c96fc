"""Files that people hand over: what kinds there are, how large they may be, and what they are called."""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath

MEGABYTE = 1024 * 1024
MOST_MEGABYTES = 10
MOST_MEGABYTES_AT_ONCE = 30
LONGEST_NAME = 120
LONGEST_ENDING = 10
JOINERS = "\u200c\u200d"
TURNED_ROUND = frozenset(range(0x202A, 0x202F)) | frozenset(range(0x2066, 0x206A)) | {0x200E, 0x200F}
"""Signs that let a name be read backwards, so that `exe.pdf` seems to end otherwise than it does."""
UNNAMED = "file"


class FileKind(StrEnum):
    """What a file is by its content, whatever its name says; archives are only made here, never taken."""

    IMAGE = "image"
    PDF = "pdf"
    TEXT = "text"
    CSV = "csv"
    XLSX = "xlsx"
    DOCX = "docx"
    ZIP = "zip"


ENDINGS: dict[FileKind, tuple[str, ...]] = {
    FileKind.IMAGE: (".webp",),
    FileKind.PDF: (".pdf",),
    FileKind.TEXT: (".txt", ".md"),
    FileKind.CSV: (".csv", ".tsv"),
    FileKind.XLSX: (".xlsx",),
    FileKind.DOCX: (".docx",),
    FileKind.ZIP: (".zip",),
}
"""How the names of each kind may end; the first is given to a name that ends otherwise."""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that is in the storage and waits for its row; `size` in bytes, sides in pixels."""

    stored: str
    thumb: str | None
    name: str
    kind: FileKind
    size: int
    sha256: str
    width: int | None = None
    height: int | None = None


def tidy_name(text: str) -> str:
    """Make one plain line of a file's name as it was typed: no folders, nothing invisible, at most 120 letters."""
    last = text.replace("\\", "/").rstrip("/").rpartition("/")[2]
    composed = unicodedata.normalize("NFC", last)
    seen = "".join(each for each in composed if (each.isprintable() or each in JOINERS) and not _turns(each))
    name = " ".join(seen.split()).strip(". " + JOINERS)
    return _cut(name) or UNNAMED


def name_for_saving(name: str, kind: FileKind) -> str:
    """Let a name end as its content does: a PDF called `list.exe` is saved as `list.exe.pdf`."""
    if name.lower().endswith(ENDINGS[kind]):
        return name
    path = PurePosixPath(name)
    is_picture = kind is FileKind.IMAGE and path.suffix.lower() in (".jpg", ".jpeg", ".png")
    return (path.stem if is_picture else name) + ENDINGS[kind][0]


def _turns(letter: str) -> bool:
    return ord(letter) in TURNED_ROUND


def _cut(name: str) -> str:
    """Shorten a name in its middle, so that its ending stays."""
    if len(name) <= LONGEST_NAME:
        return name
    ending = PurePosixPath(name).suffix
    kept = ending if len(ending) <= LONGEST_ENDING else ""
    return name[: LONGEST_NAME - len(kept)].rstrip() + kept
