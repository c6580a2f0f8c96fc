"""Which language the reader reads: the person's choice, else the cookie's, else the browser's."""

from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, redirect, request
from flask_babel import Babel
from werkzeug.wrappers import Response as AnyResponse

from marketplace.web.sessions import current_face

LANGUAGES = {"es": "es_PE", "en": "en"}
COOKIE = "language"
YEAR = 365 * 24 * 3600
blueprint = Blueprint("languages", __name__)


def choose_locale() -> str:
    """Return `es_PE` or `en` for this request; Spanish where nothing is known."""
    chosen = request.cookies.get(COOKIE) or current_face().locale
    if chosen in LANGUAGES.values():
        return str(chosen)
    wanted = request.accept_languages.best_match(LANGUAGES, default="es")
    return LANGUAGES[wanted or "es"]


def register_languages(app: Flask) -> None:
    """Teach `app` both languages."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(app.config["TRANSLATIONS_DIR"])
    app.config["BABEL_DEFAULT_LOCALE"] = "es_PE"
    app.config["BABEL_DEFAULT_TIMEZONE"] = "America/Lima"
    Babel(app, locale_selector=choose_locale)
    app.register_blueprint(blueprint)


@blueprint.get("/language/<language>")
def choose_language(language: str) -> AnyResponse:
    """Keep the reader's language in a cookie and go back to the page."""
    response: Response = redirect(_local(request.args.get("next", "/")), 303)  # type: ignore[assignment]
    if language in LANGUAGES:
        response.set_cookie(COOKIE, LANGUAGES[language], max_age=YEAR, samesite="Lax", secure=request.is_secure)
    return response


def _local(address: str) -> str:
    parts = urlsplit(address)
    is_local = not parts.scheme and not parts.netloc and address.startswith("/") and "\\" not in address
    return address if is_local else "/"
