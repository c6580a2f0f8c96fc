"""A PDF may hold programs and launchers; those that do are not passed on.

What is looked for are names of actions outside of packed content, and inside of packed objects. It is a sieve, not a
proof: whatever passes is still only offered for saving, never shown by us.
"""

import re
import zlib

from marketplace.domain.errors import Refused, reason
from marketplace.domain.files import MEGABYTE

STREAM = re.compile(rb"stream\r?\n")
END = b"endstream"
ESCAPED = re.compile(rb"#([0-9a-fA-F]{2})")
ACTIVE = re.compile(rb"/(?:JavaScript|JS|Launch|RichMedia)(?![A-Za-z0-9_])")
PACKED_OBJECTS = b"/ObjStm"
LOOKED_BACK = 1024
MOST_UNPACKED = 20 * MEGABYTE


def refuse_active_paper(content: bytes, name: str) -> None:
    """Raise `Refused` (`file.runs_something`) for a PDF that runs, launches or plays something."""
    left = MOST_UNPACKED
    place = 0
    for start in STREAM.finditer(content):
        if start.start() < place:
            continue
        head = content[place : start.start()]
        _check(head, name)
        end = content.find(END, start.end())
        place = len(content) if end < 0 else end
        if PACKED_OBJECTS in head[-LOOKED_BACK:]:
            objects = _unpacked(content[start.end() : place], most=left)
            left -= len(objects)
            _check(objects, name)
            if left <= 0:  # the rest would go through unseen
                raise Refused(reason("file.packed_too_tightly", "files", name=name))
    _check(content[place:], name)


def _check(text: bytes, name: str) -> None:
    plain = ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), text) if b"#" in text else text
    if ACTIVE.search(plain):
        raise Refused(reason("file.runs_something", "files", name=name))


def _unpacked(packed: bytes, *, most: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, most)
    except zlib.error:
        return packed
