"""The pages of samples stand under their own address, under their lot's and under their contract's."""

from flask import Blueprint

blueprint = Blueprint("samples", __name__)
