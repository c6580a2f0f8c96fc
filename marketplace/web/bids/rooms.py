"""The one room of bids: its pages hang below lots and below /bids."""

from flask import Blueprint
from werkzeug.wrappers import Response

blueprint = Blueprint("bids", __name__)
Answer = Response | str | tuple[str, int]
