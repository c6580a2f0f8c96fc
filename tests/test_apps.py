"""An app that another test had is as new."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask import current_app

from marketplace.config import Config
from marketplace.models.base import db
from tests.apps import lent_app

HERE = Config("postgresql+psycopg:///here", "a secret of nobody else")
THERE = replace(HERE, database_url="postgresql+psycopg:///there", uploads_dir=Path("there"))


def test_an_app_is_lent_again_though_rows_and_files_lie_elsewhere() -> None:
    with lent_app(HERE) as first, first.app_context():
        assert db.engine.url.database == "here"
        before = db.engine
    with lent_app(THERE) as second, second.app_context():
        assert second is first
        assert current_app.extensions["mazorca"] == THERE
        assert second.config["SQLALCHEMY_DATABASE_URI"] == THERE.database_url
        assert db.engine.url.database == "there"
        assert db.engine is not before


def test_what_a_test_set_is_gone() -> None:
    with lent_app(HERE) as app:
        app.config.update(WTF_CSRF_ENABLED=True, SECRET_KEY="another", OF_THE_TEST=True)
        app.extensions.update(mazorca=THERE, drawings=["a drawing"])
    with lent_app(HERE) as again:
        assert again is app
        assert (again.config["WTF_CSRF_ENABLED"], again.secret_key) == (False, HERE.secret_key)
        assert "OF_THE_TEST" not in again.config
        assert again.extensions["mazorca"] == HERE
        assert "drawings" not in again.extensions


def test_two_at_once_have_two() -> None:
    with lent_app(HERE) as one, lent_app(THERE) as other:
        assert one is not other


def test_other_settings_make_another_app() -> None:
    with lent_app(HERE) as one:
        pass
    with lent_app(replace(HERE, public_url="https://mazorca.example")) as other:
        assert other is not one


def test_an_app_in_which_a_page_was_exchanged_is_lent_to_nobody() -> None:
    with lent_app(HERE) as app:
        app.view_functions["pages.home"] = lambda: "nobody is at home"
    with lent_app(HERE) as other:
        assert other is not app


def test_nothing_can_be_added_to_it() -> None:
    with lent_app(HERE) as app, pytest.raises(AssertionError, match="can no longer be called"):
        app.add_url_rule("/of-the-test", view_func=lambda: "")
