"""`flask books reconcile`: our books against the payment provider's own lines."""

import sys
from datetime import UTC, datetime, timedelta

import click
from flask import current_app
from flask.cli import with_appcontext

from marketplace import clock
from marketplace.domain.money import Money
from marketplace.domain.payments.reconciling import Gap
from marketplace.gateways.stripe import ProviderDownError, ProviderRefusedError
from marketplace.services.payments.reconciling import reconcile as compare

USUAL = timedelta(days=30)
SAID = {
    Gap.AMOUNT: "another amount",
    Gap.ONLY_OURS: "only in our books",
    Gap.ONLY_THEIRS: "only at the provider",
    Gap.COST: "a cost that is not booked",
    Gap.SWEEP: "money at our bank that is not booked",
    Gap.OTHER: "a line of another kind",
}


@click.command("reconcile")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="From this day on, UTC; 30 days back if not given.")
@click.option("--record", is_flag=True, help="Book the provider's costs and what it paid to our bank.")
@with_appcontext
def reconcile(since: datetime | None, *, record: bool) -> None:
    """Compare our books with the payment provider's own lines, and name every difference.

    Exit code 1 when there is one, 2 when the provider does not answer.
    """
    now = clock.now()
    start = since.replace(tzinfo=UTC) if since else now - USUAL
    config = current_app.extensions["mazorca"]
    try:
        found = compare(config, start, now=now, is_recording=record)
    except (ProviderDownError, ProviderRefusedError) as no:
        click.echo(f"The provider does not answer: {no!r}", err=True)
        sys.exit(2)
    for each in found:
        click.echo(f"{each.about}: {SAID[each.gap]}; ours {_said(each.ours)}, theirs {_said(each.theirs)}")
    click.echo(f"{len(found) or 'No'} difference{'s' * (len(found) > 1)} since {start:%Y-%m-%d}.")
    if found:
        sys.exit(1)


def _said(money: Money | None) -> str:
    return f"{money.amount} {money.currency}" if money else "nothing"
