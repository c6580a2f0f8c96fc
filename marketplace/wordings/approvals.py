"""How it is said what keeps a facilitator from approving, and a condition from being passed over."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

SENTENCES: dict[str, LazyString] = {
    "contract.needs_another_facilitator": _(
        "You approved this contract first, so the second approval is somebody else's."
    ),
    "contract.condition_missing": _("Please write the condition, in at least %(limit)s letters."),
    "contract.condition_meant": _("There is a note: approve on this condition, or clear the note."),
    "contract.condition_unread": _(
        "The facilitator approved on a condition. Both sides must take note of it before the cacao is made ready or"
        " shipped."
    ),
    "contract.no_condition": _("There is no condition that your side has still to take note of."),
}

LABELS: dict[str, dict[str, LazyString]] = {}
