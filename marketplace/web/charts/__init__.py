"""Drawings made on the server: SVG with a name and a description, classes instead of styles, and no ids to collide.

Every drawing stands beside the same numbers as a table or in words; colours come from the style sheet alone.
"""

from flask import Flask

from marketplace.web.charts.bars import bar, cut_test_bar, gauge, share_bar
from marketplace.web.charts.flavour import AXES, notes, radar, sparkline, tasted_radar
from marketplace.web.charts.flows import flow_chart
from marketplace.web.charts.progress import Sighting, progress_chart
from marketplace.web.charts.strands import strand
from marketplace.web.charts.waterfall import waterfall_chart
from marketplace.web.charts.zones import zone_map

__all__ = [
    "AXES",
    "Sighting",
    "bar",
    "cut_test_bar",
    "flow_chart",
    "gauge",
    "notes",
    "progress_chart",
    "radar",
    "register_charts",
    "share_bar",
    "sparkline",
    "strand",
    "tasted_radar",
    "waterfall_chart",
    "zone_map",
]


def register_charts(app: Flask) -> None:
    """Give templates each drawing as a function."""
    drawings = (
        bar,
        cut_test_bar,
        flow_chart,
        gauge,
        notes,
        progress_chart,
        radar,
        share_bar,
        sparkline,
        strand,
        tasted_radar,
        waterfall_chart,
        zone_map,
    )
    app.jinja_env.globals.update({drawing.__name__: drawing for drawing in drawings})
    app.jinja_env.globals["FLAVOUR_AXES"] = AXES
