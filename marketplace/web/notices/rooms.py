"""What the pages of notices share: their blueprint."""

from flask import Blueprint

blueprint = Blueprint("notices", __name__)
