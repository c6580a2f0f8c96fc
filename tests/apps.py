"""Apps that are lent to one test after another: to make one takes as long as many a test.

An app is made for settings of a kind; where its rows and files lie may differ each time. Before it is lent again its
settings, and what it keeps beside them, are as when it was made, and its engine is a new one. Pages and hooks cannot be
added to it (Flask refuses), and an app in which something else was exchanged is lent to nobody any more.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from flask import Flask

from marketplace.app import create_app
from marketplace.config import Config
from marketplace.models.base import POOL, db

MOST = 8
"""How many wait for the next test: settings that are others each time must not fill the memory."""


@dataclass(frozen=True)
class Lent:
    """An app, and what it was like when it was made."""

    app: Flask
    kind: Config
    settings: dict[str, Any]
    extensions: dict[str, Any]
    parts: list[object]


_free: list[Lent] = []


@contextmanager
def lent_app(config: Config) -> Iterator[Flask]:
    """Give an app with these settings that is as new; it asks no form for a token."""
    lent = _again(config) or _new(config)
    lent.app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    yield lent.app
    with lent.app.app_context():
        db.session.remove()
        db.engine.dispose()
    if _parts(lent.app) == lent.parts:
        _free.insert(0, lent)
        del _free[MOST:]


def _again(config: Config) -> Lent | None:
    """Take an app of the kind from those that wait, and make it as new."""
    lent = next((each for each in _free if each.kind == _kind(config)), None)
    if lent is None:
        return None
    _free.remove(lent)
    for now, first in ((lent.app.config, lent.settings), (lent.app.extensions, lent.extensions)):
        now.clear()
        now.update(first)
    lent.app.config["SQLALCHEMY_DATABASE_URI"] = config.database_url
    lent.app.extensions["mazorca"] = config
    with lent.app.app_context():
        engine = db._make_engine(None, {**POOL, "url": config.database_url}, lent.app)  # noqa: SLF001 - as for a new app
        db.engines[None] = engine  # type: ignore[index] # a dictionary, as it happens
    return lent


def _new(config: Config) -> Lent:
    """Make an app to which nothing can be added."""
    app = create_app(config)
    app._got_first_request = True  # noqa: SLF001 - Flask has no other word for it
    return Lent(app, _kind(config), dict(app.config), dict(app.extensions), _parts(app))


def _kind(config: Config) -> Config:
    """Return what an app is made for: its settings without the places where rows and files lie."""
    return replace(config, database_url="", uploads_dir=Path())


def _parts(app: Flask) -> list[object]:
    """List what a test might exchange."""
    known = (app.view_functions, app.jinja_env.globals, app.jinja_env.filters, app.jinja_env.tests)
    return [app.wsgi_app, app.session_interface, app.jinja_env.loader, *({**each} for each in known)]
