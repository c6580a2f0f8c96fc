"""Sentences on why a lot does not fit a demand; those ending in `unknown` are said where nobody has measured."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from marketplace.wordings import lots

SENTENCES: dict[str, LazyString] = {
    "eligibility.status": _("The lot is not on sale: %(value)s."),
    "eligibility.certification": _("Certificates are missing: %(limit)s."),
    "eligibility.eudr": _("The EUDR pack is not ready: %(value)s."),
    "eligibility.cadmium": _("Cadmium %(value)s mg/kg is above the limit of %(limit)s mg/kg."),
    "eligibility.cadmium.unknown": _("Cadmium was not measured; at most %(limit)s mg/kg is sought."),
    "eligibility.moisture": _("Moisture %(value)s%% is above the limit of %(limit)s%%."),
    "eligibility.moisture.unknown": _("Moisture was not measured; at most %(limit)s%% is sought."),
    "eligibility.fermentation": _("Fermentation index %(value)s%% is below the least of %(limit)s%%."),
    "eligibility.fermentation.unknown": _("No cut test was made; at least %(limit)s%% fermented is sought."),
    "eligibility.grade": _("The grade is %(value)s; substandard beans are not sold here."),
    "eligibility.grade.unknown": _("The lot has no grade yet: a cut test is missing."),
    "eligibility.off_flavour": _("Off-flavours of %(value)s are above the limit of %(limit)s."),
    "eligibility.off_flavour.unknown": _("No panel has scored off-flavours; at most %(limit)s is sought."),
    "eligibility.global_quality": _("Global quality %(value)s is below the least of %(limit)s."),
    "eligibility.global_quality.unknown": _("No panel has tasted the lot; global quality of %(limit)s is sought."),
    "eligibility.moq": _("The smallest order, %(value)s kg, is more than the %(limit)s kg sought."),
    "eligibility.volume": _("Only %(value)s kg are left; at least %(limit)s kg from a single lot are sought."),
    "eligibility.price": _("Landed, it costs %(value)s USD for a tonne, above the ceiling of %(limit)s."),
    "eligibility.no_freight": _("No freight rate is known from %(incoterm)s to %(basis)s %(destination)s."),
}

LABELS: dict[str, dict[str, LazyString]] = {
    "eligibility": {
        "eligibility.status": _("On sale"),
        "eligibility.certification": _("Certificates"),
        "eligibility.eudr": _("EUDR pack"),
        "eligibility.cadmium": _("Cadmium"),
        "eligibility.moisture": _("Moisture"),
        "eligibility.fermentation": _("Fermentation index"),
        "eligibility.grade": _("Grade"),
        "eligibility.off_flavour": _("Off-flavours"),
        "eligibility.global_quality": _("Global quality"),
        "eligibility.moq": _("Smallest order"),
        "eligibility.volume": _("Volume left"),
        "eligibility.price": _("Landed price"),
        "eligibility.no_freight": _("Freight rate"),
    },
    "lot_status": {**lots.LABELS["LotState"], **lots.LABELS["SaleStage"]},
}
