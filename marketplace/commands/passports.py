"""`flask passports`: the keys that sign them, and whether a kept file is genuine."""

import json
import sys
from datetime import datetime
from pathlib import Path

import click
from flask.cli import with_appcontext
from flask_babel import force_locale

from marketplace import clock, wording
from marketplace.domain.errors import Refused
from marketplace.domain.passports.canonical import digest, read_signed
from marketplace.gateways.signing import is_signed, new_secret
from marketplace.queries.passports import list_keys
from marketplace.services.passports import announce_key


@click.group("passports")
def passports() -> None:
    """Look after the keys of passports, and check kept files."""


@passports.group("key")
def key() -> None:
    """Make a new key, publish the one that is set, list all."""


@key.command("new")
def make_key() -> None:
    """Make a private key and write it out; it is kept nowhere, so put it where your secrets are."""
    click.echo(f"MAZORCA_PASSPORT_KEY={new_secret()}")
    click.echo("Set it for every process, restart them, then publish it: `flask passports key publish`.", err=True)


@key.command("publish")
@with_appcontext
def publish_key() -> None:
    """Publish the key that is set, which ends the former one. The first passport that is signed does so too."""
    try:
        is_set = announce_key(now=clock.now())
    except Refused as no:
        with force_locale("en"):
            raise click.ClickException(wording.say(no.reasons[0])) from no
    if not is_set:
        msg = "MAZORCA_PASSPORT_KEY is not set: `flask passports key new` makes one."
        raise click.ClickException(msg)
    _write_keys()


@key.command("list")
@with_appcontext
def write_keys() -> None:
    """Write out every public key with its validity."""
    _write_keys()


@passports.command("verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--key", "keys", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def verify(file: Path, keys: Path) -> None:
    """Check a kept passport against the published keys (keys.json); needs neither database nor network.

    Exit code 1 for anything but a genuine one.
    """
    verdict, is_genuine = _judge(file.read_bytes(), keys.read_bytes())
    click.echo(verdict)
    if not is_genuine:
        sys.exit(1)


def _judge(file: bytes, keys: bytes) -> tuple[str, bool]:
    try:
        kept = read_signed(file)
    except Refused as no:
        return ("not a passport" if no.code == "passport.no_passport" else "altered"), False
    found = [each for each in json.loads(keys)["keys"] if each["id"] == kept.key_id]
    if not found:
        return f"unknown key {kept.key_id}", False
    if not is_signed(kept.signed, kept.signature, public_key=found[0]["public_key"]):
        return "altered", False
    if not _is_in_force(found[0], str(kept.body["issued_at"])):
        return f"key {kept.key_id} was not in force", False
    return f"genuine: No {kept.body['number']} of {kept.body['issued_at']}, SHA-256 {digest(kept.signed)}", True


def _is_in_force(found: dict[str, str | None], issued_at: str) -> bool:
    at = datetime.fromisoformat(issued_at)
    since = datetime.fromisoformat(found["valid_from"] or issued_at).replace(microsecond=0)
    until = found["valid_until"]
    return since <= at and (until is None or at <= datetime.fromisoformat(until))


def _write_keys() -> None:
    for each in list_keys():
        until = f"{each.valid_until:%Y-%m-%d %H:%M}" if each.valid_until else "in use"
        click.echo(f"{each.id}  {each.public_key}  {each.valid_from:%Y-%m-%d %H:%M} - {until}")
