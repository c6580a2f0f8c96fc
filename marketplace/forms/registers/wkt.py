"""Reads an outline out of a cell: well-known text, exactly as it was written."""

import re
from decimal import Decimal
from typing import Any

from marketplace.geodata.features import Geometry

LONGEST = 2_000_000
HEAD = re.compile(r"\s*(?:SRID=4326;)?\s*(POINT|POLYGON|MULTIPOLYGON)\s*Z?\s*(?=\()", re.IGNORECASE)
PIECE = re.compile(r"\s*([(),]|[-+]?(?:\d{1,12}\.?\d{0,30}|\.\d{1,30})(?:[eE][-+]?\d{1,3})?)", re.ASCII)
TYPES = {"POINT": "Point", "POLYGON": "Polygon", "MULTIPOLYGON": "MultiPolygon"}
DEEPEST = 4


class NotWktError(ValueError):
    """The text is no point, polygon or multi polygon in well-known text."""


def read_wkt(text: str) -> Geometry:
    """Read a point, a polygon or a multi polygon; raises `NotWktError`."""
    head = HEAD.match(text)
    if head is None or len(text) > LONGEST:
        raise NotWktError
    tree = _tree(_pieces(text, head.end()))
    kind = TYPES[head[1].upper()]
    return Geometry(kind, tree[0] if kind == "Point" and len(tree) == 1 else tree)


def _pieces(text: str, at: int) -> list[str]:
    pieces, end = [], len(text.rstrip())
    while at < end:
        found = PIECE.match(text, at)
        if found is None:
            raise NotWktError
        pieces.append(found[1])
        at = found.end()
    return pieces


def _tree(pieces: list[str]) -> list[Any]:
    """Turn brackets into lists, and the numbers between two commas into a corner."""
    root: list[Any] = []
    stack: list[list[Any]] = [root]
    corner: list[Decimal] = []
    for piece in pieces:
        if piece == "(":
            inner: list[Any] = []
            stack[-1].append(inner)
            stack.append(inner)
        elif piece in ",)":
            if corner:
                stack[-1].append(corner)
                corner = []
            if piece == ")":
                stack.pop()
        else:
            corner.append(Decimal(piece))
        if not stack or len(stack) > DEEPEST + 1:
            raise NotWktError
    if len(stack) != 1 or corner or len(root) != 1:
        raise NotWktError
    found: list[Any] = root[0]
    return found
