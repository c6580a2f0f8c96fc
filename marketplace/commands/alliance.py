"""`flask alliance`: how a real market gets its first facilitator, and the customs that new contracts follow."""

import secrets
from datetime import datetime

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_babel import force_locale

from marketplace import clock, wording
from marketplace.config import Config
from marketplace.domain.contracts.clauses import Forum
from marketplace.domain.contracts.disputes import DisputeCustom, Reach
from marketplace.domain.errors import Refused
from marketplace.domain.organizations import OrganizationTerms
from marketplace.domain.people import LOCALES, PersonTerms
from marketplace.queries.letters import find_reset_letter
from marketplace.queries.rounds.showing import find_facilitator
from marketplace.services.accounts import found_alliance
from marketplace.services.references import set_dispute_custom


@click.group("alliance")
def alliance() -> None:
    """Found the alliance whose facilitators verify organizations and run rounds, and set its customs."""


@alliance.command("found")
@click.argument("name")
@click.option("--person", required=True, help="Name of the first facilitator.")
@click.option("--email", required=True, help="The facilitator's address, with which they sign in.")
@click.option("--country", default="PE", show_default=True, help="ISO 3166-1 code.")
@click.option("--locale", default="es_PE", show_default=True, type=click.Choice(LOCALES))
@with_appcontext
def found(name: str, *, person: str, email: str, country: str, locale: str) -> None:
    """Found the alliance NAME with its first facilitator, and print the link by which a password is chosen."""
    config: Config = current_app.extensions["mazorca"]
    terms = PersonTerms(name=person, email=email, password=secrets.token_urlsafe(24), locale=locale)
    try:
        found_alliance(terms, OrganizationTerms(name=name, country=country), now=clock.now())
    except Refused as no:
        raise _told(no) from no
    letter = find_reset_letter(email, now=clock.now())
    assert letter is not None  # noqa: S101 - the person was made above
    click.echo(f"{name} is founded. {person} chooses a password here, within two hours:")
    click.echo(f"{config.public_url}/password/{letter.token}")


@alliance.command("disputes")
@click.argument("reach", type=click.Choice([each.value for each in Reach]))
@click.argument("forum", type=click.Choice([each.value for each in Forum]))
@click.option("--law", required=True, help="As it is printed in both languages: Perú.")
@click.option("--place", default=None, help="Where arbitration takes place.")
@click.option("--from", "since", required=True, type=click.DateTime(["%Y-%m-%d"]), help="First day, as 2027-01-01.")
@with_appcontext
def disputes(reach: str, forum: str, *, law: str, place: str | None, since: datetime) -> None:
    """Set which FORUM a new contract names, at home (both parties in Peru) or abroad; the parties may change it."""
    by = find_facilitator()
    if by is None:
        msg = "There is no alliance yet: `flask alliance found` first."
        raise click.ClickException(msg)
    try:
        set_dispute_custom(DisputeCustom(Reach(reach), Forum(forum), place, law, since.date()), by=by)
    except Refused as no:
        raise _told(no) from no
    click.echo(f"From {since:%Y-%m-%d} on, new contracts ({reach}) name {forum}")


def _told(no: Refused) -> click.ClickException:
    with force_locale("en"):
        return click.ClickException("; ".join(wording.say(each) for each in no.reasons))
