"""Smaller answers for slow lines: text leaves gzipped where the browser can read that.

Session cookies are SameSite=Lax, so a foreign page cannot make a reader's browser repeat requests with guesses and
weigh the answers (BREACH).
"""

import gzip

from flask import Flask, Response, request

SMALLEST = 1024
LEVEL = 5  # level 9 makes our pages 1 % smaller and takes three times as long
PACKED_TYPES = (
    "text/",
    "application/json",
    "application/problem+json",
    "application/geo+json",
    "application/javascript",
    "image/svg+xml",
)


def register_compression(app: Flask) -> None:
    """Compress what `app` answers."""
    app.after_request(compress)


def compress(response: Response) -> Response:
    """Gzip a text of more than 1 KB, unless it streams, is packed already, or the browser does not ask for it."""
    if not _may_be_packed(response):
        return response
    response.vary.add("Accept-Encoding")
    if len(response.get_data()) < SMALLEST or request.accept_encodings.quality("gzip") <= 0:
        return response
    response.set_data(gzip.compress(response.get_data(), LEVEL, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    tag, _is_weak = response.get_etag()
    if tag:
        response.set_etag(tag, weak=True)
    return response


def _may_be_packed(response: Response) -> bool:
    return (
        not response.is_streamed
        and not response.direct_passthrough
        and response.status_code not in (204, 206, 304)
        and "Content-Encoding" not in response.headers
        and (response.mimetype or "").startswith(PACKED_TYPES)
    )
