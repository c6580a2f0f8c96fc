"""Writes plots for a screening: GeoJSON that Whisp takes, each with its code and no name of anybody."""

import json
from collections.abc import Iterable

from marketplace.domain.plots.shapes import Shape
from marketplace.geodata.writing import BETWEEN, HEAD, TAIL, geometry_text


def write_for_whisp(plots: Iterable[tuple[str, Shape]]) -> bytes:
    """Write one file of plots by their codes, which come back as `external_id`."""
    features = [
        f'{{"type":"Feature","properties":{{"external_id":{json.dumps(code)}}},"geometry":{geometry_text(shape)}}}'
        for code, shape in plots
    ]
    return HEAD + BETWEEN.join(each.encode() for each in features) + TAIL
