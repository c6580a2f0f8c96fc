"""How notices, and wishes about them, are said."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

SENTENCES: dict[str, LazyString] = {
    "notice.unknown": _("There is no such notice, or it is somebody else's."),
    "notice.hour_unknown": _("Please choose an hour from 0 to 23."),
    "notice.zone_unknown": _("Please choose a time zone from the list."),
}

LABELS: dict[str, dict[str, LazyString]] = {
    "Category": {
        "turn": _("When it is my turn"),
        "news": _("What others did"),
        "messages": _("Messages"),
    },
    "Way": {
        "at_once": _("Mail at once"),
        "digest": _("In one letter a day"),
        "inbox": _("Only in the inbox"),
    },
}
