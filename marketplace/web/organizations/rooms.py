"""What all pages about organizations share."""

from flask import Blueprint
from werkzeug.wrappers import Response

blueprint = Blueprint("organizations", __name__)
Page = Response | str | tuple[str, int]
ID = "<int:{}>"
"""A row's number in an address."""
