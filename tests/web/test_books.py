"""The pages of the books: facilitators keep them, and each side reads of its own money in plain words."""

import csv
from decimal import Decimal
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest

from marketplace.domain.books import entries
from marketplace.domain.books.postings import CauseKind
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.rows.people.accounts import Organization
from tests.books import Bookkeeper
from tests.domain.books.cases import usd
from tests.market import Browser, Market
from tests.queries.books.paid import a_paid_contract

MONTH = "/books/?month=2026-11"


@pytest.fixture
def keeper(market: Market) -> Bookkeeper:
    market.set_references()
    return a_paid_contract(market)


@pytest.fixture
def desk(market: Market) -> Browser:
    return market.browser(market.a_facilitator())


def plain(text: str) -> str:
    return " ".join(text.split())


def rename(market: Market, viewer: Viewer, name: str) -> None:
    def work() -> None:
        db.session.get_one(Organization, viewer.organization_id).name = name
        db.session.commit()

    market.do(work)


def test_the_trial_balance_shows_both_sides_and_that_they_are_the_same(keeper: Bookkeeper, desk: Browser) -> None:
    page = plain(desk.get(MONTH).text)
    assert "Books of November 2026" in page
    for amount in ("603.90", "200.00", "9.10"):
        assert amount in page
    assert keeper.contract_id


def test_a_month_before_anything_was_booked_is_empty(keeper: Bookkeeper, desk: Browser) -> None:
    assert "Nothing has been booked up to this month." in desk.get("/books/?month=2026-09").text
    assert keeper.contract_id


def test_a_later_month_begins_with_what_the_earlier_one_left(keeper: Bookkeeper, desk: Browser) -> None:
    page = plain(desk.get("/books/?month=2026-12").text)
    assert '<td data-label="At the beginning" class="n">200.00</td>' in page
    assert keeper.contract_id


@pytest.mark.parametrize(
    "address",
    [
        "/books/?month=soon",
        "/books/months/2026-13",
        "/books/accounts/purse/USD",
        "/books/accounts/bank/XXX",
        "/books/accounts/bank/USD?before=then",
    ],
)
def test_what_is_no_month_account_or_place_is_not_found(desk: Browser, address: str) -> None:
    assert desk.get(address).status_code == 404


def test_the_lines_of_an_account_are_paged_by_key(market: Market, desk: Browser) -> None:
    keeper = Bookkeeper.in_market(market)
    for number in range(51):
        keeper.write(entries.swept(keeper.apart(CauseKind.SWEPT), usd(f"{number + 1}.00")))
    first = desk.get("/books/accounts/bank/USD").text
    further = first.partition('href="/books/accounts/bank/USD?before=')[2].partition('"')[0]
    second = desk.get(f"/books/accounts/bank/USD?before={further}").text
    assert ">51.00<" in first
    assert ">1.00<" in second
    assert (first.count('data-label="Debit"'), second.count('data-label="Debit"')) == (50, 1)


def test_an_entry_is_undone_by_two_people_in_the_browser(market: Market, keeper: Bookkeeper) -> None:
    number = keeper.write(entries.swept(keeper.apart(CauseKind.SWEPT), usd("5.00")))
    one, other = (market.browser(market.a_facilitator()) for _ in range(2))
    here = f"/books/entries/{number}"
    refused = one.post(f"{here}/correction", {"why": "no"})
    one.post(f"{here}/correction", {"why": "The bank booked it twice."})
    own = one.get(here).text
    address = f"{here}/corrections/1"
    too_soon = one.post(f"{address}/book", {"version": "1"})
    done = other.post(f"{address}/book", {"version": "1"}, follow_redirects=True)
    assert (refused.status_code, too_soon.status_code) == (422, 422)
    assert "Take the wish back" in own
    assert "Book the mirror of this entry" not in own
    assert "It was undone by entry" in done.text


def test_what_follows_from_an_instalment_has_no_button(keeper: Bookkeeper, desk: Browser) -> None:
    assert "Ask for it" not in desk.get("/books/entries/1").text
    assert keeper.contract_id


