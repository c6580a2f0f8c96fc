"""The pages of farmers stand under their own address."""

from flask import Blueprint

blueprint = Blueprint("farmers", __name__, url_prefix="/farmers")
imports = Blueprint("register_imports", __name__, url_prefix="/farmers/import")
