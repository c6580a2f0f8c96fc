"""`flask books check`: everything adds up, or the first thing that does not is named."""

from pathlib import Path

from click.testing import Result

from marketplace.domain.books.entries import swept
from marketplace.domain.books.postings import CauseKind
from tests.books import Bookkeeper
from tests.domain.books.cases import usd
from tests.market import Market, World
from tests.queries.books.faults import plant


def flask(market: Market, *arguments: str) -> Result:
    """Run one command as `flask` does."""
    return market.app.test_cli_runner().invoke(args=list(arguments))


def test_the_fictional_market_adds_up(world: World) -> None:
    said = flask(world.market, "books", "check")
    assert (said.exit_code, "Everything adds up" in said.output) == (0, True), said.output


def test_what_does_not_add_up_is_named(market: Market) -> None:
    keeper = Bookkeeper.in_market(market)
    plant(market, "UPDATE lots SET reserved_bags = reserved_bags + 1")
    said = flask(market, "books", "check")
    assert said.exit_code == 1
    assert "The books do not add up" in said.output
    assert "expected 20 bags promised of" in said.stderr
    assert keeper.contract_id


def test_a_month_is_written_into_a_file(market: Market, tmp_path: Path) -> None:
    keeper = Bookkeeper.in_market(market)
    market.a_facilitator()
    keeper.write(swept(keeper.apart(CauseKind.SWEPT), usd("5.00")))
    for name in ("books.csv", "books.xlsx"):
        said = flask(market, "books", "export", "2026-11", str(tmp_path / name))
        assert said.output.startswith("2 lines of 2026-11 are in")
    assert "Money at our bank,USD,5.00" in (tmp_path / "books.csv").read_text(encoding="utf-8-sig")
    assert (tmp_path / "books.xlsx").read_bytes().startswith(b"PK")


def test_without_an_alliance_nobody_may_read_the_books(market: Market, tmp_path: Path) -> None:
    said = flask(market, "books", "export", "2026-11", str(tmp_path / "books.csv"))
    assert "There is no alliance yet" in said.output
