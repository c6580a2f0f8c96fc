"""`flask seed`: put the fictional market in place."""

import click
from flask.cli import with_appcontext

from marketplace import clock
from marketplace.queries.accounts.faces import has_any_organization
from marketplace.seed.bids import seed_bids
from marketplace.seed.market import seed_market
from marketplace.seed.tenders import seed_tenders


@click.command("seed")
@with_appcontext
def seed() -> None:
    """Fill an empty market with the fictional one; a market that has anybody in it is left alone."""
    if has_any_organization():
        click.echo("The market has people in it already; nothing was changed.")
        return
    cast = seed_market(clock.now(), lambda done: click.echo(f"  seeded {done}"))
    click.echo(f"  seeded {seed_bids(cast, clock.now())} bids")
    click.echo(f"  seeded {seed_tenders(cast, clock.now())} sealed-bid rounds")
