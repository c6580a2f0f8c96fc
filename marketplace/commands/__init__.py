"""The command line: flask seed, work, round, import, demo."""

from flask import Flask

from marketplace.commands import (
    alliance,
    books,
    demo,
    import_demands,
    import_lots,
    import_register,
    imports,
    passports,
    plots,
    reconcile,
    references,
    rounds,
    seed,
    translations,
    work,
)
from marketplace.commands.bench import bench


def register_commands(app: Flask) -> None:
    """Add every command to `flask`."""
    app.cli.add_command(alliance.alliance)
    app.cli.add_command(bench)
    app.cli.add_command(books.books)
    books.books.add_command(reconcile.reconcile)
    app.cli.add_command(demo.demo)
    app.cli.add_command(imports.imports)
    imports.imports.add_command(import_demands.demands)
    imports.imports.add_command(import_lots.lots)
    app.cli.add_command(plots.plots)
    plots.plots.add_command(import_register.import_file)
    app.cli.add_command(passports.passports)
    app.cli.add_command(references.references)
    app.cli.add_command(rounds.rounds)
    app.cli.add_command(seed.seed)
    app.cli.add_command(translations.translations)
    app.cli.add_command(work.work)
