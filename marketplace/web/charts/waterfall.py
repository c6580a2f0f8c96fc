"""Where a plan's value comes from: what makers would pay at most, and what is taken off it, bar under bar."""

from collections.abc import Sequence
from decimal import Decimal

from flask_babel import gettext
from markupsafe import Markup, escape

from marketplace.web.formats import MINUS, money, number

Step = tuple[str, Decimal]
WIDTH, ROW, TEXT, BAR, EDGE = 360, 44, 15, 16, 2


def waterfall_chart(steps: Sequence[Step]) -> Markup:
    """Draw (name, USD) steps: the first and the last stand on the line, those between are taken off; no steps, nothing.

    A step that adds (below nil) is drawn outwards and says so with its sign.
    """
    if not steps:
        return Markup("")
    spans = _spans([amount for _name, amount in steps])
    low, high = min(min(span) for span in spans), max(max(span) for span in spans)
    scale = (WIDTH - 2 * EDGE) / float(high - low) if high > low else 0.0
    reaches = [[EDGE + float(edge - low) * scale for edge in sorted(span)] for span in spans]
    drawn = [
        _row(at, step, reach, is_part=0 < at < len(steps) - 1)
        for at, (step, reach) in enumerate(zip(steps, reaches, strict=True))
    ]
    said = ", ".join(f"{name} {money(amount, 'USD', places=0)}" for name, amount in steps)
    height = ROW * len(steps)
    return Markup(  # noqa: S704 - every word is escaped where it is laid in
        f'<svg class="waterfall" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img">'
        f"<title>{escape(gettext('Where the value of the plan comes from'))}</title><desc>{escape(said)}</desc>"
        f"{''.join(drawn)}</svg>"
    )


def _spans(amounts: Sequence[Decimal]) -> list[tuple[Decimal, Decimal]]:
    """Say from where to where each bar reaches."""
    spans, level = [(Decimal(0), amounts[0])], amounts[0]
    for amount in amounts[1:-1]:
        spans.append((level - amount, level))
        level -= amount
    return [*spans, (Decimal(0), amounts[-1])][: len(amounts)]


def _row(at: int, step: Step, reach: Sequence[float], *, is_part: bool) -> str:
    name, amount = step
    kind, sign = ("waterfall-part", MINUS) if is_part else ("waterfall-whole", "")
    written = f"+{number(-amount, 0)}" if is_part and amount < 0 else f"{sign}{number(amount, 0)}"
    (start, end), top = reach, at * ROW
    return (
        f'<text class="waterfall-name" x="{EDGE}" y="{top + TEXT}">{escape(name)}</text>'
        f'<text class="waterfall-amount" x="{WIDTH - EDGE}" y="{top + TEXT}" text-anchor="end">{written}</text>'
        f'<rect class="{kind}" x="{start:.1f}" y="{top + TEXT + 6}" width="{max(end - start, 1):.1f}" height="{BAR}"/>'
    )
