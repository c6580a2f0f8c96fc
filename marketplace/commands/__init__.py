"""The command line: flask seed, work, round, import, demo."""

from flask import Flask

from marketplace.commands import seed, translations, work
from marketplace.commands.bench import bench


def register_commands(app: Flask) -> None:
    """Add every command to `flask`."""
    app.cli.add_command(bench)
    app.cli.add_command(seed.seed)
    app.cli.add_command(translations.translations)
    app.cli.add_command(work.work)
