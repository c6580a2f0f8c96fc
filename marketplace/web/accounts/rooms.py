"""The blueprint that all pages about people and organizations share."""

from flask import Blueprint

blueprint = Blueprint("accounts", __name__)
