"""The map of flavours: how cacao tastes from zone to zone."""

from flask import Blueprint, render_template

from marketplace.queries.flavours import list_zones

blueprint = Blueprint("flavours", __name__, url_prefix="/flavours")


@blueprint.get("/map")
def show_map() -> str:
    """Show the mean profile of each region and province, with nothing finer than a province."""
    zones = list_zones()
    profiles = {zone.region: zone.profile for zone in zones if zone.province is None}
    return render_template("flavours/map.html", zones=zones, profiles=profiles)
