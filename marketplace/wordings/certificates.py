"""Sentences and labels about certificates."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

SENTENCES: dict[str, LazyString] = {
    "certificate.unknown": _("There is no such certificate, or it is not yours."),
    "certificate.number_missing": _("Please write the number of the certificate."),
    "certificate.control_body_missing": _("Please name the control body that issued it."),
    "certificate.number_taken": _("This certificate has been recorded already."),
    "certificate.ends_before_start": _("The certificate ends before it starts (%(start)s)."),
    "certificate.was_withdrawn": _("It was withdrawn on %(withdrawn_on)s, and stays as it is recorded."),
    "certificate.withdrawn_outside": _("Please choose a day on which it was valid, from %(start)s to %(end)s."),
    "certificate.withdrawn_in_future": _("Please choose a day that has come."),
    "certificate.withdrawal_unexplained": _("Please say why, and where that is written."),
    "certificate.too_long": _("No certificate is valid for more than five years. Please check both dates."),
    "certificate.not_held": _("Your group has not recorded any %(scheme)s certificate."),
    "certificate.not_valid_at_harvest": _(
        "The %(scheme)s certificate does not cover the whole harvest, from %(harvest_start)s to %(harvest_end)s."
    ),
}

LABELS: dict[str, dict[str, LazyString]] = {
    "Scheme": {
        "EU_ORGANIC": _("EU organic"),
        "NOP": _("USDA organic (NOP)"),
        "FAIRTRADE": _("Fairtrade"),
        "RAINFOREST": _("Rainforest Alliance"),
        "SPP": _("Small Producers' Symbol (SPP)"),
        "DEMETER": _("Demeter"),
    },
    "scheme_short": {
        "EU_ORGANIC": _("EU organic"),
        "NOP": _("NOP organic"),
        "FAIRTRADE": _("Fairtrade"),
        "RAINFOREST": _("Rainforest"),
        "SPP": _("SPP"),
        "DEMETER": _("Demeter"),
    },
}
