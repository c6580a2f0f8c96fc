"""Pages drawn once for many readers: a busy page is kept as it was drawn, under everything that its content hangs on.

Nothing is ever shown late: the key is what was just read from the database, so another content is another key. What
must differ at each sight (the keys of forms) is left open in the drawing and put in afterwards, also into the page's
packed form: a gzip stream is made of blocks, and blocks that were packed earlier can be joined with new ones.
"""

import re
import secrets
import struct
import zlib
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from threading import Lock

from flask import Response, current_app, render_template, request, session
from flask_babel import get_locale
from flask_wtf.csrf import generate_csrf

from marketplace.forms.base import submission_key
from marketplace.web.compression import LEVEL
from marketplace.web.sessions import current_face

MOST_KEPT = 400
MARK = secrets.token_hex(8)  # nobody can write it into a lot
OPEN_PLACE = re.compile(f"{MARK}-(csrf|key)-{MARK}")
FILLERS: dict[str, Callable[[], str]] = {"csrf": generate_csrf, "key": submission_key}
GZIP_HEAD = b"\x1f\x8b\x08\0\0\0\0\0\0\xff"
LAST_BLOCK = b"\x03\0"
LONGEST_STORED = 0xFFFF


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a page as bytes, and the same as blocks of a deflate stream."""

    plain: bytes
    packed: bytes


@dataclass(frozen=True, slots=True)
class Drawing:
    """A page in pieces: text, then the name of what to put in, and so on."""

    pieces: tuple[Piece | str, ...]

    def filled(self) -> list[Piece]:
        """Put in what must differ at each sight."""
        return [_stored(FILLERS[piece]()) if isinstance(piece, str) else piece for piece in self.pieces]


class Shelf:
    """The drawings of one process, the least lately used thrown out first."""

    def __init__(self) -> None:
        """Start empty."""
        self._kept: OrderedDict[Hashable, Drawing] = OrderedDict()
        self._lock = Lock()

    def find(self, key: Hashable) -> Drawing | None:
        """Find a drawing, and remember that it was wanted."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def keep(self, key: Hashable, drawing: Drawing) -> None:
        """Keep a drawing."""
        with self._lock:
            self._kept[key] = drawing
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)


def remembered_page(template: str, content: Hashable, *, facts: Callable[[], Mapping[str, object]]) -> str | Response:
    """Answer with `template`, drawn from `facts()` or as it was drawn before for the same content, reader and address.

    A page that has to tell what just happened is drawn for that one sight alone.
    """
    if "_flashes" in session:
        return render_template(template, **facts())
    shelf: Shelf = current_app.extensions.setdefault("drawings", Shelf())
    key = (template, content, current_face(), str(get_locale()), request.full_path)
    drawing = shelf.find(key)
    if drawing is None:
        drawing = _draw(template, facts())
        shelf.keep(key, drawing)
    return _answer(drawing.filled())


def _draw(template: str, facts: Mapping[str, object]) -> Drawing:
    text = render_template(template, **facts, csrf_token=lambda: _mark("csrf"), submission_key=lambda: _mark("key"))
    parts = OPEN_PLACE.split(text)
    return Drawing(tuple(part if number % 2 else _packed(part) for number, part in enumerate(parts)))


def _mark(name: str) -> str:
    return f"{MARK}-{name}-{MARK}"


def _answer(pieces: list[Piece]) -> Response:
    body = b"".join(piece.plain for piece in pieces)
    is_packed = request.accept_encodings.quality("gzip") > 0
    response = Response(_gzip(pieces, body) if is_packed else body, mimetype="text/html")
    response.vary.add("Accept-Encoding")
    if is_packed:
        response.headers["Content-Encoding"] = "gzip"
    return response


def _packed(text: str) -> Piece:
    plain = text.encode()
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return Piece(plain, packer.compress(plain) + packer.flush(zlib.Z_FULL_FLUSH))


def _stored(text: str) -> Piece:
    plain = text.encode()[:LONGEST_STORED]
    return Piece(plain, struct.pack("<BHH", 0, len(plain), len(plain) ^ LONGEST_STORED) + plain)


def _gzip(pieces: list[Piece], body: bytes) -> bytes:
    tail = struct.pack("<II", zlib.crc32(body), len(body) & 0xFFFFFFFF)
    return b"".join([GZIP_HEAD, *(piece.packed for piece in pieces), LAST_BLOCK, tail])
