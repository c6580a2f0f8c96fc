"""`flask import lots`: take in a CSV file of lots with their results, all of its rows or none."""

from typing import BinaryIO

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_babel import force_locale

from marketplace import clock
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import Refused
from marketplace.domain.people import LOCALES
from marketplace.forms.lot_sheets import fault_of, read_lots
from marketplace.forms.sheets import FaultySheetError
from marketplace.services.lot_imports import import_lots

NOTHING = "Nothing was written."


@click.command("lots")
@click.argument("file", type=click.File("rb"))
@click.option("--locale", default="en", show_default=True, type=click.Choice(LOCALES), help="Language of the messages.")
@with_appcontext
def lots(file: BinaryIO, *, locale: str) -> None:
    """Take in the lots of FILE. Every fault is told with its row and column, and then nothing is written."""
    now = clock.now()
    with current_app.test_request_context(), force_locale(locale):
        try:
            stated = read_lots(file.read(), today=day_in_lima(now))
            taken = import_lots(stated, now=now)
        except FaultySheetError as faulty:
            faults = faulty.faults
        except Refused as no:
            faults = tuple(fault_of(each) for each in no.reasons)
        else:
            click.echo(f"{len(stated)} lots read: {taken.added} added, {taken.unchanged} there already.")
            return
        for fault in faults:
            click.echo(str(fault), err=True)
    raise click.ClickException(NOTHING)
