"""How changes of a contract in force are said."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

SENTENCES: dict[str, LazyString] = {
    "amendment.unknown": _("There is no such amendment, or it is not yours to see."),
    "amendment.wrong_role": _("This step belongs to somebody else."),
    "amendment.wrong_state": _("The amendment has moved on, so this step is no longer possible."),
    "amendment.own_change": _("The other side has to answer this change, not the side that asked for it."),
    "amendment.not_your_change": _("Only the side that asked for the change can take it back."),
    "amendment.note_missing": _("Please say why, in %(least)s to %(most)s letters. The other side will read it."),
    "amendment.allowance_out_of_range": _("An allowance lies above 0 and below the price of %(most)s USD/t."),
    "amendment.one_at_a_time": _("Another change of this contract is waiting. It has to be answered first."),
    "amendment.too_late": _("The time to answer this change was over on %(expires_at)s."),
    "amendment.terms_moved_on": _("The terms have changed since this change was asked for, so it no longer fits."),
    "amendment.settled_already": _(
        "The final weight is settled, so neither the price nor the tolerance changes any more. Money is given back by a"
        " claim, or by a facilitator."
    ),
    "amendment.contract_closed": _("The contract is closed, so nothing of it changes any more."),
}

LABELS: dict[str, dict[str, LazyString]] = {
    "AmendmentKind": {
        "terms": _("Change of terms"),
        "allowance": _("Price allowance"),
        "frame": _("Frame with call-offs"),
        "renewal": _("Renewal for the next crop"),
    },
    "AmendmentState": {
        "waiting": _("Waiting for the other side"),
        "accepted": _("Waiting for a facilitator"),
        "endorsed": _("Waiting for a second facilitator"),
        "in_force": _("In force"),
        "refused": _("Refused by the other side"),
        "rejected": _("Rejected by a facilitator"),
        "withdrawn": _("Taken back"),
        "expired": _("Lapsed"),
    },
}
