"""Files go out only to those who may see what they are about, and never as pages of ours."""

from urllib.parse import unquote

import pytest

from marketplace.domain.viewers import Viewer
from tests.gateways.contents import a_paper, a_picture
from tests.market import Browser, Market
from tests.web.test_threads import Table, addresses, table_in

PAGE = b"1 < 2\n" * 100_000


@pytest.fixture
def table(market: Market) -> Table:
    return table_in(market)


def sent(table: Table, name: str, content: bytes) -> str:
    """Send a file and return where it is fetched."""
    assert table.say(table.maker, "", [(name, content)]).status_code == 303
    return addresses(table.browser(table.maker).get(table.thread).text)[-1].partition("?")[0]


def maker_of(table: Table) -> Browser:
    return table.browser(table.maker)


def test_a_paper_is_handed_over_and_never_shown(table: Table) -> None:
    answer = maker_of(table).get(sent(table, "añ/o 🍫.pdf", a_paper()))
    assert answer.data == a_paper()
    assert answer.mimetype == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert unquote(answer.headers["Content-Disposition"]).endswith("filename*=UTF-8''o 🍫.pdf")


def test_a_name_without_plain_letters_is_saved_as_a_file_by_old_programs(table: Table) -> None:
    answer = maker_of(table).get(sent(table, "火🍫.pdf", a_paper()))
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=file.pdf; filename*=UTF-8''%E7")


def test_a_picture_is_shown_under_a_true_name(table: Table) -> None:
    address = sent(table, "bags.jpg", a_picture())
    answer = maker_of(table).get(address)
    assert address.endswith("/bags.webp")
    assert answer.headers["Content-Disposition"] == "inline; filename=bags.webp"


def test_a_table_with_markup_in_it_is_plain_text(table: Table) -> None:
    answer = maker_of(table).get(sent(table, "list.html.csv", b"name,kg\n<b>x</b>,3\n"))
    assert answer.mimetype == "text/csv"
    assert answer.headers["Content-Disposition"] == "attachment; filename=list.html.csv"


def test_the_same_file_is_not_sent_again(table: Table) -> None:
    address = sent(table, "a.pdf", a_paper())
    first = maker_of(table).get(address)
    again = maker_of(table).get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert first.headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize(
    ("wanted", "status", "part"),
    [
        ("bytes=0-4", 206, PAGE[:5]),
        ("bytes=599990-", 206, PAGE[599_990:]),
        ("bytes=-10", 206, PAGE[-10:]),
        ("bytes=0-", 206, PAGE),
        ("bytes=0-1,5-6", 200, PAGE),
        ("lines=1-2", 200, PAGE),
    ],
)
def test_a_part_is_fetched_where_a_download_broke_off(table: Table, wanted: str, status: int, part: bytes) -> None:
    answer = maker_of(table).get(sent(table, "a.txt", PAGE), headers={"Range": wanted})
    assert (answer.status_code, answer.data, answer.content_length) == (status, part, len(part))


def test_a_part_beyond_the_end_is_refused(table: Table) -> None:
    address = sent(table, "a.txt", PAGE)
    assert maker_of(table).get(address, headers={"Range": "bytes=600000-"}).status_code == 416


def test_a_part_of_another_file_is_not_joined_to_this_one(table: Table) -> None:
    headers = {"Range": "bytes=0-4", "If-Range": '"another"'}
    assert maker_of(table).get(sent(table, "a.txt", PAGE), headers=headers).data == PAGE


def test_strangers_guests_and_visitors_get_nothing(table: Table) -> None:
    address = sent(table, "a.pdf", a_paper())
    people: list[Viewer | None] = [table.market.a_maker(), table.market.a_producer(), table.market.a_person(None), None]
    for who in people:
        assert table.market.browser(who).get(address).status_code == 404
    for who in (table.producer, table.market.a_facilitator()):
        assert table.browser(who).get(address).status_code == 200


def test_a_file_whose_content_is_gone_is_said_to_be_missing(table: Table) -> None:
    address = sent(table, "a.pdf", a_paper())
    for path in table.market.app.extensions["mazorca"].uploads_dir.rglob("*.pdf"):
        path.unlink()
    assert maker_of(table).get(address).status_code == 404
