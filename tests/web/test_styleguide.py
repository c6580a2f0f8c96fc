"""The pattern book and the parts shown in it: whole, labelled, legible, and obedient to a strict policy."""

import gzip
import re
from collections import Counter
from itertools import product
from pathlib import Path

import pytest
from flask import render_template

from tests.web.sheet import ROOT, Page, a_sheet

STYLES = ROOT / "marketplace" / "web" / "static" / "mazorca.css"
CSS = STYLES.read_text()
PARTS = sorted(path for room in ("parts", "layout") for path in (ROOT / "templates" / room).glob("*.html"))
GROUNDS = ("paper", "raised", "sunk", "pod-wash", "leaf-wash", "brick-wash")
LIGHT, DARK = 0, 1


@pytest.fixture(scope="module")
def page() -> Page:
    return Page(a_sheet().test_client().get("/styleguide?as=producer").text)


def tokens(scheme: int) -> dict[str, str]:
    """Read the colours of one scheme; what the dark one does not name it has from the light one."""
    blocks = re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)
    found = [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", block)) for block in blocks]
    return {**found[LIGHT], **found[scheme]}


def luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of WCAG 2.2 between two colours."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize(("scheme", "ink", "ground"), [*product((LIGHT, DARK), ("ink", "ink-soft"), GROUNDS)], ids=str)
def test_words_and_numbers_can_be_read_in_the_sun(scheme: int, ink: str, ground: str) -> None:
    assert contrast(tokens(scheme)[ink], tokens(scheme)[ground]) >= 7


@pytest.mark.parametrize("scheme", [LIGHT, DARK])
def test_the_main_button_can_be_read_in_the_sun(scheme: int) -> None:
    assert contrast(tokens(scheme)["pod-ink"], tokens(scheme)["pod"]) >= 7


@pytest.mark.parametrize(("scheme", "ink", "ground"), [*product((LIGHT, DARK), ("leaf", "brick"), GROUNDS)], ids=str)
def test_words_that_mean_good_or_bad_are_legible(scheme: int, ink: str, ground: str) -> None:
    assert contrast(tokens(scheme)[ink], tokens(scheme)[ground]) >= 4.5


@pytest.mark.parametrize(
    ("scheme", "edge", "ground"),
    [*product((LIGHT, DARK), ("edge", "pod-line", "bean", "leaf", "brick"), ("paper", "raised"))],
    ids=str,
)
def test_edges_of_controls_and_drawings_can_be_seen(scheme: int, edge: str, ground: str) -> None:
    assert contrast(tokens(scheme)[edge], tokens(scheme)[ground]) >= 3


def test_both_schemes_name_the_same_colours() -> None:
    schemes = re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)[:2]
    light, dark = (set(re.findall(r"--([\w-]+): #", scheme)) for scheme in schemes)
    assert light - dark == set()


def test_the_style_sheet_is_small() -> None:
    assert len(STYLES.read_bytes()) <= 45 * 1024
    assert len(gzip.compress(STYLES.read_bytes(), 9)) <= 10 * 1024


def test_the_style_sheet_uses_no_token_that_is_not_there() -> None:
    assert set(re.findall(r"var\(--([\w-]+)\)", CSS)) <= set(re.findall(r"--([\w-]+):", CSS))


def test_the_style_sheet_calls_nobody() -> None:
    assert not re.findall(r"url\(|@import|https?:", CSS)


