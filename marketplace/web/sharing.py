"""Passing a page on: the address that the world knows it by, and a ready text for WhatsApp."""

from collections.abc import Iterable
from urllib.parse import quote

from flask import Flask, request

WHATSAPP = "https://wa.me/?text="


def register_sharing(app: Flask, public_url: str) -> None:
    """Teach templates `page_address()`, also of another page than the one that is drawn, and `whatsapp_link(lines)`."""

    def page_address(path: str | None = None) -> str:
        return public_url + (path or request.path)

    def whatsapp_link(lines: Iterable[object]) -> str:
        text = "\n".join(" ".join(str(line).split()) for line in [*lines, page_address()] if line)
        return WHATSAPP + quote(text, safe="")

    app.jinja_env.globals.update(page_address=page_address, whatsapp_link=whatsapp_link)
