"""`flask translations`: keep the Spanish catalogue in step with the sentences in code and templates."""

from collections.abc import Iterator
from pathlib import Path

import click
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "translations" / "es_PE" / "LC_MESSAGES" / "messages.po"
PLACES = ("marketplace", "templates")
METHODS = [("**.py", "python"), ("**.html", "jinja2"), ("**.txt", "jinja2")]
OPTIONS = {"**.html": {"trimmed": "true"}, "**.txt": {"trimmed": "true"}}
WORDS = {
    "_": None,
    "gettext": None,
    "lazy_gettext": None,
    "_l": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "lazy_pgettext": ((1, "c"), 2),
}
COMMENTS = ("Translators:",)


@click.group("translations")
def translations() -> None:
    """Keep the Spanish catalogue in step."""


@translations.command("sync")
def sync() -> None:
    """Take up new sentences, drop lost ones, compile, and list what is still untranslated."""
    catalogue = synced(stored())
    save(catalogue)
    missing = list(untranslated(catalogue))
    for message in missing:
        click.echo(f"untranslated: {message.id}")
    click.echo(f"{len(catalogue)} sentences, {len(missing)} untranslated")


def stored() -> Catalog:
    """Read the catalogue as it stands in the repository."""
    if not CATALOGUE.exists():
        return Catalog(locale="es_PE", project="Mazorca", fuzzy=False)
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="es_PE")


def extracted() -> Catalog:
    """Collect every sentence of code and templates."""
    found = Catalog()
    for place in PLACES:
        for name, line, words, _comments, context in extract_from_dir(
            str(ROOT / place), METHODS, OPTIONS, WORDS, COMMENTS
        ):
            found.add(words, locations=[(f"{place}/{name}", line)], context=context)
    return found


def synced(catalogue: Catalog) -> Catalog:
    """Give the catalogue exactly the sentences of today; old translations stay, guesses are not made."""
    created = catalogue.creation_date
    catalogue.update(extracted(), no_fuzzy_matching=True)
    catalogue.creation_date = created  # the same sentences give the same file
    catalogue.obsolete.clear()
    return catalogue


def save(catalogue: Catalog) -> None:
    """Write the catalogue and its compiled form, so that the same sentences always give the same files."""
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    with CATALOGUE.open("wb") as file:
        write_po(file, catalogue, width=100, sort_output=True, omit_header=False, include_lineno=False)
    with CATALOGUE.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalogue)


def untranslated(catalogue: Catalog) -> Iterator[Message]:
    """Find what a Spanish reader would read in English."""
    for message in catalogue:
        words = message.string if isinstance(message.string, tuple) else (message.string,)
        if message.id and (message.fuzzy or not all(words)):
            yield message
