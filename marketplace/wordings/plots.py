"""How faults of plots and of files of plots are said: what is wrong, and what to do about it."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from marketplace.domain.plots.checks import Severity
from marketplace.domain.plots.repairs import RepairKind
from marketplace.domain.plots.shapes import ShapeKind

SENTENCES: dict[str, LazyString] = {
    "plot.file_unreadable": _("There is no file here that can be read."),
    "plot.empty_file": _("The file is empty. Please export it again."),
    "plot.file_too_large": _("The file has %(megabytes)s MB; at most %(limit)s MB are taken. Please divide it."),
    "plot.password_protected": _("The file is locked with a password. Please save it without one."),
    "plot.format_unknown": _(
        "We cannot read plots out of this file. Please bring GeoJSON, KML, KMZ, GPX or a zipped shapefile."
    ),
    "plot.archive_refused": _("The packed file is damaged, or holds too much. Please pack it again."),
    "plot.not_utf8": _("The file is not text in UTF-8. Please export it as GeoJSON in UTF-8."),
    "plot.not_json": _("The file is not GeoJSON: it makes no sense from line %(line)s, column %(column)s on."),
    "plot.not_geojson": _("This is not GeoJSON: a FeatureCollection with its features is expected here."),
    "plot.not_xml": _(
        "The file makes no sense from line %(line)s, column %(column)s on, or refers to others. Please export it again."
    ),
    "plot.not_shapefile": _("The shapefile is damaged. Please export it again and pack all its parts."),
    "plot.duplicate_key": _("The name %(property)s stands here twice, so it is not clear which counts. Leave one."),
    "plot.crs_not_wgs84": _(
        "The coordinates are not in WGS84. Please convert them to longitude and latitude (EPSG:4326)."
    ),
    "plot.reprojected": _("The coordinates were converted from %(system)s to WGS84. Please check where the plots lie."),
    "plot.link_not_followed": _(
        "The file points to another one on the internet, which is not opened. Please save the plots themselves."
    ),
    "plot.no_features": _("There is no plot in this file."),
    "plot.too_many_features": _("There are %(count)s plots in this file; at most %(limit)s are read at once."),
    "plot.too_many_producers": _(
        "There are %(count)s producers in this file; the EU system takes %(limit)s. Please divide it."
    ),
    "plot.byte_order_mark": _("The file begins with a mark (BOM) that GeoJSON does not have. It is read all the same."),
    "plot.geometry_missing": _("This entry has no place. Please add a point or an outline."),
    "plot.geometry_type_not_allowed": _(
        "A %(type)s is not a plot: only points and closed outlines are. Please close the line to an outline."
    ),
    "plot.coordinates_malformed": _("These coordinates are not pairs of numbers: longitude, then latitude."),
    "plot.point_coordinates_nested": _(
        "A point has its two numbers in one pair of brackets: [longitude, latitude], not [[longitude, latitude]]."
    ),
    "plot.unknown_property_case": _("The name %(property)s is not read: write %(meant)s, with the same capitals."),
    "plot.country_missing": _(
        "ProducerCountry is missing. In a file of several producers every plot names it, PE for Peru."
    ),
    "plot.country_wrong": _("%(value)s is no country code. Please write two capital letters, PE for Peru."),
    "plot.name_missing": _("ProducerName is missing here; other plots of the file have one."),
    "plot.name_too_long": _("%(property)s is too long: at most %(limit)s letters."),
    "plot.property_not_text": _("%(property)s should be text within quotation marks."),
    "plot.area_not_number": _('The area has to be a number without quotation marks: 2.5, not "2.5".'),
    "plot.area_too_small": _("An area of %(area)s ha is too small: at least %(limit)s ha. Please give hectares."),
    "plot.area_differs": _(
        "%(declared)s ha are stated, but the outline measures %(measured)s ha. Please see which is right."
    ),
    "plot.point_area_over_4ha": _(
        "%(area)s ha are too much for a point. A plot above %(limit)s ha needs its outline: walk around it."
    ),
    "plot.point_over_4ha_needs_polygon": _(
        "This plot has %(area)s ha. Above %(limit)s ha a point is not enough: walk around it to record its outline."
    ),
    "plot.out_of_range": _(
        "This is nowhere on earth: longitudes go from -180 to 180, latitudes from -90 to 90. "
        "Metres (UTM) have to be converted to degrees."
    ),
    "plot.outside_peru_bbox_maybe_swapped": _(
        "This lies outside Peru; longitude and latitude seem to be swapped. In GeoJSON the longitude (-76) comes first."
    ),
    "plot.outside_peru": _("This lies outside Peru. Please check the coordinates."),
    "plot.ring_not_closed": _("The outline is open: it has to end where it began."),
    "plot.too_few_points": _("An outline needs at least three different corners."),
    "plot.duplicate_point": _(
        "Two corners in a row are the same once six decimals are kept. Please leave one of them out."
    ),
    "plot.flat_polygon": _("All corners lie on one straight line, so there is no area. Please walk around the plot."),
    "plot.overlapping_sides": _("The outline goes back over itself here. Please take out the corners that double it."),
    "plot.self_intersection": _("The outline crosses or touches itself here, like an eight. Please put it in order."),
    "plot.parts_overlap": _("Two parts of this plot lie on each other, or share a side. Please join them."),
    "plot.has_hole": _("The outline has a hole, which is not taken. Please split the plot into two parts around it."),
    "plot.duplicate_plot": _("This is the same place as number %(other)s of the file. Please leave one of them out."),
    "plot.overlaps_other": _("%(hectares)s ha of this plot also belong to %(other)s. Please see where the border is."),
    "plot.fewer_than_6_decimals_warning": _(
        "The coordinates have %(decimals)s decimals; the law asks for six, which is as near as a step. "
        "Please measure again if you can."
    ),
}

LABELS: dict[str, dict[str, LazyString]] = {
    "ShapeKind": {
        ShapeKind.POINT: _("Point"),
        ShapeKind.POLYGON: _("Outline"),
        ShapeKind.MULTI_POLYGON: _("Outline in several parts"),
    },
    "Severity": {
        Severity.ERROR: _("Fault"),
        Severity.WARNING: _("Please look"),
    },
    "RepairKind": {
        RepairKind.SWAP_AXES: _("Swap longitude and latitude"),
        RepairKind.CLOSE_TRACK: _("Make the walked line an outline"),
        RepairKind.CLOSE_RING: _("Close the outline"),
        RepairKind.DROP_DUPLICATES: _("Leave out corners that repeat themselves"),
        RepairKind.ROUND: _("Round to six decimals instead of cutting off"),
        RepairKind.SPLIT_HOLE: _("Split around the hole"),
        RepairKind.UNTANGLE: _("Put the crossing sides in order"),
    },
}
