"""How the fixing of prices is said."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

SENTENCES: dict[str, LazyString] = {
    "fixing.price_outright": _("This price is outright, so there is nothing to fix."),
    "fixing.fixed_already": _("The price was fixed on %(on)s."),
    "fixing.other_side": _("The contract gives the right to fix the price to the other side."),
    "fixing.too_late": _("The last day to fix the price was %(fixation_by)s."),
    "fixing.level_moved": _("The day's level has changed since you opened this page. Please look again."),
}

LABELS: dict[str, dict[str, LazyString]] = {}
