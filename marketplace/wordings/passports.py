"""Sentences and labels about passports of lots."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

SENTENCES: dict[str, LazyString] = {
    "passport.unknown": _("There is no such passport."),
    "passport.no_passport": _("This file is not a passport of Mazorca, or it is not whole."),
    "passport.altered": _("This file was altered since it was signed."),
    "passport.key_replaced": _("This key was replaced by another one, and signs no more."),
}

LABELS: dict[str, dict[str, LazyString]] = {
    "passport_part": {
        "lot": _("the lot and its group"),
        "people": _("people"),
        "journey": _("the journey"),
        "quality": _("flavour and quality"),
        "price": _("the price"),
        "certificates": _("certificates"),
        "evidence": _("the proof for the EU"),
    },
    "LotStage": {
        "harvested": _("Harvested"),
        "delivered": _("Brought to the group"),
        "fermented": _("Fermented"),
        "dried": _("Dried"),
        "shipped": _("Shipped"),
        "arrived": _("Arrived overseas"),
    },
}