@pytest.mark.parametrize("part", PARTS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_class_of_a_part_is_drawn(part: Path) -> None:
    own = [STYLES.with_name(name) for name in re.findall(r"asset\('(\w+\.css)'\)", part.read_text())]
    drawn = set(re.findall(r"\.([a-z][\w-]*)", CSS + "".join(sheet.read_text() for sheet in own)))
    named = " ".join(re.findall(r'class="([^"]*)"', re.sub(r"\{[{%#].*?[}%#]\}", " ", part.read_text())))
    assert set(named.split()) - drawn - {"is-", "price", "facts"} == set()


def test_nothing_is_styled_or_run_inline(page: Page) -> None:
    forbidden = [each for each in page.elements if "style" in each.attributes or each.tag == "style"]
    handlers = [name for each in page.elements for name in each.attributes if name.startswith("on")]
    scripts = [each for each in page.all("script") if not each["src"]]
    assert (forbidden, handlers, scripts) == ([], [], [])


def test_every_tag_is_closed(page: Page) -> None:
    assert page.faults == []


def test_no_id_is_given_twice(page: Page) -> None:
    ids = Counter(each["id"] for each in page.elements if each["id"])
    assert [name for name, count in ids.items() if count > 1] == []


def test_every_reference_between_elements_leads_somewhere(page: Page) -> None:
    ids = {each["id"] for each in page.elements}
    names = ("for", "aria-describedby", "aria-labelledby")
    pointed = {target for each in page.elements for name in names for target in each[name].split()}
    assert pointed - ids == set()


def test_a_field_is_tied_to_its_unit_example_and_reason(page: Page) -> None:
    assert page.one("input", id="fresh-price")["aria-describedby"].split() == [
        "fresh-price-example",
        "fresh-price-unit",
    ]
    assert page.one("select", id="fresh-basis")["aria-describedby"] == "fresh-basis-why"


def test_a_wrong_field_says_so_and_why(page: Page) -> None:
    field = page.one("input", id="wrong-bag_count")
    assert (field["aria-invalid"], field["value"]) == ("true", "1.500")
    assert "wrong-bag_count-error" in field["aria-describedby"].split()
    assert "Write 1500 or 1.5." in page.one("p", id="wrong-bag_count-error").text


def test_the_summary_leads_to_each_wrong_field(page: Page) -> None:
    links = {each["href"] for each in page.elements if each.tag == "a" and each["href"].startswith("#wrong-")}
    assert links == {"#wrong-name", "#wrong-bag_count", "#wrong-available", "#wrong-drying"}


def test_radio_buttons_stand_in_a_fieldset_with_their_question(page: Page) -> None:
    assert page.one("fieldset", id="fresh-drying").text.split()[0] == "Drying"
    assert len(page.all("input", name="fresh-drying", type_="radio")) == 3


def test_every_form_that_posts_carries_its_key(page: Page) -> None:
    keys = page.all("input", type_="hidden", name="idempotency_key")
    assert len(keys) == len(page.all("form", method="post"))
    assert len({each["value"] for each in keys}) == len(keys)


@pytest.mark.parametrize(("role", "is_there"), [("anonymous", False), ("producer", True), ("facilitator", True)])
def test_the_head_knows_who_is_there(role: str, *, is_there: bool) -> None:
    page = Page(a_sheet().test_client().get(f"/styleguide?as={role}").text)
    assert bool(page.all("p", class_="menu-person")) is is_there


def test_the_head_stands_without_anything_from_the_market() -> None:
    html = a_sheet().test_client().get("/styleguide").text
    assert Page(html).one("a", class_="brand").text.strip() == "Mazorca"


def test_the_other_language_is_offered_in_its_own_words() -> None:
    assert "Español" in a_sheet().test_client().get("/styleguide").text


def test_an_error_says_what_happened_and_where_to_go() -> None:
    with a_sheet().test_request_context("/lots/1"):
        page = Page(render_template("layout/error.html", status=404, sentences=["There is no such lot."]))
    assert page.one("h1").text == "Not found"
    assert page.one("p", class_="lead").text == "There is no such lot."
    assert page.all("a", class_="button")[0]["href"] == "/"


def test_a_paper_page_has_no_navigation() -> None:
    with a_sheet().test_request_context("/"):
        page = Page(render_template("layout/print.html"))
    assert page.all("nav") == []
    assert page.one("main")["class"] == "document"
