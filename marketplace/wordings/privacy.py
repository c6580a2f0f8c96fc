"""Sentences and labels about personal data: purposes, consent, erasure."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

SENTENCES: dict[str, LazyString] = {
    "consent.in_future": _("Please choose a day that has come."),
    "privacy.hand_over_first": _(
        "%(name)s would have no owner left. Please make somebody else its owner first, or ask the alliance to close it."
    ),
}

LABELS: dict[str, dict[str, LazyString]] = {
    "Purpose": {
        "register": _("Being in the group's register"),
        "customs": _("Name and plots in the papers for customs"),
        "passport": _("Name on the lot's public page"),
        "impact": _("Being counted in reports on impact"),
    },
    "purpose_why": {
        "register": _("The group must know who brings cacao, from where, and whom it pays."),
        "customs": _("The EU lets cacao in only with the plots it grew on and who works them."),
        "passport": _("Whoever eats the chocolate may read who grew the cacao. Without it only numbers are shown."),
        "impact": _("Reports show sums by sex and age, never a name."),
    },
    "kept": {
        "farmer": _("The farmer"),
        "consents": _("Answers about personal data"),
        "plots": _("Plots"),
        "screenings": _("Satellite screenings of plots"),
        "plot_proofs": _("Photographs and papers of plots"),
        "plot_reviews": _("Verdicts on plots"),
        "deliveries": _("Deliveries and payments"),
        "packs_for_customs": _("Papers for customs"),
    },
    "ConsentWay": {
        "paper": _("On paper, signed"),
        "spoken": _("Spoken"),
        "screen": _("On the screen"),
    },
}
