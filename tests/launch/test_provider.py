"""The demo's payment provider: a stand-in beside the market, and none where a real one is set."""

import http.client
import time
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from launch import provider
from launch.places import ROOT


@pytest.fixture
def _elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Let nothing of the demo's own be touched."""
    monkeypatch.setattr(provider, "LOGS", tmp_path)
    monkeypatch.setattr(provider, "MEMORY", tmp_path / "standin.json")
    monkeypatch.setattr(provider, "own_secret", lambda: "a secret of the tests")
    monkeypatch.delenv("STRIPE_API_KEY", raising=False)


def answer_of(address: str, *, key: str) -> int:
    """Ask for the balance, as soon as somebody answers."""
    parts, give_up = urlsplit(address), time.monotonic() + 20
    with closing(http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=20)) as asked:
        while True:
            with suppress(ConnectionError):
                asked.request("GET", "/v1/balance", headers={"Authorization": f"Bearer {key}"})
                return asked.getresponse().status
            assert time.monotonic() < give_up


@pytest.mark.usefixtures("_elsewhere")
@pytest.mark.skipif(not (ROOT / ".venv").exists(), reason="the launcher's own environment is not here")
def test_the_demo_is_paid_at_a_stand_in() -> None:
    with provider.payment_provider("127.0.0.1", "http://127.0.0.1:8000") as (running, settings):
        status = answer_of(settings["STRIPE_API_BASE"], key=settings["STRIPE_API_KEY"])
        assert (status, len(running)) == (200, 1)
    assert not running[0].is_running()


@pytest.mark.usefixtures("_elsewhere")
def test_where_a_real_provider_is_set_nothing_stands_in_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRIPE_API_KEY", "sk_live_1")
    with provider.payment_provider("127.0.0.1", "http://127.0.0.1:8000") as (running, settings):
        assert (running, settings) == ([], {})
