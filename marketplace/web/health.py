"""Whether the market is well, for machines that watch it."""

from flask import Blueprint, Response, jsonify

from marketplace import clock
from marketplace.queries.health import find_health

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def show_health() -> tuple[Response, int]:
    """Say whether the database answers, the schema is current, and a worker breathes."""
    health = find_health(clock.now())
    return jsonify(health.as_dict()), 200 if health.is_well else 503
