"""How much one request may carry, and what becomes of one that carries more: it is drained, and its text is kept."""

from flask import Flask, Request
from werkzeug.datastructures import MultiDict
from werkzeug.sansio.multipart import Data, Field, MultipartDecoder, NeedData

from marketplace.domain.files import MEGABYTE, MOST_MEGABYTES_AT_ONCE

ROOMY = frozenset(
    {
        "certificates.correct",
        "certificates.record",
        "evidence.bring_screenings",
        "evidence.prove",
        "lots.record_result",
        "payouts.send",
        "register_imports.bring",
        "shipments.bring_paper",
        "threads.post",
    }
)
FORM_AROUND = MEGABYTE // 2
LOOKED_AT = 128 * 1024
MOST_DRAINED = 100 * MEGABYTE
PIECE = 256 * 1024


class MarketRequest(Request):
    """A request that may be larger where files are sent, and no larger anywhere else."""

    @property
    def max_content_length(self) -> int | None:
        """How many bytes are read at most."""
        if self.endpoint in ROOMY:
            return MOST_MEGABYTES_AT_ONCE * MEGABYTE + FORM_AROUND
        return super().max_content_length

    @max_content_length.setter
    def max_content_length(self, value: int | None) -> None:
        self._max_content_length = value


def register_uploads(app: Flask) -> None:
    """Let `app` read requests this way."""
    app.request_class = MarketRequest


def rescued_text(request: Request, field: str) -> str:
    """Return what was typed into one `field` of a request that is too large to be read; see `rescued_texts`."""
    return rescued_texts(request).get(field, "")


def rescued_texts(request: Request) -> MultiDict[str, str]:
    """Return the text fields of a request that is too large to be read, and let the rest of it run out.

    A browser that is still sending does not listen: without draining it would show a broken connection instead of the
    page that explains. The text fields come before the files.
    """
    if (request.content_length or 0) <= (request.max_content_length or 0):
        return MultiDict()  # it was read, and broke another limit
    stream = request.environ["wsgi.input"]
    left = min(request.content_length or 0, MOST_DRAINED)
    start = stream.read(min(left, LOOKED_AT))
    left -= len(start)
    while left > 0 and (piece := stream.read(min(left, PIECE))):
        left -= len(piece)
    return _fields_of(start, request.mimetype_params.get("boundary", ""))


def _fields_of(start: bytes, boundary: str) -> MultiDict[str, str]:
    found: list[tuple[str, bytes]] = []
    decoder, is_text = MultipartDecoder(boundary.encode()), False
    try:
        decoder.receive_data(start if boundary else b"")
        while not isinstance(event := decoder.next_event(), NeedData):
            is_text = isinstance(event, Field) or (is_text and isinstance(event, Data))
            if isinstance(event, Field):
                found.append((event.name, b""))
            elif isinstance(event, Data) and is_text:
                found[-1] = (found[-1][0], found[-1][1] + event.data)
    except ValueError:
        return MultiDict()
    return MultiDict((name, text.decode(errors="replace")) for name, text in found)
