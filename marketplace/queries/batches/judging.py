"""What is to be said of a batch's weight and days."""

from datetime import date

from marketplace.models.traces.balances import Found, alarms_of_batch, figures_on
from marketplace.queries.batches.lists import BatchSheet


def alarms_of(batch: BatchSheet, *, today: date) -> list[Found]:
    """Work out the alarms of a batch that was fetched for the viewer."""
    return alarms_of_batch(batch.id, figures=figures_on(today)) if batch.dry_weight is not None else []
