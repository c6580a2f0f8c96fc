"""`flask alliance found`: how a real market gets its first facilitator."""

import secrets

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_babel import force_locale

from marketplace import clock, wording
from marketplace.config import Config
from marketplace.domain.errors import Refused
from marketplace.domain.organizations import OrganizationTerms
from marketplace.domain.people import LOCALES, PersonTerms
from marketplace.queries.letters import find_reset_letter
from marketplace.services.accounts import found_alliance


@click.group("alliance")
def alliance() -> None:
    """Found the alliance whose facilitators verify organizations and run rounds."""


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
        with force_locale("en"):
            sentences = "; ".join(wording.say(each) for each in no.reasons)
        raise click.ClickException(sentences) from no
    letter = find_reset_letter(email, now=clock.now())
    assert letter is not None  # noqa: S101 - the person was made above
    click.echo(f"{name} is founded. {person} chooses a password here, within two hours:")
    click.echo(f"{config.public_url}/password/{letter.token}")
