"""Shares and limits as hairline bars: what the farmer gets, a cut test, cadmium against its limits."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from flask_babel import gettext
from markupsafe import Markup, escape

from marketplace.web.formats import number, percent, quantity

Number = Decimal | int | float
WHOLE = 100

CUT_CLASSES = (
    "well_fermented",
    "partly_fermented",
    "violet",
    "slaty",
    "mouldy",
    "insect_damaged",
    "germinated",
    "flat",
)
CUT_WIDTH, CUT_HEIGHT, NARROWEST_NAMED = 360, 46, 15

GAUGE_WIDTH, GAUGE_LINE, GAUGE_ROW, GAUGE_EDGE = 360, 30, 17, 8


def share_bar(share: Number, *, title: str | None = None) -> Markup:
    """Draw the hairline under a price: the part of it (of 100) that reaches the farmers."""
    said = (
        gettext("%(share)s of the price reaches the farmers", share=percent(Decimal(str(share)), 0))
        if title is None
        else title
    )
    return _bar("share-bar", share, said)


def bar(value: Number, *, maximum: Number = 10, title: str = "") -> Markup:
    """Draw one value of a list as a bar from 0 to `maximum`; untitled, it is an ornament beside the printed number."""
    return _bar("bar", float(value) / float(maximum) * WHOLE if maximum else 0, title)


def _bar(kind: str, share: Number, title: str) -> Markup:
    width = f"{max(0, min(share, WHOLE)):.4g}"
    name = f'role="img"><title>{escape(title)}</title>' if title else 'aria-hidden="true">'
    return Markup(  # noqa: S704 - the title is escaped
        f'<svg class="{kind}" viewBox="0 0 100 4" preserveAspectRatio="none" {name}'
        f'<rect class="bar-ground" width="100" height="4"/><rect class="bar-part" width="{width}" height="4"/></svg>'
    )


def cut_test_bar(shares: Mapping[str, Number], *, labels: Mapping[str, str]) -> Markup:
    """Draw the classes of a cut test (ISO 1114, in % of the beans cut) as one stacked bar, wide parts named."""
    said = ", ".join(f"{labels.get(key, key)} {_percent(shares[key])}" for key in CUT_CLASSES if shares.get(key))
    parts, start = [], 0.0
    for key in CUT_CLASSES:
        width = float(shares.get(key) or 0) / WHOLE * CUT_WIDTH
        if width:
            parts.append(_cut_part(key, start, width))
            if float(shares[key]) >= NARROWEST_NAMED:
                parts.append(_cut_name(start, labels.get(key, key), shares[key]))
        start += width
    return Markup(  # noqa: S704 - every word is escaped where it is laid in
        f'<svg class="cut" viewBox="0 0 {CUT_WIDTH} {CUT_HEIGHT}" width="{CUT_WIDTH}" height="{CUT_HEIGHT}" role="img">'
        f"<title>{escape(gettext('Cut test'))}</title><desc>{escape(said)}</desc>{''.join(parts)}</svg>"
    )


def _cut_part(key: str, start: float, width: float) -> str:
    return f'<rect class="cut-{key}" x="{start:.1f}" width="{max(width - 1, 0.6):.1f}" height="22"/>'


def _cut_name(start: float, label: str, share: Number) -> str:
    return f'<text x="{start:.1f}" y="40">{escape(label)} {_percent(share)}</text>'


def gauge(
    value: Number, *, marks: Sequence[tuple[Number, str]], maximum: Number, unit: str, is_over: bool = False
) -> Markup:
    """Draw a measured value on a line from 0 to `maximum` with named limits, such as cadmium in mg/kg."""
    x, said, height = _on_gauge(value, maximum), _with(unit, value), GAUGE_LINE + 12 + GAUGE_ROW * len(marks)
    limits = [
        _limit(_on_gauge(limit, maximum), row, f"{name} {_written(limit)}") for row, (limit, name) in enumerate(marks)
    ]
    return Markup(  # noqa: S704 - every word is escaped where it is laid in
        f'<svg class="gauge" viewBox="0 0 {GAUGE_WIDTH} {height}" width="{GAUGE_WIDTH}" height="{height}" role="img">'
        f"<title>{escape(said)}</title>"
        f"<desc>{escape(', '.join(f'{name} {_with(unit, limit)}' for limit, name in marks))}</desc>"
        f'<path class="gauge-line" d="M{GAUGE_EDGE} {GAUGE_LINE}H{GAUGE_WIDTH - GAUGE_EDGE}"/>{"".join(limits)}'
        f'<path class="gauge-value{" is-over" if is_over else ""}" d="M{x:.1f} {GAUGE_LINE - 2}l-6 -10h12z"/>'
        f'<text class="gauge-number" x="{x:.1f}" y="13" text-anchor="{_anchor(x)}">{escape(said)}</text></svg>'
    )


def _on_gauge(value: Number, maximum: Number) -> float:
    return GAUGE_EDGE + min(float(value) / float(maximum), 1) * (GAUGE_WIDTH - 2 * GAUGE_EDGE)


def _limit(x: float, row: int, name: str) -> str:
    foot = GAUGE_LINE + 8 + GAUGE_ROW * (row + 1)
    turn, anchor = (-5, "end") if x > GAUGE_WIDTH / 2 else (5, "start")
    return (
        f'<path class="gauge-limit" d="M{x:.1f} {GAUGE_LINE - 5}V{foot}"/>'
        f'<text class="gauge-name" x="{x + turn:.1f}" y="{foot}" text-anchor="{anchor}">{escape(name)}</text>'
    )


def _anchor(x: float) -> str:
    margin = GAUGE_WIDTH / 6
    return "start" if x < margin else "end" if x > GAUGE_WIDTH - margin else "middle"


def _with(unit: str, value: Number) -> str:
    return quantity(Decimal(str(value)), unit)


def _percent(value: Number) -> str:
    return percent(Decimal(str(value)))


def _written(value: Number) -> str:
    return number(Decimal(str(value)))
