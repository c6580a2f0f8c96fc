"""What allocations and the answers to them are called."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

SENTENCES: dict[str, LazyString] = {
    "allocation.unknown": _("There is no such proposal, or it is not for you to see."),
    "allocation.wrong_role": _("Only the two sides of a proposal answer it."),
    "allocation.wrong_state": _("The proposal has moved on meanwhile. Please look at it again."),
    "allocation.not_open": _("The proposal is no longer open: %(state)s."),
    "allocation.too_late": _("The time to answer is over."),
    "allocation.answered_already": _("Your side has answered already."),
    "allocation.note_missing": _("Please say why, in %(limit)s characters or more: the other side learns from it."),
    "allocation.note_too_long": _("Please say it in %(limit)s characters at most."),
    "allocation.lot_ungraded": _("The lot's grade was taken away, so no contract can be drafted from it now."),
}

LABELS: dict[str, dict[str, LazyString]] = {
    "AllocationState": {
        "proposed": _("Proposed"),
        "offered": _("Waiting for answers"),
        "agreed": _("Agreed"),
        "declined": _("Declined"),
        "expired": _("Expired"),
        "withdrawn": _("Withdrawn"),
    },
    "AllocationStep": {
        "offer": _("Offer"),
        "agree": _("Agree"),
        "decline": _("Decline"),
        "expire": _("Expire"),
        "withdraw": _("Withdraw"),
    },
    "Answer": {
        "accepted": _("Accepted"),
        "declined": _("Declined"),
    },
}
