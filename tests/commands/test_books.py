"""`flask books check`: everything adds up, or the first thing that does not is named."""

from click.testing import Result

from tests.books import Bookkeeper
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
