"""Spanish is complete: no sentence is missing, none has lost a place for a fact, and the compiled file is fresh."""

import io
import re
from collections.abc import Sequence

from babel.messages.mofile import write_mo

from marketplace.commands.translations import CATALOGUE, extracted, stored, untranslated

PLACE = re.compile(r"%\((\w+)\)[sd]")


def texts(words: str | Sequence[str] | None) -> tuple[str, ...]:
    """Take a sentence, or its forms by number, as a tuple."""
    return (words,) if isinstance(words, str) else tuple(words or ("",))


def test_every_sentence_is_in_the_catalogue() -> None:
    known = {(message.id, message.context) for message in stored()}
    missing = [message.id for message in extracted() if message.id and (message.id, message.context) not in known]
    assert missing == []


def test_no_sentence_is_left_in_english() -> None:
    assert [message.id for message in untranslated(stored())] == []


def test_each_translation_has_the_same_places_for_facts() -> None:
    wrong = []
    for message in stored():
        wanted = set(PLACE.findall(texts(message.id)[-1]))
        given = [set(PLACE.findall(text)) for text in texts(message.string)]
        if message.id and (given[-1] != wanted or any(places - wanted for places in given)):
            wrong.append(message.id)
    assert wrong == []


def test_the_compiled_catalogue_is_fresh() -> None:
    compiled = io.BytesIO()
    write_mo(compiled, stored())
    assert CATALOGUE.with_suffix(".mo").read_bytes() == compiled.getvalue()


def test_spanish_speaks_politely_and_without_exclamation() -> None:
    rude = re.compile(r"[¡!]|\b(tu|tus|haz|puedes|tienes|debes|quieres)\b", re.IGNORECASE)
    found = [message.string for message in stored() if message.id and rude.search(str(message.string))]
    assert found == []
