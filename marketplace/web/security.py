"""What every response tells the browser: run nothing inline, frame nothing, send no referrer abroad."""

from collections.abc import Sequence
from datetime import timedelta

from flask import Flask, Response, abort, request
from flask_babel import gettext as _
from werkzeug.middleware.proxy_fix import ProxyFix

DIRECTIVES = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
LARGEST_REQUEST = 12 * 1024 * 1024


def register_security(app: Flask, *, is_https: bool, leads_to: Sequence[str] = ()) -> None:
    """Harden the session cookie and add the headers; a form may lead to ourselves and to the addresses named."""
    headers = {
        **HEADERS,
        "Content-Security-Policy": "; ".join([*DIRECTIVES, " ".join(["form-action 'self'", *leads_to])]),
    }
    app.config.update(
        SESSION_COOKIE_NAME="mazorca",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=is_https,
        PERMANENT_SESSION_LIFETIME=timedelta(days=14),
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        WTF_CSRF_TIME_LIMIT=None,
    )

    app.before_request(_refuse_nul)

    @app.after_request
    def add_headers(response: Response) -> Response:
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        if is_https:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        if request.endpoint != "static" and "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "private, no-store" if "mazorca" in request.cookies else "no-cache"
        return response


def trust_proxies(app: Flask, count: int) -> None:
    """Believe what the last `count` proxies say of a client's address, protocol and host; 0 believes nobody."""
    if count:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]


def _refuse_nul() -> None:
    """Refuse what no keyboard types and no PostgreSQL text holds."""
    values = (value for source in (request.args, request.form) for __, value in source.items(multi=True))
    if "\0" in request.path or any("\0" in value for value in values):
        abort(400, _("That contains a sign that cannot be read. Please type it again."))
