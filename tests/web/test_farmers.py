"""The register in the browser: who sees it, how it is kept, and what is still missing."""

import pytest
from sqlalchemy import select

from marketplace.domain.viewers import Level, Viewer
from marketplace.models.base import db
from marketplace.models.rows.traces.farmers import Farmer
from marketplace.models.rows.traces.plots import Plot
from tests.land import a_farmer, a_plot, a_square
from tests.market import Market, World


def names_in(market: Market, viewer: Viewer, query: str) -> list[str]:
    text = market.browser(viewer).get(f"/farmers/?{query}").text
    return [name for name in ("Rosa", "Elvira", "Segundo", "Wilder") if f">{name}" in text]


@pytest.fixture
def group(market: Market) -> Viewer:
    """A group whose four farmers differ in what is known of their plots."""
    viewer = market.a_producer()
    rosa = a_farmer(market, viewer, name="Rosa", sex="woman", community="San Juan")
    a_plot(market, viewer, rosa)
    a_plot(market, viewer, a_farmer(market, viewer, name="Elvira", sex="woman", national_id="01234567"), shape=None)
    a_plot(market, viewer, a_farmer(market, viewer, name="Segundo"), shape=a_square(east=9_000), declared_area=9)
    a_farmer(market, viewer, name="Wilder", community="100%")
    return viewer


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Rosa", "Elvira", "Segundo", "Wilder"]),
        ("show=nonsense", ["Rosa", "Elvira", "Segundo", "Wilder"]),
        ("show=women", ["Rosa", "Elvira"]),
        ("show=without_plot", ["Wilder"]),
        ("show=unmapped", ["Elvira"]),
        ("show=to_screen", ["Rosa", "Segundo"]),
        ("show=faulty", ["Segundo"]),
        ("show=left", []),
        ("q=rosa+juan", ["Rosa"]),
        ("q=012345", ["Elvira"]),
        ("q=S0003", ["Segundo"]),
        ("q=0%25", ["Wilder"]),
        ("q=_", []),
    ],
)
def test_the_list_is_searched_and_filtered(market: Market, group: Viewer, query: str, names: list[str]) -> None:
    assert names_in(market, group, query) == names


def test_the_list_says_how_far_the_maps_are(market: Market, group: Viewer) -> None:
    assert "2 of 4 farmers have a mapped plot" in market.browser(group).get("/farmers/").text


def test_an_empty_register_says_what_to_do(market: Market) -> None:
    text = market.browser(market.a_producer()).get("/farmers/").text
    assert "There is no farmer in this register yet." in text
    assert 'href="/farmers/new"' in text


def test_a_facilitator_sees_how_far_each_group_is_and_reads_each_register(market: Market, group: Viewer) -> None:
    browser, code = market.browser(market.a_facilitator()), market.code_of(group.organization_id)
    assert f"group={code}" in browser.get("/farmers/").text
    text = browser.get(f"/farmers/?group={code}").text
    assert "Elvira" in text
    assert 'href="/farmers/new"' not in text


def test_a_group_cannot_ask_for_anothers_register(market: Market, group: Viewer) -> None:
    other = market.a_producer()
    text = market.browser(other).get(f"/farmers/?group={market.code_of(group.organization_id)}").text
    assert "Elvira" not in text


def test_a_farmer_is_entered_with_what_was_agreed_to(market: Market) -> None:
    browser = market.browser(market.a_producer())
    form = {
        "name": "Rosa  Pinchi",
        "sex": "woman",
        "purposes": ["register", "customs"],
        "way": "spoken",
        "version": "0",
    }
    page = browser.post("/farmers/new", form, follow_redirects=True).text
    assert "Rosa Pinchi" in page
    assert page.count("Spoken") == 2


def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_lost(market: Market) -> None:
    browser = market.browser(market.a_producer())
    answer = browser.post(
        "/farmers/new", {"name": "Rosa", "national_id": "123", "sex": "woman", "way": "paper", "version": "0"}
    )
    assert answer.status_code == 422
    assert "A DNI has eight digits." in answer.text
    assert 'value="Rosa"' in answer.text


def test_a_farmer_is_changed_leaves_and_comes_back(market: Market, group: Viewer) -> None:
    browser, farmer_id = market.browser(group), first_farmer(market)
    page = browser.post(
        f"/farmers/{farmer_id}/edit", {"name": "Rosa A.", "sex": "woman", "version": "1"}, follow_redirects=True
    )
    assert "Rosa A." in page.text
    left = browser.post(f"/farmers/{farmer_id}/leave", {"left_on": "2026-11-20", "version": "2"}, follow_redirects=True)
    assert "Left the group on" in left.text
    again = browser.post(f"/farmers/{farmer_id}/return", {"version": "3"}, follow_redirects=True)
    assert "Left the group on" not in again.text


def test_a_day_to_come_is_no_day_to_leave_on(market: Market, group: Viewer) -> None:
    browser, farmer_id = market.browser(group), first_farmer(market)
    answer = browser.post(f"/farmers/{farmer_id}/leave", {"left_on": "2999-01-01", "version": "1"})
    assert answer.status_code == 422
    assert "This day is still to come." in answer.text


def test_the_plot_page_shows_the_outline_its_faults_and_neighbours(market: Market, group: Viewer) -> None:
    plot_id = market.do(lambda: db.session.scalar(select(Plot.id).where(Plot.declared_area == 9)))
    text = market.browser(group).get(f"/plots/{plot_id}").text
    assert "plot-outline" in text
    assert "area_differs" in text
    assert "Walk or draw it" not in text


def test_a_plot_is_entered_before_it_is_drawn_changed_and_retired(market: Market, group: Viewer) -> None:
    browser, farmer_id = market.browser(group), first_farmer(market)
    where = browser.post(
        f"/farmers/{farmer_id}/plots/enter",
        {"name": "La Loma", "tenure": "title", "is_agroforestry": "", "version": "0"},
    )
    assert where.status_code == 303
    page = where.location
    assert "This plot has not been walked or drawn yet." in browser.get(page).text
    wrong = browser.post(
        f"{page}/edit", {"planted_year": "1492", "tenure": "title", "is_agroforestry": "", "version": "1"}
    )
    assert wrong.status_code == 422
    assert "Please give a year between 1900 and 2026." in wrong.text
    browser.post(
        f"{page}/edit",
        {"name": "Loma Alta", "planted_year": "2012", "tenure": "title", "is_agroforestry": "", "version": "1"},
    )
    assert "Loma Alta" in browser.get(page).text
    assert "it feeds no more lots" in browser.post(f"{page}/retire", {"version": "2"}, follow_redirects=True).text


def test_a_reader_sees_and_changes_nothing(market: Market, group: Viewer) -> None:
    reader = market.browser(market.a_person(group.acting_for, Level.READER))
    page = reader.get(f"/farmers/{first_farmer(market)}")
    assert page.status_code == 200
    assert "/edit" not in page.text


def test_the_register_comes_out_on_paper(world: World) -> None:
    text = world.market.browser(world.cast.groups[3], locale="es_PE").get("/farmers/print").text
    assert text.count("<tr>") == 59


def first_farmer(market: Market) -> int:
    found = market.do(lambda: db.session.scalar(select(Farmer.id).where(Farmer.name == "Rosa")))
    assert found
    return found
