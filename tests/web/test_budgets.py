"""Pages stay light: few questions to the database, few bytes over the air."""

import gzip
import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import event, select

from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.rows.market.lots import Lot
from tests.market import World
from tests.web.afterwards import an_arrived_call_off

MOST_QUERIES = 12
MOST_BYTES = 60_000
PAGES = {
    "anonymous": [
        "/",
        "/lots",
        "/lots?region=SAM&certificate=EU_ORGANIC&price_max=7000",
        "/lots?q=citrico",
        "/tenders/",
        "/flavours/map",
    ],
    "producer": [
        "/",
        "/inbox",
        "/settings/notices",
        "/lots",
        "/lots/mine",
        "/farmers/",
        "/farmers/?q=rosa&show=women",
        "/farmers/215",
        "/farmers/new",
        "/farmers/import/",
        "/plots/215",
        "/farmers/215/plots/new",
        "/plots/215/draw",
        "/lots/YANA-26-01",
        "/lots/YANA-26-01/samples",
        "/samples",
        "/samples/1",
        "/demands",
        "/demands/board",
        "/allocations/",
        "/bids",
        "/lots/YANA-26-01/bids",
        "/contracts/",
        "/payments/",
        "/payouts/",
        "/books/statement",
        "/shipments/",
        "/shipments/containers",
        "/shipments/new",
        "/certificates",
        "/plots/screenings",
        "/deliveries/?first=2026-01-01",
        "/deliveries/new",
        "/deliveries/unpaid",
        "/deliveries/balance",
        "/deliveries/import",
        "/batches/",
        "/batches/build",
        "/lots/YANA-26-01/origin",
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
        "/lots/YANA-26-01/bid",
        "/bids",
        "/bids?state=settled",
        "/allocations/",
        "/contracts/",
        "/payments/",
    ],
    "facilitator": [
        "/",
        "/references/",
        "/farmers/",
        "/inbox",
        "/reviews/",
        "/rounds/",
        "/rounds/new",
        "/contracts/",
        "/shipments/",
        "/shipments/containers",
        "/shipments/late",
        "/payments/",
        "/payments/board",
        "/payouts/",
        "/bids",
        "/samples",
        "/organizations",
        "/deliveries/",
        "/deliveries/balance",
        "/deliveries/balance?group=2",
        "/batches/",
        "/lots/SALEJ-26-01/origin",
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


def contracts_of(world: World) -> dict[str, str]:
    """Put one contract in each stage into the market, and name the pages about them."""
    group, maker = world.cast.groups[2], world.cast.makers[1]
    lot_id = world.market.do(lambda: db.session.scalar(select(Lot.id).where(Lot.code == "YANA-26-01")))
    drafted = world.market.a_contract(group, maker, bags=12, lot_id=lot_id)
    judged = world.market.a_signed_contract(group, maker, bags=12, lot_id=lot_id)
    approved = world.market.an_approved_contract(
        group, maker, bags=12, lot_id=lot_id, facilitator=world.cast.facilitator
    )
    called = an_arrived_call_off(world.market, group, maker=maker)
    return {
        "weight of called bags": f"/call-offs/{called}/settlement/",
        "claims about called bags": f"/call-offs/{called}/claims",
        "drafted": f"/contracts/{drafted}",
        "to sign": f"/contracts/{drafted}/sign",
        "to judge": f"/reviews/contracts/{judged}",
        "judged": f"/contracts/{judged}",
        "approved": f"/contracts/{approved}",
        "talk": f"/threads/contract/{approved}",
        "paper": f"/contracts/{approved}/print",
        "PDF": f"/contracts/{approved}/contract.pdf",
        "list": "/contracts/",
        "desk": "/reviews/",
        "check": "/verify/",
    }


@pytest.mark.parametrize("role", ["producer", "maker", "facilitator"])
def test_pages_about_contracts_ask_the_database_little_and_are_light(world: World, role: str) -> None:
    browser, pages = world.market.browser(person(world, role)), contracts_of(world)
    heavy = {}
    for name, page in pages.items():
        with counted(world.market.app) as statements:
            answer = browser.get(page)
        is_allowed = answer.status_code in {200, 403}
        if not is_allowed or len(statements) > MOST_QUERIES or len(gzip.compress(answer.data)) > MOST_BYTES:
            heavy[name] = (answer.status_code, len(statements), statements)
    assert heavy == {}
