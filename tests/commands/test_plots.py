"""`flask plots check FILE` exits 0 for what the EU system would take and 1, with code and place, for anything else."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask.testing import FlaskCliRunner

from marketplace.app import create_app
from tests.conftest import settings_of
from tests.geodata.samples import BAD, GOOD, MANY_DECIMALS, a_feature, a_file

NOWHERE = "postgresql+psycopg://nobody@127.0.0.1:1/nothing"
"""No database is asked for anything."""


Check = Callable[..., Result]


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> FlaskCliRunner:
    """Run commands as an operator does, without a market behind them."""
    return create_app(settings_of(NOWHERE, tmp_path_factory.mktemp("var"))).test_cli_runner()


@pytest.fixture
def check(runner: FlaskCliRunner, tmp_path: Path) -> Check:
    """Check a file of this content, with options."""

    def run(content: bytes, *options: str) -> Result:
        file = tmp_path / "plots.geojson"
        file.write_bytes(content)
        return runner.invoke(args=["plots", "check", str(file), *options])

    return run


def test_good_files_pass_and_doubtful_ones_pass_with_their_warnings(check: Check) -> None:
    good, doubtful = check(GOOD), check(MANY_DECIMALS)
    assert (good.exit_code, good.output) == (0, "plots.geojson: the EU system would take this file.\n")
    assert (doubtful.exit_code, doubtful.output.count("country_missing  (Please look)  feature")) == (0, 3)


def test_each_bad_example_is_refused_with_its_code_and_place(check: Check) -> None:
    for bad in BAD:
        said = check(a_file(a_feature(), bad["feature"]))
        is_warning = bad["name"] == "low_precision"
        line = next(each for each in said.output.splitlines() if each.split("  ")[0] == bad["expect"][0])
        assert (said.exit_code, "feature 2" in line) == (0 if is_warning else 1, True)


def test_a_fault_says_where_and_what_to_do_in_the_language_asked(check: Check) -> None:
    bow_tie = a_file(BAD[1]["feature"])
    assert "self_intersection  feature 1  vertex (-76.099500, -8.099500)  The outline crosses" in check(bow_tie).output
    spanish = check(bow_tie, "--locale", "es_PE").output
    assert "vértice (-76.099500, -8.099500)  Aquí el contorno se cruza" in spanish
    assert "rechazaría este archivo (1 falla)" in spanish


def test_programs_read_it_as_json(check: Check) -> None:
    said = json.loads(check(a_file(BAD[1]["feature"]), "--json").output)
    (found,) = said["faults"]
    assert (said["is_taken"], found["code"], found["position"]) == (
        False,
        "self_intersection",
        ["-76.099500", "-8.099500"],
    )


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "empty_file"), (bytes(range(256)), "not_utf8"), (b"{" * 26_000_000, "file_too_large"), (b"[", "not_json")],
    ids=["empty", "binary", "large", "broken"],
)
def test_what_is_no_geojson_is_refused(check: Check, content: bytes, code: str) -> None:
    said = check(content)
    assert (said.exit_code, said.output.split("  ")[0]) == (1, code)


@pytest.mark.parametrize("name", [".", "no/such/file.geojson"])
def test_a_directory_or_nothing_at_all_is_refused(runner: FlaskCliRunner, name: str) -> None:
    said = runner.invoke(args=["plots", "check", name])
    assert (said.exit_code, said.output.split("  ")[0]) == (1, "file_unreadable")
