"""How it is said how far a contract has come, and what its next milestone asks for."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext as pgettext

SENTENCES: dict[str, LazyString] = {
    "milestone.day_to_come": _("This day is still to come."),
    "milestone.day_before_last": _("The step before was on %(day)s."),
    "milestone.note_too_long": _("Please use at most %(limit)s letters."),
    "milestone.unpaid": _(
        "The cacao leaves once deposit and balance are paid. Of contract %(contract)s, %(unpaid)s is still to be paid."
    ),
    "milestone.claims_open": _("The maker may claim until %(until)s. After that day you can close the contract."),
}

LABELS: dict[str, dict[str, LazyString]] = {
    "Milestone": {
        "preparing": _("Being prepared"),
        "ready_to_ship": _("Ready to ship"),
        "shipped": _("Shipped"),
        "documents_sent": _("Documents sent"),
        "arrived": _("Arrived"),
        "closed": pgettext("contract", "Closed"),
    },
    "MilestoneStep": {
        "make_ready": _("Report that the cacao is ready to ship"),
        "ship": _("Report that the cacao was shipped"),
        "send_documents": _("Report that the documents were sent"),
        "arrive": _("Report that the cacao arrived"),
        "close": _("Close the contract"),
    },
}
