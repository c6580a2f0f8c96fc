"""Flavour on the map: the mark of each region's cacao where that region lies, on a sketch of Peru."""

from collections.abc import Mapping

from flask_babel import gettext
from markupsafe import Markup, escape

from marketplace.web.charts.flavour import Profile, sparkline

WEST, NORTH, SCALE = -82.0, 0.6, 32  # the corner of the drawing in degrees, and units to a degree
WIDTH, HEIGHT, MARK, GAP = 440, 616, 58, 13
OUTLINE = (
    "-80.3 -3.4,-81.3 -4.3,-81.1 -6,-79.9 -7.2,-78.6 -9.1,-77.2 -12,-76.2 -13.9,-75.2 -15.4,-73.4 -16.3,-71.4 -17.7,"
    "-70.4 -18.3,-69.5 -17.5,-69 -16.2,-69.4 -15.6,-68.9 -14.2,-69 -12.6,-69.6 -11,-70.6 -11,-70.6 -9.5,-72.2 -10,"
    "-73.2 -9.4,-74 -7.5,-73.1 -6.5,-72.9 -5.1,-70 -4.3,-70.7 -3.8,-70.1 -2.7,-73 -2.4,-73.6 -1.2,-75.3 -0.1,"
    "-75.6 -1.5,-76.7 -2.6,-78.3 -3.4,-78.7 -4.6,-79.1 -5,-80.1 -4.4,-80.4 -3.9"
)
CENTRES: dict[str, tuple[float, float]] = {
    "AMA": (-78.0, -5.1),
    "ANC": (-77.6, -9.4),
    "APU": (-72.9, -14.0),
    "ARE": (-72.3, -15.9),
    "AYA": (-74.2, -13.7),
    "CAJ": (-78.7, -6.5),
    "CAL": (-77.1, -12.0),
    "CUS": (-72.3, -12.9),
    "HUC": (-76.0, -9.5),
    "HUV": (-75.0, -12.9),
    "ICA": (-75.6, -14.3),
    "JUN": (-74.9, -11.5),
    "LAL": (-78.4, -8.0),
    "LAM": (-79.8, -6.3),
    "LIM": (-76.6, -11.8),
    "LOR": (-75.0, -4.6),
    "MDD": (-70.6, -12.0),
    "MOQ": (-70.9, -16.9),
    "PAS": (-75.3, -10.5),
    "PIU": (-80.2, -5.1),
    "PUN": (-69.9, -14.8),
    "SAM": (-76.7, -7.0),
    "TAC": (-70.2, -17.6),
    "TUM": (-80.5, -3.8),
    "UCA": (-73.9, -9.2),
}
"""About the middle of each region, in degrees: to place a mark, not to find a farm."""


def zone_map(profiles: Mapping[str, Profile], *, labels: Mapping[str, str]) -> Markup:
    """Draw the mean profile of each region at its middle; the same numbers stand in a table beside it."""
    marks = "".join(_mark(region, profile, labels) for region, profile in profiles.items() if region in CENTRES)
    title, said = gettext("Peru, a sketch"), ", ".join(labels.get(region, region) for region in profiles)
    return Markup(  # noqa: S704 - every word is escaped where it is laid in
        f'<svg class="zones" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img">'
        f"<title>{escape(title)}</title><desc>{escape(said)}</desc>"
        f'<path class="zones-land" d="M{_outline()}z"/>{marks}</svg>'
    )


def _mark(region: str, profile: Profile, labels: Mapping[str, str]) -> str:
    x, y = _at(*CENTRES[region])
    placed = f'<svg x="{x - MARK / 2:.0f}" y="{y - MARK / 2:.0f}" '
    mark = str(sparkline(profile)).replace("<svg ", placed, 1)
    mark = mark.replace('width="48" height="48"', f'width="{MARK}" height="{MARK}"', 1)
    name = escape(labels.get(region, region))
    return (
        f'{mark}<text class="radar-label" text-anchor="middle" x="{x:.0f}" y="{y + MARK / 2 + GAP:.0f}">{name}</text>'
    )


def _outline() -> str:
    corners = (map(float, corner.split()) for corner in OUTLINE.split(","))
    return "L".join("{:.0f} {:.0f}".format(*_at(lon, lat)) for lon, lat in corners)


def _at(lon: float, lat: float) -> tuple[float, float]:
    return (lon - WEST) * SCALE, (NORTH - lat) * SCALE
