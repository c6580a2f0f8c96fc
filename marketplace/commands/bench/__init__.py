"""`flask bench`: how fast the market is, measured against something bare in the same run."""

import click
from flask import current_app
from flask.cli import with_appcontext

from marketplace.commands.bench.pages import race_pages


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
