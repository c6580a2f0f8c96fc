"""The payment provider's entrance: signed news is kept once and looked into later; the rest is turned away unread."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from marketplace import clock, webhooks
from marketplace.app import create_app
from marketplace.config import Config
from marketplace.models.base import db
from stripe_standin.events import tell as note
from stripe_standin.letters import Post, sign
from stripe_standin.standin import SECRET, new_standin
from tests.standin import tell


@contextmanager
def a_market(config: Config) -> Iterator[Flask]:
    """Open a market with these settings; the forms' own protection is on, as in production."""
    app = create_app(config)
    app.config.update(TESTING=True)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def app(config: Config) -> Iterator[Flask]:
    """A market that the provider may tell things."""
    with a_market(replace(config, stripe_key="sk_test_1", stripe_webhook_secret=SECRET)) as app:
        yield app


@pytest.fixture
def letter() -> tuple[bytes, str]:
    """One signed piece of news."""
    standin = new_standin(seed="webhooks")
    note(standin.store, "checkout.session.completed", about={"id": "cs_test_1"})
    [letter] = Post(standin.store, SECRET).take()
    return letter


def rows(app: Flask, question: str) -> list[Any]:
    """Ask the database."""
    with app.app_context():
        return list(db.session.execute(text(question)))


NEWS = "SELECT kind, object_id, heard_at, trouble FROM provider_news"
JOBS = "SELECT args FROM procrastinate_jobs WHERE task_name = 'payments:hear'"


def test_signed_news_is_kept_and_a_job_looks_into_it(app: Flask, letter: tuple[bytes, str]) -> None:
    assert tell(app.test_client(), *letter) == 200
    assert rows(app, NEWS) == [("checkout.session.completed", "cs_test_1", None, None)]
    assert len(rows(app, JOBS)) == 1


def test_the_same_news_at_the_same_time_is_kept_once(app: Flask, letter: tuple[bytes, str]) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: tell(app.test_client(), *letter), range(16)))
    assert answers == [200] * 16
    assert (len(rows(app, NEWS)), len(rows(app, JOBS))) == (1, 1)


@pytest.mark.parametrize("wrong", ["", "t=1,v1=00", "of another body", "of another secret", "old"])
def test_what_the_provider_did_not_sign_is_turned_away(app: Flask, letter: tuple[bytes, str], wrong: str) -> None:
    body, now = letter[0], int(clock.now().timestamp())
    signature = {
        "of another body": letter[1].replace("v1=", "v1=0"),
        "of another secret": sign(body, "whsec_other", at=now),
        "old": sign(body, SECRET, at=now - 3600),
    }.get(wrong, wrong)
    assert tell(app.test_client(), body, signature) == 400
    assert rows(app, NEWS) == []


def test_what_is_too_large_is_not_read(app: Flask) -> None:
    assert tell(app.test_client(), b"x" * (webhooks.LARGEST + 1), "t=1,v1=00") == 413


def test_a_market_without_a_secret_hears_nobody(config: Config, letter: tuple[bytes, str]) -> None:
    with a_market(config) as app:
        assert tell(app.test_client(), *letter) == 404


@pytest.mark.parametrize(
    ("settings", "led_to"),
    [
        ({}, ""),
        ({"stripe_key": "sk_test_1", "stripe_base": "http://127.0.0.1:8420"}, " http://127.0.0.1:8420"),
        ({"stripe_key": "sk_live_1"}, " https://checkout.stripe.com https://payments.stripe.com"),
    ],
)
def test_a_form_may_lead_to_the_providers_pages_and_nowhere_else(
    config: Config, settings: dict[str, Any], led_to: str
) -> None:
    with a_market(replace(config, **settings)) as app:
        policy = app.test_client().get("/healthz").headers["Content-Security-Policy"]
    assert policy.endswith(f"form-action 'self'{led_to}")
