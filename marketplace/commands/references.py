"""`flask references FILE`: set the dated figures without which no lot can be published or landed."""

from pathlib import Path

import click
from flask.cli import with_appcontext
from flask_babel import force_locale

from marketplace.domain.cadmium import EU_2023_915
from marketplace.forms.reference_sheets import read_figures
from marketplace.forms.sheets import FaultySheetError
from marketplace.queries.rounds.showing import find_facilitator
from marketplace.services.references import set_cadmium_limits, set_figures


@click.command("references")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", required=True, help="Where the figures come from; it is shown beside them.")
@with_appcontext
def references(file: Path, source: str) -> None:
    """Set reference prices and freight rates from a CSV file, and the EU's cadmium limits (docs/import.md)."""
    by = find_facilitator()
    if by is None:
        msg = "There is no alliance yet: `flask alliance found` first."
        raise click.ClickException(msg)
    try:
        with force_locale("en"):
            sheet = read_figures(file.read_bytes(), source)
    except FaultySheetError as faulty:
        msg = "\n".join(["Nothing was set.", *map(str, faulty.faults)])
        raise click.ClickException(msg) from faulty
    set_figures(sheet.figures, sheet.rates, source=source, by=by)
    set_cadmium_limits(EU_2023_915, by=by)
    click.echo(f"{len(sheet.figures)} reference figures and {len(sheet.rates)} freight rates are set")
