"""Which language the reader reads: the person's choice, else the cookie's, else the browser's."""

from functools import lru_cache

from babel import Locale
from babel.support import NullTranslations
from flask import Blueprint, Flask, g, has_request_context, redirect, request
from flask_babel import Babel, get_translations
from werkzeug.wrappers import Response

from marketplace.services.accounts import choose_language as keep_language
from marketplace.web.addresses import local_address
from marketplace.web.sessions import current_face, current_viewer
from marketplace.wording import reader_locale

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


def choose_zone() -> str | None:
    """Return whose clock times are told by: the one a letter is written for, else the viewer's own choice, if any."""
    written_for: str | None = g.get("zone")
    return written_for or (current_face().zone if has_request_context() else None)


def register_languages(app: Flask) -> None:
    """Teach `app` both languages."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(app.config["TRANSLATIONS_DIR"])
    app.config["BABEL_DEFAULT_LOCALE"] = "es_PE"
    app.config["BABEL_DEFAULT_TIMEZONE"] = "America/Lima"
    Babel(app, locale_selector=choose_locale, timezone_selector=choose_zone)
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined] # jinja2.ext.i18n adds it
        lambda words: _catalogue(reader_locale()).ugettext(words),
        lambda one, more, count: _catalogue(reader_locale()).ungettext(one, more, count),
        newstyle=True,
        pgettext=lambda sense, words: _catalogue(reader_locale()).upgettext(sense, words),
        npgettext=lambda sense, one, more, count: _catalogue(reader_locale()).unpgettext(sense, one, more, count),
    )
    app.register_blueprint(blueprint)


@lru_cache
def _catalogue(locale: Locale | None) -> NullTranslations:
    """Keep a language's words at hand: a page says hundreds, and Flask-Babel looks for their catalogue each time."""
    del locale  # the reader's own, in which the words are looked for
    found: NullTranslations = get_translations()
    return found


@blueprint.get("/language/<language>")
def choose_language(language: str) -> Response:
    """Keep the reader's language, in a cookie and with the person who is signed in, and go back to the page."""
    response = redirect(local_address(request.args.get("next")), 303)
    if language in LANGUAGES:
        if current_face().is_signed_in:
            keep_language(LANGUAGES[language], by=current_viewer())
        remember_language(response, LANGUAGES[language])
    return response


def remember_language(response: Response, locale: str) -> None:
    """Let the browser remember the language, for readers who are not signed in."""
    response.set_cookie(COOKIE, locale, max_age=YEAR, samesite="Lax", httponly=True, secure=request.is_secure)
