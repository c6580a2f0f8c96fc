"""`flask references FILE`: set the dated figures without which no lot can be published or landed."""

import csv
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

import click
from flask.cli import with_appcontext

from marketplace.domain.cadmium import EU_2023_915
from marketplace.domain.freight import FreightMode, FreightRow
from marketplace.domain.money import Incoterm
from marketplace.domain.prices import ReferenceFigure, ReferenceKind
from marketplace.queries.rounds import find_facilitator
from marketplace.services.references import set_cadmium_limits, set_freight_rates, set_reference_prices

FREIGHT = "freight"


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
    with file.open(encoding="utf-8-sig", newline="") as sheet:
        rows = list(csv.DictReader(sheet))
    try:
        figures = [_figure(row, source) for row in rows if row["what"] != FREIGHT]
        rates = [_rate(row) for row in rows if row["what"] == FREIGHT]
    except (KeyError, ValueError, InvalidOperation) as fault:
        msg = f"A row cannot be read ({fault}); nothing was set."
        raise click.ClickException(msg) from fault
    set_reference_prices(figures, source, is_fictional=False, by=by)
    set_freight_rates(rates, source, is_fictional=False, by=by)
    set_cadmium_limits(EU_2023_915, by=by)
    click.echo(f"{len(figures)} reference figures and {len(rates)} freight rates are set")


def _figure(row: Mapping[str, str], source: str) -> ReferenceFigure:
    return ReferenceFigure(ReferenceKind(row["what"]), Decimal(row["value"]), date.fromisoformat(row["from"]), source)


def _rate(row: Mapping[str, str]) -> FreightRow:
    incoterm, mode = Incoterm(row["incoterm"]), FreightMode(row["mode"])
    return FreightRow(incoterm, row["destination"], mode, Decimal(row["value"]), date.fromisoformat(row["from"]))
