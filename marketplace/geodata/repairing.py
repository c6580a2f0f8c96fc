"""Offers to mend outlines that would be refused: each offer is sound, and says what it does and how much it changes."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from itertools import chain

import shapely
from shapely.geometry.base import BaseGeometry

from marketplace.domain.plots.checks import PERU, has_errors, is_in
from marketplace.domain.plots.repairs import Repair, RepairKind
from marketplace.domain.plots.shapes import Position, Ring, Shape, rounded_micro
from marketplace.geodata.features import Feature
from marketplace.geodata.judging import judge_plot, judge_shape, outline_faults
from marketplace.geodata.measuring import area_of, length_of, metres, metres_between, square_metres_per_unit
from marketplace.geodata.outlines import Outline, outline_of
from marketplace.geodata.planes import LEAST_RING, areas_of, from_plane, is_scribble, on_grid, sound_area
from marketplace.geodata.rings import without_repeats

MOST_GAP_METRES, MOST_GAP_SHARE = Decimal(30), Decimal("0.10")
"""A track whose ends are nearer than either of these (the share is of its length) was meant to be closed."""
MOST_RINGS = 100
"""Parts and holes of a plot that is drawn anew."""
SLIVER = 1.0
"""Square metres; smaller parts are what untangling leaves over."""
HECTARE = Decimal(10_000)
WHOLE = frozenset({RepairKind.SWAP_AXES, RepairKind.CLOSE_TRACK})
"""After these there is nothing to compare with: the plot was elsewhere, or no area."""


def offers(feature: Feature) -> list[Repair]:
    """List how a feature's outline may be mended, the least first; a sound one needs nothing and gets no offer."""
    outline = outline_of(feature.geometry)
    if _is_hopeless(outline) or not has_errors(judge_plot(feature).faults):
        return []
    rounded = outline_of(feature.geometry, cut=rounded_micro)
    is_other = (rounded.areas, rounded.lines) != (outline.areas, outline.lines)
    offered = [_mended(outline, ()), _mended(rounded, (RepairKind.ROUND,)) if is_other else None]
    sound = sorted(filter(None, offered), key=lambda each: len(each.kinds))
    return [each for each in sound if len(each.kinds) == len(sound[0].kinds)]


def offers_for(shape: Shape) -> list[Repair]:
    """List how a shape that was drawn or kept may be mended."""
    points = [*shape.positions] if shape.is_point else []
    outline = Outline(points=points, areas=[] if points else [(ring,) for ring in shape.rings])
    if _is_hopeless(outline) or not has_errors(judge_shape(shape)):
        return []
    mended = _mended(outline, ())
    return [] if mended is None else [mended]


def _is_hopeless(outline: Outline) -> bool:
    """Say whether an outline has more parts, or a ring more crossings, than anybody's plot."""
    rings = [ring for area in outline.areas for ring in area]
    return len(rings) > MOST_RINGS or any(map(is_scribble, rings))


def _mended(outline: Outline, kinds: tuple[RepairKind, ...]) -> Repair | None:
    """Mend one thing after another until nothing is refused; None where that comes to no end."""
    current = outline
    for kind, mend in MENDERS.items():
        changed = mend(current)
        if changed is not None:
            current, kinds = changed, (*kinds, kind)
    if len(current.shapes) != 1 or not kinds or has_errors(judge_shape(current.shapes[0])):
        return None
    return Repair(kinds, current.shapes[0], _changed(outline, current.shapes[0], kinds=kinds))


def _swap_axes(outline: Outline) -> Outline | None:
    rings = chain(chain.from_iterable(outline.areas), outline.lines)
    positions = [*outline.points, *chain.from_iterable(rings)]
    if not positions or not all(is_in(PERU, _swapped(each)) and not is_in(PERU, each) for each in positions):
        return None
    return Outline(
        points=[_swapped(each) for each in outline.points],
        areas=[tuple(_all_swapped(ring) for ring in area) for area in outline.areas],
        lines=[_all_swapped(line) for line in outline.lines],
    )


