"""`flask bench`: how fast the market is, measured against something bare in the same run."""

import json

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from marketplace import clock
from marketplace.commands.bench.bookkeeping import race_books
from marketplace.commands.bench.counting import count_queries
from marketplace.commands.bench.news import A_SECOND, SECONDS, race_news
from marketplace.commands.bench.packs import fill_for_pack, make_for_bench, race_pack
from marketplace.commands.bench.pages import race_pages
from marketplace.commands.bench.pattern import make_pattern
from marketplace.commands.bench.plots import race_plots
from marketplace.commands.bench.register import race_register
from marketplace.commands.bench.trade import race_trade


@click.group("bench")
def bench() -> None:
    """Measure the market."""


@bench.command("pages")
@click.option("--lots", default=100_000, show_default=True, help="How many lots the market holds.")
@click.option("--seconds", default=5, show_default=True, help="How long each page is asked for.")
@with_appcontext
def pages(lots: int, seconds: int) -> None:
    """Race our pages against a bare Flask handler that runs one indexed query and renders 24 rows."""
    race_pages(current_app.extensions["mazorca"], lots=lots, seconds=seconds)


@bench.command("trade")
@click.option("--lots", default=100_000, show_default=True, help="How many lots the market holds; ten bids for each.")
@click.option("--visits", default=60, show_default=True, help="How often each page is opened.")
@with_appcontext
def trade(lots: int, visits: int) -> None:
    """Measure every page between a match and a contract, and fifty makers at one lot."""
    race_trade(current_app.extensions["mazorca"], lots=lots, visits=visits)


@bench.command("books")
@click.option("--lots", default=100_000, show_default=True, help="How many lots the market holds; a contract for two.")
@with_appcontext
def books(lots: int) -> None:
    """Prove that the books of 50,000 contracts with 1,000,000 entries add up, and say how long it takes."""
    race_books(current_app.extensions["mazorca"], lots=lots)


@bench.command("news")
@click.option("--a-second", default=A_SECOND, show_default=True, help="How many letters arrive in a second.")
@click.option("--seconds", default=SECONDS, show_default=True, help="For how long.")
@with_appcontext
def news(a_second: int, seconds: int) -> None:
    """Let the provider's news arrive in no order and some of it twice, and say how soon it is answered."""
    race_news(current_app.extensions["mazorca"], a_second=a_second, seconds=seconds)


@bench.command("plots")
@click.option("--plots", "count", default=20_000, show_default=True, help="How many plots there are.")
@with_appcontext
def plots(count: int) -> None:
    """Look for overlaps among 20,000 plots, measure them, and write and judge a pack of 25 MB."""
    race_plots(count)


@bench.command("register")
@click.option("--farmers", default=20_000, show_default=True, help="How many farmers with a plot each the file has.")
@with_appcontext
def register(farmers: int) -> None:
    """Take a large file into the register of a new group of this market, and say how long it takes."""
    race_register(farmers)


@bench.command("pack")
@click.option("--producers", default=1_000, show_default=True, help="How many producers fed the lot.")
@with_appcontext
def pack(producers: int) -> None:
    """Make a pack for customs of 1,000 producers and 25 MB, and say how long it takes and how much memory."""
    race_pack(current_app.extensions["mazorca"], producers)


@bench.command("pack-filled", hidden=True)
@click.argument("producers", type=int)
@with_appcontext
def pack_filled(producers: int) -> None:
    """Make what `bench pack` packs."""
    fill_for_pack(producers)


@bench.command("pack-made", hidden=True)
@click.argument("contract_id", type=int)
@click.argument("group_id", type=int)
@with_appcontext
def pack_made(contract_id: int, group_id: int) -> None:
    """Make one pack, and say as JSON how long it took."""
    make_for_bench(contract_id, group_id)


@bench.command("pattern", hidden=True)
@with_appcontext
def pattern() -> None:
    """Make one of everything in an empty market, for `bench trade` to copy."""
    make_pattern(clock.now())


@bench.command("count", hidden=True)
@click.argument("cookie")
@click.argument("pages", nargs=-1)
@with_appcontext
def count(cookie: str, pages: tuple[str, ...]) -> None:
    """Say as JSON how often each page asks the database of this market."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined] # noqa: SLF001 - werkzeug's way
    click.echo(json.dumps(count_queries(app, cookie, pages=pages)))
