"""`flask books`: whether every cent and every bag adds up."""

import sys
from time import perf_counter

import click
from flask.cli import with_appcontext

from marketplace.queries.books.checking import check_books


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
