"""A file is brought in the browser, read by the worker, looked at, mended and taken in."""

import io
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text

from marketplace import clock
from marketplace.domain.viewers import Viewer
from marketplace.jobs.worker import run_worker
from marketplace.models.base import db
from marketplace.models.rows.traces.farmers import Farmer
from marketplace.models.rows.traces.plots import Plot
from marketplace.services.plots.files import forget_old_files
from tests.market import Browser, Market

RING = "-76.32 -8.45, -76.318 -8.45, -76.318 -8.448, -76.32 -8.448"
SHEET = f"""codigo,nombre,dni,sexo,wkt
A-1,Canaria Primera,01234567,mujer,"POLYGON(({RING}))"
A-2,Canaria Segunda,123,mujer,
A-3,Canaria Tercera,,,
"""


def bring(browser: Browser, content: str, name: str = "socias.csv") -> str:
    sent = browser.post("/farmers/import/", {"file": (io.BytesIO(content.encode()), name)})
    assert sent.status_code == 303, sent.text
    return str(sent.location)


def counted(market: Market) -> tuple[int, int]:
    with market.app.app_context():
        farmers = db.session.scalar(select(func.count()).select_from(Farmer))
        return farmers or 0, db.session.scalar(select(func.count()).select_from(Plot)) or 0


@pytest.fixture
def group(market: Market) -> Viewer:
    """A group with nobody in its register."""
    return market.a_producer()


def test_a_file_is_read_looked_at_mended_and_its_right_lines_taken_in(market: Market, group: Viewer) -> None:
    browser = market.browser(group)
    page = bring(browser, SHEET)
    assert "The file is being read" in browser.get(page).text
    run_worker(market.app, wait=False)
    seen = browser.get(page).text
    assert "2 are wrong" in seen
    assert "A DNI has eight digits." in seen
    assert browser.post(f"{page}/take").status_code == 422
    browser.post(f"{page}/mend", {"repairs": ["close_ring"]})
    run_worker(market.app, wait=False)
    seen = browser.get(page).text
    assert "1 is wrong" in seen
    assert "1 mended" in seen
    browser.post(f"{page}/take", {"only_right": "y"})
    run_worker(market.app, wait=False)
    assert "What was taken in" in browser.get(page).text
    assert counted(market) == (2, 1)


def test_the_same_file_again_would_change_nothing_and_its_content_is_forgotten(market: Market, group: Viewer) -> None:
    browser, good, seen = market.browser(group), "nombre\nCanaria Primera\n", ""
    for _ in range(2):
        page = bring(browser, good)
        run_worker(market.app, wait=False)
        seen = browser.get(page).text
        browser.post(f"{page}/take")
        run_worker(market.app, wait=False)
    assert "nothing would change" in seen
    assert counted(market) == (1, 0)
    with market.app.app_context():
        assert db.session.scalar(text("SELECT count(*) FROM register_imports WHERE content IS NOT NULL")) == 0


def test_faults_are_saved_as_a_table_that_no_spreadsheet_runs(market: Market, group: Viewer) -> None:
    browser = market.browser(group)
    page = bring(browser, SHEET)
    run_worker(market.app, wait=False)
    lines = browser.get(f"{page}/faults.csv").text.splitlines()
    assert [line.split(",")[:3] for line in lines[1:]] == [
        ["2", "outline", "plot.ring_not_closed"],
        ["3", "DNI", "farmer.national_id_malformed"],
    ]


def test_a_dropped_file_is_forgotten_and_a_new_one_takes_the_place_of_an_old(market: Market, group: Viewer) -> None:
    browser = market.browser(group)
    first, second = (bring(browser, SHEET, name) for name in ("first.csv", "second.csv"))
    run_worker(market.app, wait=False)
    assert "Not taken in" in browser.get(first).text
    assert "forgotten" in browser.post(f"{second}/drop", follow_redirects=True).text
    assert browser.post(f"{second}/take").status_code == 409


def test_a_file_that_nobody_took_in_is_forgotten_after_a_week(market: Market, group: Viewer) -> None:
    bring(market.browser(group), SHEET)
    now = clock.now()
    forgotten = [market.do(forget_old_files, now + timedelta(days=days)) for days in (6, 8, 9)]
    assert forgotten == [0, 1, 0]


def test_no_file_is_said_beside_the_field(market: Market, group: Viewer) -> None:
    answer = market.browser(group).post("/farmers/import/")
    assert answer.status_code == 422
    assert "There is nothing in this file." in answer.text


def test_what_cannot_be_read_says_so_and_can_only_be_dropped(market: Market, group: Viewer) -> None:
    browser = market.browser(group)
    page = bring(browser, "color\nrojo\n")
    run_worker(market.app, wait=False)
    seen = browser.get(page).text
    assert "No column says who the farmer is." in seen
    assert "No line of this file can be taken in." in seen


def test_another_group_sees_nothing_of_a_file(market: Market, group: Viewer) -> None:
    page = bring(market.browser(group), SHEET)
    assert market.browser(market.a_producer()).get(page).status_code == 404
