"""Races our pages against the bare handler: same gunicorn settings, same database, same run, turn by turn."""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from marketplace.commands.bench.filling import filled_market
from marketplace.commands.bench.serving import serving, signed_in
from marketplace.config import Config

LUA = """
done = function(summary, latency, requests)
  io.write(string.format("FIGURES %d %d %d %d %d\\n", summary.requests, summary.duration, latency:percentile(95),
    summary.bytes, summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout))
end
"""
PAGES = {
    "lot list, first page": "/lots",
    "lot list, page 500": "/lots?page=500",
    "lot list, filtered": "/lots?region=SAM&certificate=EU_ORGANIC&price_max=6000&cadmium_max=0.8",
    "lot list, searched": "/lots?q=citrico",
    "lot page": "/lots/BENCH-26-5000",
}
GOAL = 1 / 3


@dataclass(frozen=True, slots=True)
class Figures:
    """What one run of the load generator measured: requests a second, 95th percentile in ms, bytes a page, errors."""

    rate: float
    p95: float
    size: float
    errors: int


def race_pages(config: Config, *, lots: int, seconds: int) -> None:
    """Fill the market if need be, start both servers, and print a table of ratios."""
    wrk = shutil.which("wrk")
    if not wrk:
        message = "wrk is not installed (Debian: apt-get install wrk)"
        raise click.ClickException(message)
    click.echo(f"Filling a market of {lots:,} lots (once) …")
    address = filled_market(config, lots)
    with (
        tempfile.TemporaryDirectory() as folder,
        serving("marketplace.commands.bench.bare:application", address) as bare,
        serving("wsgi:application", address) as ours,
    ):
        script = Path(folder) / "figures.lua"
        script.write_text(LUA, encoding="utf-8")
        cookie = signed_in(address, "bench@example.org")
        _print_head()
        for connections in (1, 8):
            load = [wrk, "-t1", f"-c{connections}", f"-d{seconds}s", "-s", str(script), "-H", "Accept-Encoding: gzip"]
            for name, target, headers in _visits(ours, cookie):
                ground = _measure([*load, bare + "/"])
                _print_row(name, connections, figures=_measure([*load, *headers, target]), ground=ground)


def _visits(ours: str, cookie: str) -> Iterator[tuple[str, str, list[str]]]:
    """Name each page for each visitor, with its address and the headers that go with it."""
    for name, page in PAGES.items():
        yield f"{name}, anonymous", ours + page, []
        yield f"{name}, signed in", ours + page, ["-H", f"Cookie: {cookie}"]


def _measure(load: list[str]) -> Figures:
    printed = subprocess.run(load, check=True, capture_output=True, text=True).stdout  # noqa: S603 - wrk, on loopback
    found = re.search(r"FIGURES (\d+) (\d+) (\d+) (\d+) (\d+)", printed)
    if not found:
        raise click.ClickException(printed)
    requests, micros, p95, size, errors = map(int, found.groups())
    return Figures(requests / micros * 1e6, p95 / 1000, size / max(1, requests), errors)


def _print_head() -> None:
    click.echo(f"{'page':<36}{'at once':>8}{'req/s':>9}{'bare':>9}{'ratio':>7}{'p95 ms':>8}{'bytes':>8}  goal 1/3")


def _print_row(name: str, connections: int, *, figures: Figures, ground: Figures) -> None:
    ratio = figures.rate / ground.rate
    verdict = "yes" if ratio >= GOAL and not figures.errors else "NO"
    click.echo(
        f"{name:<36}{connections:>8}{figures.rate:>9.0f}{ground.rate:>9.0f}{ratio:>7.2f}{figures.p95:>8.1f}"
        f"{figures.size:>8.0f}  {verdict}{f' ({figures.errors} errors)' if figures.errors else ''}"
    )
