"""The address under which all pages about lots stand."""

from flask import Blueprint

blueprint = Blueprint("lots", __name__, url_prefix="/lots")
