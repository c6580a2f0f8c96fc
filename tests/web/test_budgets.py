"""Pages stay light: few questions to the database, few bytes over the air."""

import gzip
import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import event

from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from tests.market import World

MOST_QUERIES = 12
MOST_BYTES = 60_000
PAGES = {
    "anonymous": [
        "/",
        "/lots",
        "/lots?region=SAM&certificate=EU_ORGANIC&price_max=7000",
        "/lots?q=citrico",
        "/tenders/",
    ],
    "producer": [
        "/",
        "/inbox",
        "/settings/notices",
        "/lots",
        "/lots/mine",
        "/lots/YANA-26-01",
        "/lots/YANA-26-01/samples",
        "/samples",
        "/samples/1",
        "/demands",
        "/allocations/",
        "/contracts/",
        "/certificates",
    ],
    "maker": [
        "/",
        "/inbox",
        "/lots/YANA-26-01",
        "/lots/BOQ-26-01/samples/new",
        "/samples",
        "/samples/1",
        "/demands",
        "/demands/D-2026-00001",
        "/allocations/",
        "/contracts/",
    ],
    "facilitator": [
        "/",
        "/inbox",
        "/reviews/",
        "/rounds/",
        "/rounds/new",
        "/contracts/",
        "/organizations",
        "/lots/YANA-26-01",
    ],
}
VISITS = [(role, page) for role, pages in PAGES.items() for page in pages]


def person(world: World, role: str) -> Viewer | None:
    return {
        "anonymous": None,
        "producer": world.cast.groups[2],
        "maker": world.cast.makers[1],
        "facilitator": world.cast.facilitator,
    }[role]


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """Collect every statement that reaches the database."""
    statements: list[str] = []

    def note(*facts: object) -> None:
        statements.append(str(facts[2]))

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize(("role", "page"), VISITS)
def test_a_page_asks_the_database_little(world: World, role: str, page: str) -> None:
    browser = world.market.browser(person(world, role))
    with counted(world.market.app) as statements:
        answer = browser.get(page)
    assert answer.status_code == 200
    assert len(statements) <= MOST_QUERIES, "\n\n".join(statements)


@pytest.mark.parametrize(("role", "page"), VISITS)
def test_a_first_visit_is_light_enough_for_a_weak_signal(world: World, role: str, page: str) -> None:
    browser = world.market.browser(person(world, role), locale="es_PE")
    text = browser.get(page).text
    parts = re.findall(r'(?:href|src)="(/static/[^"]+\.(?:css|js|svg))"', text)
    weights = {part: len(gzip.compress(browser.get(part).data)) for part in set(parts)}
    weights[page] = len(gzip.compress(text.encode()))
    assert sum(weights.values()) <= MOST_BYTES, weights


def test_pages_travel_compressed_and_files_are_kept(world: World) -> None:
    browser = world.market.browser()
    page = browser.get("/lots", headers={"Accept-Encoding": "gzip"})
    style = next(iter(re.findall(r'href="(/static/[^"]+\.css)"', gzip.decompress(page.data).decode())))
    assert page.headers["Content-Encoding"] == "gzip"
    assert "immutable" in browser.get(style).headers["Cache-Control"]
