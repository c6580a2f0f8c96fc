"""How a group's register is said: farmers, their plots, and what is wrong with what was stated of them."""

from flask_babel import LazyString, lazy_pgettext
from flask_babel import lazy_gettext as _

SENTENCES: dict[str, LazyString] = {
    "register.code_malformed": _("Please use only letters, digits, full stops and hyphens, 40 at most."),
    "register.no_group": _("Please say whose register it is."),
    "farmer.unknown": _("There is no such farmer, or the register is not for you to see."),
    "farmer.code_taken": _("Another farmer of the register has this code."),
    "farmer.national_id_taken": _("Another farmer of the register has this DNI. Please look for that one first."),
    "farmer.national_id_malformed": _("A DNI has eight digits."),
    "farmer.phone_malformed": _("Please write the phone number in digits, for example 942 123 456."),
    "farmer.birth_year_out_of_range": _("Please give a year between %(least)s and %(most)s."),
    "farmer.household_out_of_range": _("A household has between 1 and %(most)s people."),
    "farmer.joined_in_future": _("This day is still to come."),
    "farmer.joined_before_birth": _("This is before the farmer was born."),
    "farmer.left_in_future": _("This day is still to come."),
    "farmer.left_before_joining": _("The farmer joined on %(joined_on)s, so cannot have left before."),
    "farmer.left_already": _("The farmer has left the group already."),
    "farmer.still_here": _("The farmer belongs to the group now."),
    "farmer.erased": _("The personal data of this farmer were erased. Nothing can be added."),
    "plot.unknown": _("There is no such plot, or the register is not for you to see."),
    "plot.code_taken": _("Another plot of the register has this code."),
    "plot.area_out_of_range": _("An area is more than 0 and at most %(most)s ha."),
    "plot.cacao_exceeds_area": _("The cacao cannot cover more than the plot, %(limit)s ha."),
    "plot.accuracy_out_of_range": _("The accuracy is between 0 and %(most)s m."),
    "plot.planted_year_out_of_range": _("Please give a year between %(least)s and %(most)s."),
    "plot.mapped_in_future": _("This day is still to come."),
    "plot.source_missing": _("Please say how the outline became known."),
    "plot.retired_already": _("This plot is retired."),
    "plot.owner_left": _("The farmer has left the group, so no plot can be added."),
    "plot.overlaps_other.unknown": _(
        "%(hectares)s ha of this plot also belong to a plot of another group. Please see where the border is."
    ),
    "register.no_import": _("There is no such file, or it is not for you to see."),
    "register.no_file": _("Please choose a file."),
    "register.lines_wrong": _("Some lines are wrong. Mend them, or choose to take in only the right ones."),
    "register.nothing_right": _("No line of this file can be taken in."),
    "register.file_empty": _("There is nothing in this file."),
    "register.file_too_large": _("The file is too large: at most %(limit)s MB."),
    "register.too_many_lines": _("The file has more than %(limit)s lines. Please divide it."),
    "register.format_unknown": _(
        "This file cannot be read. Bring CSV, Excel (xlsx), GeoJSON, KML, KMZ, GPX or a zipped shapefile."
    ),
    "register.workbook_unreadable": _(
        "This Excel file is damaged or locked. Save it anew as xlsx, without a password."
    ),
    "register.nobody_named": _(
        "No column says who the farmer is. Name one of them “nombre”, “dni” or “codigo”, in the first row."
    ),
    "register.column_twice": _("Two columns mean the same: %(column)s. Keep one of them."),
    "register.columns_unknown": _("These columns are not known and are left out: %(columns)s."),
    "register.read_as_windows": _(
        "The file is not UTF-8; it was read as Windows text. Look whether accents are right."
    ),
    "register.dni_padded": _("Excel took the zeros in front of the DNI away; they are put back."),
    "register.not_a_year": _("This is not a year."),
    "register.not_a_day": _("Write the day as 2026-11-28 or 28/11/2026."),
    "register.not_an_area": _("This is not an area in hectares."),
    "register.not_a_count": _("This is not a whole number."),
    "register.not_a_coordinate": _("This is not a coordinate in degrees, for example -76.320000."),
    "register.half_a_place": _("Latitude and longitude are both needed."),
    "register.sex_unknown": _("Write mujer or hombre."),
    "register.tenure_unknown": _("Write título, posesión, comunal or alquilado."),
    "register.yes_or_no": _("Write yes or no."),
    "register.wkt_unreadable": _("This outline is not WKT, for example POLYGON((-76.32 -8.45, …))."),
    "register.several_plots": _("This line draws %(count)s plots. Give each plot a line of its own."),
    "register.farmer_not_found": _("No farmer of the register is meant here. Give a name to enter a new one."),
    "register.farmer_missing": _("Nothing here says whose plot this is. Give a name, a code or a DNI."),
    "register.name_of_several": _("Several farmers have this name. Give a code or a DNI as well."),
    "register.plot_of_another": _("A plot with this code belongs to another farmer."),
}

LABELS: dict[str, dict[str, LazyString]] = {
    "FarmerFilter": {
        "all": lazy_pgettext("farmers", "All"),
        "women": lazy_pgettext("farmers", "Women"),
        "without_plot": lazy_pgettext("farmers", "Without a plot"),
        "unmapped": lazy_pgettext("farmers", "To be mapped"),
        "to_screen": lazy_pgettext("farmers", "To be screened"),
        "faulty": lazy_pgettext("farmers", "To be looked at"),
        "left": lazy_pgettext("farmers", "Left"),
    },
    "ImportState": {
        "waiting": lazy_pgettext("file", "Is being read"),
        "read": lazy_pgettext("file", "To be looked at"),
        "ordered": lazy_pgettext("file", "Is being taken in"),
        "done": lazy_pgettext("file", "Taken in"),
        "failed": lazy_pgettext("file", "Could not be taken in"),
        "dropped": lazy_pgettext("file", "Not taken in"),
    },
    "register_column": {
        "code": _("code"),
        "name": _("name"),
        "national_id": _("DNI"),
        "phone": _("phone"),
        "sex": _("sex"),
        "birth_year": _("year of birth"),
        "household_size": _("household"),
        "community": _("community"),
        "district": _("district"),
        "joined_on": _("member since"),
        "farmer": _("farmer"),
        "plot_code": _("code of the plot"),
        "declared_area": _("area"),
        "cacao_area": _("area of cacao"),
        "planted_year": _("year of planting"),
        "tenure": _("right to the land"),
        "is_agroforestry": _("shade"),
        "lat": _("latitude"),
        "lon": _("longitude"),
        "wkt": _("outline"),
        "shape": _("outline"),
    },
    "Sex": {
        "woman": _("Woman"),
        "man": _("Man"),
        "unstated": lazy_pgettext("sex", "Not stated"),
    },
    "AgeBand": {
        "15-29": _("15 to 29 years"),
        "30+": _("30 years or more"),
        "unstated": lazy_pgettext("age", "Not stated"),
    },
    "Tenure": {
        "title": _("Title deed"),
        "possession": _("Certificate of possession"),
        "communal": _("Land of the community"),
        "rented": _("Rented"),
        "unstated": lazy_pgettext("tenure", "Not stated"),
    },
    "PlotSource": {
        "walked": _("Walked with a phone or GPS"),
        "drawn": _("Drawn on the screen"),
        "imported": _("From a file"),
    },
    "PlotState": {
        "active": lazy_pgettext("plot", "In use"),
        "retired": lazy_pgettext("plot", "Retired"),
    },
}
