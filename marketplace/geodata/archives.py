"""Opens archives that strangers bring, with a limit to what comes out, and never an error out of a damaged one."""

import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from marketplace.domain.plots.checks import Fault, FaultCode, fault

MOST_ENTRIES = 1_000
MOST_UNPACKED = 100_000_000
"""Bytes of everything that is taken out of one archive."""
IS_ENCRYPTED = 0x1
DAMAGED = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, NotImplementedError, RuntimeError)
DAMAGED_INSIDE = (*DAMAGED, ValueError, IndexError)


class ArchiveError(ValueError):
    """The archive is not opened; `fault` says why."""

    def __init__(self, code: FaultCode) -> None:
        """Keep the fault."""
        self.fault: Fault = fault(code)
        super().__init__(code.value)


def unpack(data: bytes, *endings: str) -> Mapping[str, bytes]:
    """Return the entries of an archive whose names end so, by name in lower case.

    Raises `ArchiveError` when it is damaged, encrypted, or unpacks to more than anybody would draw.
    """
    with _honest():
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = archive.infolist()
        if len(entries) > MOST_ENTRIES:
            raise ArchiveError(FaultCode.ARCHIVE_REFUSED)
        wanted = [each for each in entries if each.filename.lower().endswith(endings) and not _is_hidden(each)]
        if any(each.flag_bits & IS_ENCRYPTED for each in wanted or entries):
            raise ArchiveError(FaultCode.PASSWORD_PROTECTED)
        unpacked, left = dict[str, bytes](), MOST_UNPACKED
        for each in wanted:
            unpacked[each.filename.lower()] = _read(archive, each, left)
            left -= len(unpacked[each.filename.lower()])
        return unpacked


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    """Read no more than so many bytes, whatever the archive says of its sizes."""
    with archive.open(entry) as stream:
        content = stream.read(most + 1)
    if len(content) > most:
        raise ArchiveError(FaultCode.ARCHIVE_REFUSED)
    return content


def _is_hidden(entry: zipfile.ZipInfo) -> bool:
    """Say whether an entry is what computers leave beside files (`__MACOSX/._x.shp`)."""
    return entry.filename.startswith("__MACOSX/") or entry.filename.rsplit("/", 1)[-1].startswith(".")


@contextmanager
def _honest() -> Iterator[None]:
    try:
        yield
    except ArchiveError:
        raise
    except DAMAGED_INSIDE as error:
        raise ArchiveError(FaultCode.ARCHIVE_REFUSED) from error