def test_a_month_is_closed_by_two_people_in_the_browser(market: Market, keeper: Bookkeeper) -> None:
    one, other = (market.browser(market.a_facilitator()) for _ in range(2))
    here = "/books/months/2026-10"
    empty = one.get("/books/months/").text
    one.post(f"{here}/ask")
    own, seen = one.get(here).text, other.get(here).text
    too_soon = one.post(f"{here}/close", {"version": "1"})
    closed = other.post(f"{here}/close", {"version": "1"}, follow_redirects=True).text
    assert "No month has been closed yet." in empty
    assert ("for good" in own, "for good" in seen) == (False, True)
    assert too_soon.status_code == 422
    assert "The month is closed." in closed
    assert "October 2026" in one.get("/books/months/").text
    assert keeper.contract_id


def test_a_month_that_is_not_over_says_so_and_has_no_button(desk: Browser) -> None:
    page = desk.get("/books/months/2099-01").text
    assert "A month can be closed once it is over." in page
    assert "Ask to close" not in page


def test_a_wish_to_close_is_taken_back(desk: Browser) -> None:
    desk.post("/books/months/2026-10/ask")
    page = desk.post("/books/months/2026-10/withdraw", {"version": "1"}, follow_redirects=True).text
    assert "The wish is taken back." in page
    assert "Ask to close" in page


def test_a_group_reads_where_its_money_is_with_soles_beside(market: Market, keeper: Bookkeeper) -> None:
    page = plain(market.browser(keeper.producer).get(f"/books/contracts/{keeper.contract_id}").text)
    assert "Paid by the maker, kept until the cacao is ready to ship" in page
    assert "USD 500.00" in page
    assert "about PEN 1,750" in page
    assert "Cost of the payment provider" not in page


def test_a_maker_reads_what_comes_back(market: Market, keeper: Bookkeeper) -> None:
    page = plain(market.browser(keeper.maker).get(f"/books/contracts/{keeper.contract_id}").text)
    assert "On its way back to you" in page
    assert "USD 111.00" in page


def test_a_stranger_reads_nothing_of_a_contract(market: Market, keeper: Bookkeeper) -> None:
    assert market.browser(market.a_maker()).get(f"/books/contracts/{keeper.contract_id}").status_code == 404


def test_each_side_reads_of_all_its_contracts_together(market: Market, keeper: Bookkeeper) -> None:
    group = plain(market.browser(keeper.producer).get("/books/statement").text)
    maker = plain(market.browser(keeper.maker).get("/books/statement").text)
    assert "Your money" in group
    assert "Released to the group" in group
    assert "You still have to pay" in maker
    assert "Released to the group" not in maker


def test_facilitators_read_the_statement_of_any_side_with_its_accounts(
    market: Market, keeper: Bookkeeper, desk: Browser
) -> None:
    code = market.code_of(keeper.maker.organization_id)
    page = plain(desk.get(f"/books/organizations/{code}").text)
    assert "Due from makers" in page
    assert desk.get("/books/organizations/NOBODY").status_code == 404


def test_nobody_has_money_before_the_first_contract(market: Market) -> None:
    assert "No money has moved for you yet." in market.browser(market.a_producer()).get("/books/statement").text


def test_an_accountant_gets_every_line_as_csv(market: Market, keeper: Bookkeeper, desk: Browser) -> None:
    rename(market, keeper.maker, '=HYPERLINK("http://evil","x")')
    answer = desk.get("/books/export/2026-11.csv")
    rows = list(csv.DictReader(StringIO(answer.data.decode("utf-8-sig"))))
    left, right = (sum(Decimal(row[side] or 0) for row in rows) for side in ("Debit", "Credit"))
    assert left == right > 0
    assert {row["Name"][:2] for row in rows if row["Account"] == "held"} == {"'="}
    assert rows[0]["Why"] == "Instalment due"
    assert "attachment" in answer.headers["Content-Disposition"]


def test_an_accountant_gets_every_line_for_excel_without_formulas(
    market: Market, keeper: Bookkeeper, desk: Browser
) -> None:
    rename(market, keeper.maker, "@SUM(1+1)")
    with ZipFile(BytesIO(desk.get("/books/export/2026-11.xlsx").data)) as book:
        sheet, words = (book.read(f"xl/{name}").decode() for name in ("worksheets/sheet1.xml", "sharedStrings.xml"))
    assert "<f>" not in sheet
    assert "<t>'@SUM(1+1)</t>" in words
