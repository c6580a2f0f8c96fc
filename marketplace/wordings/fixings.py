"""How the fixing of prices is said."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

SENTENCES: dict[str, LazyString] = {
    "fixing.price_outright": _("This price is outright, so there is nothing to fix."),
    "fixing.fixed_already": _("The price was fixed on %(on)s."),
    "fixing.other_side": _("The contract gives the right to fix the price to the other side."),
    "fixing.too_late": _("The last day to fix the price was %(fixation_by)s."),
    "fixing.no_level": _(
        "Nobody has brought a figure of %(terminal)s %(month)s yet, and no other month's takes its place."
    ),
    "fixing.level_old": _(
        "The newest figure of %(terminal)s %(month)s is of %(since)s. A price is fixed at the level of the day, so a"
        " newer one is needed first."
    ),
    "fixing.rate_old": _("%(kind)s: the newest figure is of %(since)s, and a newer one is needed first."),
    "fixing.month_over": _(
        "%(terminal)s %(month)s was traded until %(until)s, so neither side can fix at it any more. On the last day to"
        " fix its last figure holds; another month can be agreed on by an amendment."
    ),
    "fixing.after_month": _("%(month)s is traded until %(until)s: please choose that day or an earlier one."),
    "fixing.level_moved": _("The day's level has changed since you opened this page. Please look again."),
}

LABELS: dict[str, dict[str, LazyString]] = {}
