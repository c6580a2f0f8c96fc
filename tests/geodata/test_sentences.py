"""Every fault can be said, in each language, with all that it knows."""

import json

import pytest
from flask import Flask
from flask_babel import Babel, force_locale

from marketplace.domain.plots.checks import FaultCode
from marketplace.domain.plots.repairs import RepairKind
from marketplace.geodata.judging import judge_file
from marketplace.geodata.reading import read_features
from marketplace.wording import label, say
from marketplace.wordings import LOCALES, SENTENCES
from tests.geodata.samples import BAD, PROPERTIES, a_feature, a_file

FILES = [
    *(a_file(each["feature"]) for each in BAD),
    *(b"", b"{", b"[NaN]", b"\xff", b"<kml", b"%PDF", b"{" * 26_000_000, b'{"type":"Feature","type":"Feature"}'),
    a_file(a_feature(properties=PROPERTIES | {"ProducerName": "x" * 600, "ProductionPlace": 3, "Area": 0})),
    a_file(a_feature(), a_feature(properties={"ProducerCountry": "X", "Area": 9})),
]
"""Between them they make the faults that know something."""


@pytest.mark.parametrize("code", FaultCode)
def test_every_fault_has_a_sentence(code: FaultCode) -> None:
    assert f"plot.{code}" in SENTENCES


@pytest.mark.parametrize("locale", LOCALES)
def test_sentences_find_all_that_they_tell(locale: str) -> None:
    app = Flask("words")
    Babel(app, default_translation_directories="../translations")
    faults = [each for file in FILES for each in (*judge_file(file), *read_features("p", file).faults)]
    with app.app_context(), force_locale(locale):
        said = [say(each.reason) for each in faults]
        named = [label(each) for each in RepairKind]
    assert not [each for each in said + named if "%(" in each or each.startswith("plot.")]
    assert json.dumps(said)
