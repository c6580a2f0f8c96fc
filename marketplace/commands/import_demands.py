"""`flask import demands`: take in a CSV file of demands, all of its rows or none."""

from typing import BinaryIO

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_babel import force_locale

from marketplace import clock
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import Refused
from marketplace.domain.people import LOCALES
from marketplace.forms.demand_sheets import fault_of, read_demands
from marketplace.forms.sheets import FaultySheetError
from marketplace.queries.references import list_demand_choices
from marketplace.services.demand_imports import import_demands

NOTHING = "Nothing was written."


@click.command("demands")
@click.argument("file", type=click.File("rb"))
@click.option("--locale", default="en", show_default=True, type=click.Choice(LOCALES), help="Language of the messages.")
@with_appcontext
def demands(file: BinaryIO, *, locale: str) -> None:
    """Take in the demands of FILE. Every fault is told with its row and column, and then nothing is written."""
    now = clock.now()
    with current_app.test_request_context(), force_locale(locale):
        try:
            stated = read_demands(file.read(), list_demand_choices(day_in_lima(now)))
            taken = import_demands(stated, now=now)
        except FaultySheetError as faulty:
            faults = faulty.faults
        except Refused as no:
            faults = tuple(fault_of(each) for each in no.reasons)
        else:
            click.echo(f"{len(stated)} demands read: {taken.added} added, {taken.unchanged} there already.")
            return
        for fault in faults:
            click.echo(str(fault), err=True)
    raise click.ClickException(NOTHING)
