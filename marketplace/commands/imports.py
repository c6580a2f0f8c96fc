"""`flask import`: bring lots and demands in from CSV files."""

import click


@click.group("import")
def imports() -> None:
    """Bring lots and demands in from CSV files; docs/import.md describes the columns."""