def _all_swapped(ring: Ring) -> Ring:
    return tuple(_swapped(each) for each in ring)


def _swapped(at: Position) -> Position:
    return Position(at.lat, at.lon)


def _close_track(outline: Outline) -> Outline | None:
    """Make an area of one walked line whose ends nearly meet."""
    if len(outline.lines) != 1 or outline.areas or outline.points:
        return None
    line = without_repeats(outline.lines[0])
    gap = metres_between(line[0], line[-1])
    if len(set(line)) < LEAST_RING - 1 or gap > max(MOST_GAP_METRES, length_of(line) * MOST_GAP_SHARE):
        return None
    return Outline(areas=[(_closed(line),)])


def _close_ring(outline: Outline) -> Outline | None:
    return _with_rings(outline, [tuple(map(_closed, area)) for area in outline.areas])


def _drop_duplicates(outline: Outline) -> Outline | None:
    return _with_rings(outline, [tuple(map(without_repeats, area)) for area in outline.areas])


def _with_rings(outline: Outline, areas: list[tuple[Ring, ...]]) -> Outline | None:
    return None if areas == outline.areas else replace(outline, areas=areas)


def _closed(ring: Ring) -> Ring:
    return ring if ring[0] == ring[-1] else (*ring, ring[0])


def _split_hole(outline: Outline) -> Outline | None:
    if all(len(area) == 1 for area in outline.areas):
        return None
    return _drawn_anew(outline)


def _untangle(outline: Outline) -> Outline | None:
    return _drawn_anew(outline) if has_errors(outline_faults(outline.areas)) else None


MENDERS = {
    RepairKind.SWAP_AXES: _swap_axes,
    RepairKind.CLOSE_TRACK: _close_track,
    RepairKind.CLOSE_RING: _close_ring,
    RepairKind.DROP_DUPLICATES: _drop_duplicates,
    RepairKind.SPLIT_HOLE: _split_hole,
    RepairKind.UNTANGLE: _untangle,
}


def _drawn_anew(outline: Outline) -> Outline | None:
    """Draw the same land with sides that do not cross and without holes; None where no land is left."""
    plane = on_grid(_without_holes(on_grid(_land(outline.areas))))
    kept = [area for area in areas_of(plane) if area.area * square_metres_per_unit(area.centroid.y) >= SLIVER]
    shape = from_plane(shapely.MultiPolygon(kept))
    return None if shape is None else replace(outline, areas=[(ring,) for ring in shape.rings])


def _land(areas: Iterable[tuple[Ring, ...]]) -> BaseGeometry:
    """Return the land within outlines, sound and without their holes."""
    parts = [shapely.difference(sound_area(area[0]), _union(area[1:])) for area in areas]
    return shapely.union_all(parts)


def _union(rings: Iterable[Ring]) -> BaseGeometry:
    return shapely.union_all([sound_area(ring) for ring in rings])


def _without_holes(plane: BaseGeometry) -> BaseGeometry:
    """Cut through every hole from side to side, as wide as a unit, so that both halves are outlines of their own."""
    for area in areas_of(plane):
        for hole in area.interiors:
            low, high = hole.bounds[1], hole.bounds[3]
            middle = float((low + high) // 2)
            strip = shapely.box(area.bounds[0] - 1, middle, area.bounds[2] + 1, middle + 1)
            plane = shapely.difference(plane, shapely.intersection(strip, area))
    return plane


def _changed(outline: Outline, shape: Shape, *, kinds: tuple[RepairKind, ...]) -> Decimal:
    if WHOLE.intersection(kinds):
        return metres(float(area_of(shape) * HECTARE))
    before, after = _land(outline.areas), _union(shape.rings)
    apart = shapely.symmetric_difference(before, after)
    middle = (shape.bounds[1] + shape.bounds[3]) / 2
    return metres(apart.area * square_metres_per_unit(middle))
