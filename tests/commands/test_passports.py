"""A kept passport is judged by the command and by the script that needs nothing: both say the same."""

import importlib.util
import json
from base64 import b64decode
from pathlib import Path
from types import ModuleType

import pytest
from flask import Flask

from marketplace.domain.passports.canonical import SignedPassport, canonical, write_signed
from marketplace.gateways.signing import Signer, is_signed, new_secret
from tests.house.sources import ROOT
from tests.market import Market
from tests.passports import PUBLIC, SECRET, a_passport, let_sign

SIGNER, OTHER = Signer.of(SECRET), Signer.of("02" * 32)
BODY = {"format": "mazorca-passport/1", "issued_at": "2026-11-23T15:00:00Z", "number": 1, "says": {"note": "Piña 🍍"}}


def kept(signer: Signer = SIGNER, key_id: str = SIGNER.key_id, **changes: object) -> bytes:
    body = BODY | changes
    return write_signed(SignedPassport(body, key_id, signer.sign(canonical(body))))


def published(valid_from: str = "2026-01-01T00:00:00+00:00", valid_until: str | None = None) -> bytes:
    key = {"id": SIGNER.key_id, "public_key": PUBLIC, "valid_from": valid_from, "valid_until": valid_until}
    return json.dumps({"keys": [key]}).encode()


CASES = {
    "genuine": (kept(), published()),
    "with a line break": (kept() + b"\n", published()),
    "altered": (kept().replace("🍍".encode(), "🥭".encode()), published()),
    "one byte": (kept().replace(b'"number":1', b'"number":2'), published()),
    "a blank": (kept().replace(b",", b", ", 1), published()),
    "other key": (kept(OTHER), published()),
    "unknown key": (kept(OTHER, OTHER.key_id), published()),
    "truncated": (kept()[:-5], published()),
    "empty": (b"", published()),
    "before the key": (kept(), published("2026-11-24T00:00:00+00:00")),
    "after the key": (kept(), published(valid_until="2026-11-01T00:00:00+00:00")),
}
GENUINE = {"genuine", "with a line break"}


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("verify_passport", ROOT / "docs" / "verify_passport.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("case", CASES)
def test_command_and_script_agree_on_what_is_genuine(app: Flask, script: ModuleType, tmp_path: Path, case: str) -> None:
    file, keys = (tmp_path / "kept.json"), (tmp_path / "keys.json")
    for path, content in zip((file, keys), CASES[case], strict=True):
        path.write_bytes(content)
    answer = app.test_cli_runner().invoke(args=["passports", "verify", str(file), "--key", str(keys)])
    assert (answer.exit_code == 0) == (case in GENUINE), answer.output
    assert (script.judge(*CASES[case]) == "genuine") == (case in GENUINE)


def test_the_script_checks_signatures_as_the_library_does(script: ModuleType) -> None:
    signature, key = b64decode(SIGNER.sign(b"cacao")), b64decode(PUBLIC)
    too_large = signature[:32] + (int.from_bytes(signature[32:], "little") + script.ORDER).to_bytes(32, "little")
    assert script.is_signed(b"cacao", signature, public_key=key)
    assert not script.is_signed(b"cocoa", signature, public_key=key)
    assert not script.is_signed(b"cacao", too_large, public_key=key)
    assert not script.is_signed(b"cacao", signature[:-1], public_key=key)
    assert not script.is_signed(b"cacao", signature, public_key=b"\xff" * 32)


@pytest.mark.parametrize(
    ("signature", "key"), [("c2ln", PUBLIC), ("no base64!", PUBLIC), (SIGNER.sign(b"m"), "c2hvcnQ=")]
)
def test_what_cannot_be_read_is_no_signature(signature: str, key: str) -> None:
    assert not is_signed(b"m", signature, public_key=key)


def test_a_new_key_is_written_out_and_kept_nowhere(app: Flask) -> None:
    answer = app.test_cli_runner().invoke(args=["passports", "key", "new"])
    assert answer.stdout.startswith("MAZORCA_PASSPORT_KEY=")
    assert len({new_secret(), new_secret()}) == 2


def test_a_key_is_published_once_and_ends_the_former(market: Market) -> None:
    a_passport(market, market.a_lot(market.a_producer()))
    let_sign(market.app, "02" * 32)
    run = market.app.test_cli_runner()
    assert run.invoke(args=["passports", "key", "publish"]).exit_code == 0
    listed = run.invoke(args=["passports", "key", "list"]).output.splitlines()
    assert [line.endswith("in use") for line in listed] == [True, False]
    let_sign(market.app)
    back = run.invoke(args=["passports", "key", "publish"])
    assert back.exit_code == 1
    assert "replaced" in back.output


def test_without_a_key_there_is_nothing_to_publish(app: Flask) -> None:
    answer = app.test_cli_runner().invoke(args=["passports", "key", "publish"])
    assert (answer.exit_code, "is not set" in answer.output) == (1, True)


def test_what_the_market_issues_is_genuine(market: Market, script: ModuleType) -> None:
    code = a_passport(market, market.a_lot(market.a_producer(), notes_es="Cacao de altura 🍫"))
    browser = market.browser()
    file, keys = browser.get(f"/l/{code}.json").data, browser.get("/passports/keys.json").data
    assert script.judge(file, keys) == "genuine"
