"""Measures how long it takes to prove that the books of the large market add up."""

import click
import psycopg

from marketplace.commands.bench.large import flask_says, large_market
from marketplace.config import Config

MOST_SECONDS = 30
COUNTS = "SELECT (SELECT count(*) FROM contracts), (SELECT count(*) FROM entries), (SELECT count(*) FROM postings)"


def race_books(config: Config, *, lots: int) -> None:
    """Fill the market if need be, then prove it twice: the first time the database reads from the disk."""
    address = large_market(config, lots=lots, say=click.echo)
    with psycopg.connect(address) as connection:
        row = connection.execute(COUNTS).fetchone()
    contracts, entries, postings = row or (0, 0, 0)
    click.echo(f"\n{contracts:,} contracts, {entries:,} entries, {postings:,} lines")
    for time in ("first", "again"):
        said = flask_says(address, "books", "check")
        taken = float(said.rpartition("(")[2].partition(" s)")[0])
        click.echo(said if time == "first" else said.splitlines()[-1])
        click.echo(f"{time}: {taken:.1f} s  {'yes' if taken <= MOST_SECONDS else 'NO'}  ≤ {MOST_SECONDS} s")
