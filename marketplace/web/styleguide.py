"""The pattern book: every part of the pages with believable content, for those who build them."""

from flask import Blueprint, render_template

blueprint = Blueprint("styleguide", __name__)


@blueprint.get("/styleguide")
def show_styleguide() -> str:
    """Show every part in every state."""
    return render_template("styleguide/show.html")
