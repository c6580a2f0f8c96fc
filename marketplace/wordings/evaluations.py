"""Sentences and labels about what panels and laboratories found."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

SENTENCES: dict[str, LazyString] = {
    "evaluation.protocol_missing": _("Please name the protocol, for example: CoEx Guide 2023."),
    "evaluation.panel_too_small": _("At least %(limit)s panellist must have tasted."),
    "evaluation.replicates_too_few": _("At least %(limit)s tasting is needed."),
    "evaluation.comment_too_long": _("At most %(limit)s letters fit here."),
    "evaluation.in_future": _("%(value)s lies in the future."),
    "evaluation.before_harvest": _("This tasting is older than the harvest, which started on %(harvest_start)s."),
    "evaluation.of_earlier_crop": _("Tasted before the harvest of %(harvest_start)s: it describes an earlier crop."),
    "evaluation.attribute_unknown": _("%(attribute)s is not an attribute of the form."),
    "evaluation.attribute_missing": _("%(attribute)s is missing. Write 0 where it was not there."),
    "evaluation.chocolate_only": _("Sweetness is scored for chocolate only; leave it empty here."),
    "evaluation.off_other_unnamed": _("Please say what the other off-flavour was."),
    "evaluation.score_out_of_range": _("%(attribute)s: a score lies between %(least)s and %(most)s."),
    "evaluation.score_too_fine": _("%(attribute)s: at most %(decimals)s decimals make sense."),
    "evaluation.total_below_part": _("%(attribute)s: the total cannot be below its strongest part, %(limit)s."),
    "evaluation.total_above_sum": _("%(attribute)s: the total cannot be above the sum of its parts, %(limit)s."),
    "evaluation.global_quality_missing": _("Global quality is missing. It is the panel's own score, never computed."),
    "evaluation.panel_size_unusual": _("%(value)s panellists tasted; %(least)s to %(most)s are usual."),
    "evaluation.replicates_unusual": _("%(value)s tastings per panellist; %(usual)s are usual."),
    "evaluation.quality_unusual_for_defects": _(
        "Global quality %(value)s is unusual for off-flavours of %(off_total)s; %(least)s to %(most)s is common."
    ),
    "lab.value_negative": _("A measured value cannot be negative."),
    "lab.unit_wrong": _("This is measured in %(expected)s, not in %(unit)s."),
    "lab.cadmium_impossible": _("%(value)s mg/kg cannot be true; at most %(most)s was ever plausible in beans."),
    "lab.samples_too_few": _("At least one sample must have been measured."),
    "lab.in_future": _("%(value)s lies in the future."),
}

LABELS: dict[str, dict[str, LazyString]] = {
    "TastedProduct": {
        "coarse_powder": _("Unroasted coarse powder"),
        "cacao_mass": _("Cacao mass (liquor)"),
        "chocolate": _("Chocolate"),
    },
    "Analyte": {
        "cadmium": _("Cadmium"),
        "lead": _("Lead"),
        "ochratoxin_a": _("Ochratoxin A"),
        "benzo_a_pyrene": _("Benzo[a]pyrene"),
        "pah4": _("Four PAH together"),
        "pesticides": _("Pesticide residues"),
        "free_fatty_acids": _("Free fatty acids"),
    },
}
