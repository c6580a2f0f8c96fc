"""Measures what is done to many plots: overlaps, areas, and a full pack written and judged; no database is asked."""

import math
import random
import resource
import sys
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import TypeVar

import click

from marketplace.domain.plots.checks import MOST_PRODUCERS, has_errors
from marketplace.domain.plots.shapes import Shape, polygon
from marketplace.geodata.judging import judge_file, judge_shape
from marketplace.geodata.measuring import area_of
from marketplace.geodata.overlapping import overlaps
from marketplace.geodata.writing import PackPlot, write_eudr

Answer = TypeVar("Answer")
WEST, SOUTH, APART, RADIUS, UNEVEN = -76_100_000, -8_100_000, 1_500, 700, 130
"""A grid of plots near Tocache in millionths of a degree, some of which lie on their neighbours."""
FEWEST, MOST = 6, 40
"""Corners of a plot as people walk them."""
CORNERS_OF_A_FULL_PACK = 42
OVERLAP_SECONDS, PACK_SECONDS, AREA_SECONDS = 10, 20, 2
MOST_MEGABYTES = 1_000
KILOBYTES_ON_LINUX, BYTES_ON_MACOS = 1_000, 1_000_000


def race_plots(count: int) -> None:
    """Measure each thing once, with its goal beside it, and the memory that it took to get there."""
    _race_register(count)
    _race_pack(list(_full_pack(count)))


def _race_register(count: int) -> None:
    walked = {number: _plot(number, count, corners=None) for number in range(count)}
    click.echo(f"{count:,} plots of {FEWEST} to {MOST} corners")
    found = _timed(f"overlaps of {count:,}", OVERLAP_SECONDS, lambda: overlaps(walked))
    click.echo(f"  {len(found):,} pairs lie on each other")
    _timed(f"areas of {count:,}", AREA_SECONDS, lambda: [area_of(each) for each in walked.values()])
    _timed(f"outlines of {count:,} judged", PACK_SECONDS, lambda: [judge_shape(each) for each in walked.values()])


def _race_pack(pack: list[PackPlot]) -> None:
    producers = len({each.name for each in pack})
    name = f"pack of {producers:,} producers, {len(pack):,} plots"
    began = time.perf_counter()
    files = _timed(f"{name}: written", PACK_SECONDS, lambda: list(write_eudr(pack)))
    click.echo(f"  {', '.join(f'{len(each) / 1e6:.1f} MB' for each in files)}")
    faults = _timed(f"{name}: judged", PACK_SECONDS, lambda: [judge_file(each) for each in files])
    _say("pack altogether", time.perf_counter() - began, PACK_SECONDS)
    is_taken = not any(has_errors(each) for each in faults)
    peak = _peak_megabytes()
    verdict = "yes" if peak <= MOST_MEGABYTES else "NO"
    click.echo(
        f"taken: {'yes' if is_taken else 'NO'}; at most {peak:,.0f} MB of memory (≤ {MOST_MEGABYTES:,}: {verdict})"
    )


def _timed(name: str, goal: float, work: Callable[[], Answer]) -> Answer:
    began = time.perf_counter()
    answer = work()
    _say(name, time.perf_counter() - began, goal)
    return answer


def _say(name: str, seconds: float, goal: float) -> None:
    click.echo(f"{name:<58}{seconds:>7.2f} s   ≤ {goal} s: {'yes' if seconds <= goal else 'NO'}")


def _full_pack(count: int) -> Iterator[PackPlot]:
    """Make plots of a thousand producers that fill one file of nearly 25 MB, if there are 20,000 of them."""
    for number in range(count):
        shape = _plot(number, count, corners=CORNERS_OF_A_FULL_PACK)
        name = f"Socia {number % MOST_PRODUCERS:04} Tuanama Shupingahua (ficticia)"
        yield PackPlot(name, "PE", f"SAM-TOC-{number:06}", Decimal("1.9000"), shape)


def _plot(number: int, count: int, *, corners: int | None) -> Shape:
    """Make a plot that is nearly round, at its place in the grid; the same number makes the same plot."""
    dice = random.Random(number)  # noqa: S311 - disorder, not a secret
    row, column = divmod(number, math.isqrt(count) + 1)
    lon, lat = (place + dice.randint(-UNEVEN, UNEVEN) for place in (WEST + column * APART, SOUTH + row * APART))
    corners = corners or dice.randint(FEWEST, MOST)
    ring = []
    for corner in range(corners):
        angle, far = 2 * math.pi * corner / corners, RADIUS + dice.randint(-UNEVEN, UNEVEN)
        ring.append((lon + round(far * math.cos(angle)), lat + round(far * math.sin(angle))))
    return polygon([*ring, ring[0]])


def _peak_megabytes() -> float:
    unit = BYTES_ON_MACOS if sys.platform == "darwin" else KILOBYTES_ON_LINUX
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
