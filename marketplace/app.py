"""The only room that knows every wing: it puts the market together."""

from pathlib import Path

from flask import Flask
from flask_migrate import Migrate
from flask_wtf import CSRFProtect

from marketplace import webhooks
from marketplace.commands import register_commands
from marketplace.config import Config
from marketplace.models import registry  # every table must be known before the first query
from marketplace.models.base import db
from marketplace.queries.reading import give_back
from marketplace.web import register_pages
from marketplace.web.notices.wishes import write_less
from marketplace.web.templating import Environment

ROOT = Path(__file__).resolve().parent.parent


def create_app(config: Config) -> Flask:
    """Build the market from its settings."""
    app = Flask(
        "marketplace",
        root_path=str(ROOT / "marketplace"),
        template_folder=str(ROOT / "templates"),
        static_folder=None,
    )
    app.jinja_environment = Environment
    app.config.update(
        SECRET_KEY=config.secret_key,
        SQLALCHEMY_DATABASE_URI=config.database_url,
        TRANSLATIONS_DIR=ROOT / "translations",
    )
    app.extensions["mazorca"] = config
    db.init_app(app)
    app.teardown_appcontext(give_back)
    Migrate(app, db, directory=str(ROOT / "migrations"))
    register_pages(app, config)
    app.register_blueprint(webhooks.blueprint)
    guard = CSRFProtect(app)
    guard.exempt(webhooks.blueprint)
    guard.exempt(write_less)  # mail programs press it for their reader; its link is signed and does nothing else
    register_commands(app)
    return app


assert registry.TABLES  # noqa: S101 - the import is the point
