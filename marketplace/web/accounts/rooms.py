"""What all pages about people share: their blueprint, and how they answer what was refused."""

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from marketplace.domain.errors import Refused

blueprint = Blueprint("accounts", __name__)
Page = Response | str | tuple[str, int] | tuple[str, int, dict[str, str]]


def refused(no: Refused, template: str, **facts: object) -> Page:
    """Show a page again with what was refused; too many tries are answered with how long to wait."""
    page = render_template(template, **facts)
    seconds = no.reasons[0].facts.get("seconds")
    return (page, 429, {"Retry-After": str(seconds)}) if no.code == "sign_in.too_often" else (page, 422)
