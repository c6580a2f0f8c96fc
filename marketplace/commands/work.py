"""`flask work`: run a worker."""

import click
from flask import current_app
from flask.cli import with_appcontext

from marketplace.jobs.worker import run_worker


@click.command("work")
@click.option("--drain", is_flag=True, help="Stop when the queue is empty.")
@with_appcontext
def work(*, drain: bool) -> None:
    """Run the jobs of the market until stopped; restarts itself when the database went away."""
    run_worker(current_app._get_current_object(), wait=not drain)  # type: ignore[attr-defined] # noqa: SLF001
