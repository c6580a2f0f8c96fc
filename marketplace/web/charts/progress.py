"""How a round closes in on its answer: the best plan so far rising to meet the proven bound."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext
from markupsafe import Markup, escape

WIDTH, HEIGHT, LEFT, RIGHT, UPPER, LOWER = 360, 150, 6, 96, 12, 124


@dataclass(frozen=True, slots=True)
class Sighting:
    """What the solver knew after `seconds`: the best plan's value (if any yet) and the bound on any plan's value."""

    seconds: float
    best: float | None
    bound: float | None


def progress_chart(sightings: Sequence[Sighting]) -> Markup:
    """Draw best plan and bound over time as two stepped lines with their names at the end; nothing where unknown."""
    known = [each for each in sightings if each.best is not None or each.bound is not None]
    if not known:
        return Markup("")
    scale = _Scale.over(known)
    drawn = [f'<path class="progress-ground" d="M{LEFT} {LOWER}H{WIDTH - RIGHT}"/>']
    lines = [("bound", [(s.seconds, s.bound) for s in known]), ("best", [(s.seconds, s.best) for s in known])]
    names = {"bound": gettext("Proven limit"), "best": gettext("Best plan")}
    tops = _apart([scale.down(_last(points)) for _kind, points in lines])
    for (kind, points), top in zip(lines, tops, strict=True):
        drawn.append(f'<path class="progress-{kind}" d="{scale.steps(points)}"/>')
        drawn.append(
            f'<text class="progress-name" x="{WIDTH - RIGHT + 6}" y="{top + 4:.0f}">{escape(names[kind])}</text>'
        )
    end = gettext("%(seconds)s s", seconds=f"{scale.last_second:.1f}")
    drawn.append(f'<text class="progress-time" x="{LEFT}" y="{LOWER + 18}">0 s</text>')
    drawn.append(
        f'<text class="progress-time" text-anchor="end" x="{WIDTH - RIGHT}" y="{LOWER + 18}">{escape(end)}</text>'
    )
    title = gettext("Best plan and proven limit while the round is computed")
    return Markup(  # noqa: S704 - every word is escaped where it is laid in
        f'<svg class="progress-chart" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img">'
        f"<title>{escape(title)}</title>{''.join(drawn)}</svg>"
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    low: float
    high: float
    last_second: float

    @classmethod
    def over(cls, sightings: Sequence[Sighting]) -> "_Scale":
        values = [value for each in sightings for value in (each.best, each.bound) if value is not None]
        return cls(min(values), max(values), max(each.seconds for each in sightings))

    def across(self, seconds: float) -> float:
        return LEFT + (seconds / self.last_second if self.last_second else 1) * (WIDTH - RIGHT - LEFT)

    def down(self, value: float | None) -> float:
        if value is None or self.high == self.low:
            return (UPPER + LOWER) / 2
        return LOWER - 6 - (value - self.low) / (self.high - self.low) * (LOWER - 6 - UPPER)

    def steps(self, points: Sequence[tuple[float, float | None]]) -> str:
        drawn = ""
        for seconds, value in points:
            if value is not None:
                x, y = self.across(seconds), self.down(value)
                drawn += f"H{x:.1f}V{y:.1f}" if drawn else f"M{x:.1f} {y:.1f}"
        return drawn + (f"H{WIDTH - RIGHT}" if drawn else f"M{LEFT} {LOWER}")


def _last(points: Sequence[tuple[float, float | None]]) -> float | None:
    return next((value for _seconds, value in reversed(points) if value is not None), None)


def _apart(tops: list[float]) -> list[float]:
    upper, lower = tops
    middle = (upper + lower) / 2
    return tops if abs(upper - lower) >= 16 else [middle - 8, middle + 8]  # noqa: PLR2004 - one line of small type
