"""Somebody walks along the border of a plot with the phone in the hand: positions come in, one after another."""

from collections.abc import Sequence
from itertools import pairwise

from playwright.sync_api import Page, expect

SOUTH, WEST = -8.45, -76.32
Place = tuple[float, float]
SQUARE: list[Place] = [(0.0, 0.0), (0.0, 0.0013), (0.0013, 0.0013), (0.0013, 0.0), (0.0002, 0.0)]
"""Degrees to the north and to the east of the first corner: a square of about 2 ha, back to near its start."""
STEPS = 3


def stand(page: Page, place: Place, *, accuracy: float = 4) -> None:
    """Let the phone be somewhere."""
    north, east = place
    page.context.set_geolocation({"latitude": SOUTH + north, "longitude": WEST + east, "accuracy": accuracy})


def begin_walk(page: Page, place: Place, button: str = "#plot-walk") -> None:
    """Stand somewhere and say that the walk begins, or goes on, there."""
    stand(page, place)
    page.locator(button).click()
    expect(page.locator("#plot-count")).not_to_have_text("0")


def walk(page: Page, way: Sequence[Place]) -> None:
    """Walk from place to place, a few positions on each stretch; one stands at the first already."""
    for start, end in pairwise(way):
        for step in range(1, STEPS + 1):
            before = int(page.locator("#plot-count").inner_text())
            share = step / STEPS
            stand(page, (start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share))
            expect(page.locator("#plot-count")).to_have_text(str(before + 1))
