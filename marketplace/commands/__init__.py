"""The command line: flask seed, work, round, import, demo."""

from flask import Flask

from marketplace.commands import work


def register_commands(app: Flask) -> None:
    """Add every command to `flask`."""
    app.cli.add_command(work.work)
