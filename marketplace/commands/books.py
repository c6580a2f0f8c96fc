"""`flask books`: whether every cent and every bag adds up."""

import sys
from datetime import datetime
from pathlib import Path
from time import perf_counter

import click
from flask.cli import with_appcontext
from flask_babel import force_locale

from marketplace.documents.tables import as_csv, as_xlsx
from marketplace.queries.books.checking import check_books
from marketplace.queries.books.exports import list_month
from marketplace.queries.rounds.showing import find_facilitator
from marketplace.web.books.exports import heads, row_of


@click.group("books")
def books() -> None:
    """Look after the books."""


@books.command("check")
@with_appcontext
def check() -> None:
    """Prove that every cent and every bag adds up, and name the first that does not.

    Exit code 1 when one of the proofs fails.
    """
    began = perf_counter()
    is_whole = True
    for proof, offender in check_books():
        click.echo(f"{'yes' if offender is None else 'NO ':<4}{proof.sentence}")
        if offender is not None:
            is_whole = False
            click.echo(f"    {offender.what}: expected {offender.expected}; found {offender.found}", err=True)
    click.echo(f"{'Everything adds up' if is_whole else 'The books do not add up'} ({perf_counter() - began:.1f} s).")
    if not is_whole:
        sys.exit(1)


@books.command("export")
@click.argument("month", type=click.DateTime(["%Y-%m"]))
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@with_appcontext
def export(month: datetime, file: Path) -> None:
    """Write every line of a month, however many there are, into FILE: CSV, or an Excel table where it ends in .xlsx."""
    by = find_facilitator()
    if by is None:
        msg = "There is no alliance yet: `flask alliance found` first."
        raise click.ClickException(msg)
    with force_locale("en"):
        rows = [row_of(line) for line in list_month(by, month.date(), most=None)]
        is_table = file.suffix == ".xlsx"
        file.write_bytes(as_xlsx(heads(), rows, title=f"{month:%Y-%m}") if is_table else as_csv(heads(), rows))
    click.echo(f"{len(rows):,} lines of {month:%Y-%m} are in {file}.")
