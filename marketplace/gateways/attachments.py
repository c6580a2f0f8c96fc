"""Files on their way in: checked by content, pictures shrunk and freed of their traces, then kept in the storage."""

import hashlib
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from marketplace.domain.errors import MarketError, Reason, Refused, reason
from marketplace.domain.files import ENDINGS, MEGABYTE, MOST_MEGABYTES, FileKind, KeptFile, tidy_name
from marketplace.domain.threads import MOST_FILES, message_faults
from marketplace.gateways import pictures
from marketplace.gateways.files import Purpose, new_name, uploads
from marketplace.gateways.sniffing import kind_of
from marketplace.gateways.storage.store import Store

log = logging.getLogger(__name__)
PICTURE_CODES = {"photo.not_an_image": "file.not_an_image", "photo.too_many_pixels": "file.too_many_pixels"}


@dataclass(frozen=True, slots=True)
class Sent:
    """One file as somebody sent it."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Prepared:
    """A checked file: what is kept of it and, for a picture, the small one."""

    name: str
    kind: FileKind
    content: bytes
    thumb: bytes | None = None
    width: int | None = None
    height: int | None = None


@contextmanager
def keeping(sent: Sequence[Sent]) -> Iterator[list[KeptFile]]:
    """Keep files in the storage before their rows are written; raises `Refused` with all that is wrong with any.

    Where the market then says no, they are deleted again; where nobody can say what became of their rows, a later
    sweep finds out.
    """
    store = uploads()
    kept: list[KeptFile] = []
    try:
        kept.extend(_keep(each, store) for each in _prepared(sent))
        yield kept
    except MarketError:
        for file in kept:
            _forget(file, store)
        raise


@contextmanager
def keeping_good(
    sent: Sequence[Sent], *, beside: Sequence[KeptFile] = ()
) -> Iterator[tuple[list[KeptFile], list[Reason]]]:
    """Keep the files that are good `beside` those that wait already, and say what is wrong with the others.

    A market that says no to the whole form may leave them waiting there; one that has acted on it already, or lets
    the sender do nothing, has them deleted again.
    """
    store, noes = (
        uploads(),
        message_faults("-", [*(each.size for each in beside), *(len(each.content) for each in sent)]),
    )
    fresh: list[KeptFile] = []
    for each in sent[: max(0, MOST_FILES - len(beside))]:
        try:
            fresh.append(_keep(prepare(each), store))
        except Refused as no:
            noes.extend(no.reasons)
    try:
        yield [*beside, *fresh], noes
    except MarketError:
        for file in fresh:
            _forget(file, store)
        raise


def prepare(sent: Sent) -> Prepared:
    """Check one file and make it fit to be kept; raises `Refused`."""
    name = tidy_name(sent.name)
    if len(sent.content) > MOST_MEGABYTES * MEGABYTE:
        raise Refused(reason("file.too_large", "files", name=name, limit=MOST_MEGABYTES))
    kind = kind_of(sent.content, name)
    if kind is not FileKind.IMAGE:
        return Prepared(name, kind, sent.content)
    try:
        picture = pictures.prepare(sent.content)
    except Refused as no:
        cause = no.reasons[0]
        raise Refused(reason(PICTURE_CODES[cause.code], "files", name=name, **cause.facts)) from no
    return Prepared(name, kind, picture.large, picture.thumb, picture.width, picture.height)


def _prepared(sent: Sequence[Sent]) -> list[Prepared]:
    reasons: list[Reason] = message_faults("-", [len(each.content) for each in sent])
    found = []
    for each in sent[:MOST_FILES]:
        try:
            found.append(prepare(each))
        except Refused as no:
            reasons.extend(no.reasons)
    if reasons:
        raise Refused(*reasons)
    return found


def _keep(file: Prepared, store: Store) -> KeptFile:
    stored = new_name(Purpose.ATTACHMENT, ENDINGS[file.kind][0].lstrip("."))
    thumb = stored.replace(".", "-thumb.") if file.thumb else None
    try:
        store.write(stored, file.content)
        if thumb and file.thumb:
            store.write(thumb, file.thumb)
    except OSError as error:
        log.exception("the storage did not take a file")
        raise Refused(reason("file.not_kept", "files", name=file.name)) from error
    digest = hashlib.sha256(file.content).hexdigest()
    return KeptFile(stored, thumb, file.name, file.kind, len(file.content), digest, file.width, file.height)


def _forget(file: KeptFile, store: Store) -> None:
    """Delete what was kept; where the storage does not answer, the sweep does it later."""
    with suppress(OSError):
        for name in filter(None, (file.stored, file.thumb)):
            store.delete(name)
