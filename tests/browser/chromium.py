"""A real Chromium for the tests, quiet and offline, and a server for one application."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from launch.browser import find_browser

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FAULTS = """async rules => {
    const found = await axe.run({runOnly: rules, resultTypes: ["violations"]});
    return found.violations.map(each => [each.id, each.nodes.map(node => node.html)]);
}"""
"""Only faults leave the page: all that axe-core has to say is 400 KB, and takes longer to carry than to find."""
SIGHT = """() => {
    const page = document.documentElement.cloneNode(true);
    for (const field of page.querySelectorAll("[type=hidden]")) field.removeAttribute("value");
    const states = [":checked", ":disabled", ":focus", ":hover", ":invalid", ":modal", ":placeholder-shown"];
    const each = [...document.querySelectorAll("*")];
    return JSON.stringify([
        page.outerHTML, scrollX, scrollY, innerWidth, innerHeight, devicePixelRatio,
        ["(prefers-color-scheme: dark)", "(prefers-reduced-motion)", "print"].map(it => matchMedia(it).matches),
        states.map(state => each.flatMap((it, place) => it.matches(state) ? place : [])),
    ]);
}"""
"""All that axe-core can see of a page. Only keys and tokens, which nobody sees, are left out."""
QUIETLY = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-quic",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def a_chromium() -> Iterator[Browser]:
    """Start the Chromium of this machine; skip the test, saying so, where there is none."""
    path = find_browser()
    if not path:
        pytest.skip("no Chromium on this machine: install it, or name one in MAZORCA_CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIETLY)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve `app` on a free port of this machine and give its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


TOO_SMALL = "target-size"
_known: dict[str, list[str]] = {}
"""What was found at each sight of a page: everybody who signs in sees the same page, and it is judged once."""


def barriers(page: Page) -> list[str]:
    """List what axe-core finds in the way of people on this page, each with the first element concerned."""
    sight = page.evaluate(SIGHT)
    if sight not in _known:
        _known[sight] = _look_for_barriers(page)
    return _known[sight]


def _look_for_barriers(page: Page) -> list[str]:
    """Look at a page that was not seen before.

    A target that only lies under the bar at the lower edge is no barrier: whoever scrolls reaches it. So too small
    targets are looked at once more with the page scrolled on.
    """
    page.evaluate(AXE.read_text())
    found = _found(page)
    if TOO_SMALL in found:
        page.evaluate("scrollBy(0, 150)")
        found[TOO_SMALL] &= _found(page).get(TOO_SMALL, set())
        page.evaluate("scrollTo(0, 0)")
    return [f"{rule}: {min(nodes)[:160]}" for rule, nodes in found.items() if nodes]


def _found(page: Page) -> dict[str, set[str]]:
    """Run axe-core: the elements that each rule finds fault with."""
    return {rule: set(nodes) for rule, nodes in page.evaluate(FAULTS, RULES)}


def sideways_scroll(page: Page) -> int:
    """Return by how many pixels the page is wider than the window."""
    wide: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return wide
