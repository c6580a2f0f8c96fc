"""How it is said what somebody must do next."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

SENTENCES: dict[str, LazyString] = {}

LABELS: dict[str, dict[str, LazyString]] = {
    "Task": {
        "allocation.answer": _("Answer the proposed sale"),
        "contract.judge": _("Judge the contract"),
        "contract.amend": _("Amend the contract or step back"),
        "contract.confirm": _("Confirm the changed terms"),
    },
}
