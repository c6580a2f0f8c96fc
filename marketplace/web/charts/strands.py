"""From which batches and deliveries a lot was put together: a band for each, as thick as it is heavy."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Protocol

from flask_babel import gettext
from markupsafe import Markup, escape

from marketplace.domain.mass import Mass

WIDTH, LEFT, RIGHT, UPPER, THICK, GAP = 360, 96, 280, 8, 96, 6
MOST = 8


class Stranded(Protocol):
    """One line of a tree of lineage."""

    @property
    def depth(self) -> int: ...  # noqa: D102 - how far from the lot
    @property
    def part(self) -> "Weighed": ...  # noqa: D102 - what it is


class Weighed(Protocol):
    """What flowed: its code and weight."""

    @property
    def code(self) -> str: ...  # noqa: D102 - as people know it
    @property
    def weight(self) -> Mass: ...  # noqa: D102 - how much


def strand(tree: Sequence[Stranded], code: str) -> Markup:
    """Draw what flowed straight into a lot, the heaviest first; the same stands beside it as a list."""
    parts = sorted((each.part for each in tree if each.depth == 0), key=lambda part: -part.weight.kilograms)[:MOST]
    total = sum((part.weight.kilograms for part in parts), Decimal(0))
    if not total:
        return Markup("")
    drawn, top, inner = [], Decimal(UPPER), Decimal(UPPER)
    for part in parts:
        thick = max(part.weight.kilograms * THICK / total, Decimal(2))
        drawn.append(_band(part.code, top, inner=inner, thick=thick))
        top, inner = top + max(thick, Decimal(14)) + GAP, inner + thick
    height = int(max(top, inner + GAP)) + 4
    title = gettext("What flowed into lot %(code)s", code=code)
    end = f'<text class="strand-name" x="{RIGHT + 8}" y="{UPPER + THICK // 2}">{escape(code)}</text>'
    return Markup(  # noqa: S704 - every word is escaped where it is laid in
        f'<svg class="strand" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img">'
        f"<title>{escape(title)}</title>{''.join(drawn)}{end}</svg>"
    )


def _band(name: str, top: Decimal, *, inner: Decimal, thick: Decimal) -> str:
    """Draw one band from its name on the left to the lot on the right."""
    start, end, middle = top + thick / 2, inner + thick / 2, (LEFT + RIGHT) // 2
    way = f"M{LEFT} {start:.1f}C{middle} {start:.1f} {middle} {end:.1f} {RIGHT} {end:.1f}"
    label = f'<text class="strand-name" text-anchor="end" x="{LEFT - 6}" y="{start + 4:.1f}">{escape(name)}</text>'
    return f'<path class="strand-band" d="{way}" stroke-width="{thick:.1f}" fill="none"/>{label}'
