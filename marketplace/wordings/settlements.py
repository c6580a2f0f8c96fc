"""How the settlement on final weight is said."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

SENTENCES: dict[str, LazyString] = {
    "settlement.unknown": _("Nobody has stated a final weight yet."),
    "settlement.wrong_role": _("This step belongs to somebody else."),
    "settlement.wrong_state": _("The settlement has moved on, so this step is no longer possible."),
    "settlement.own_weight": _("The other side has to answer this weight, not the side that stated it."),
    "settlement.not_arrived": _("The final weight is stated once the cacao has arrived."),
    "settlement.price_provisional": _("The price has to be fixed before the contract can be settled."),
    "settlement.weight_out_of_range": _("The final weight lies between 0 and %(most)s kg."),
    "settlement.nothing_arrived": _(
        "Under %(incoterm)s %(place)s the risk passed to the maker when the cacao was handed over or shipped: what was"
        " lost since is paid, and is recovered from the carrier or the insurer. Please state the weight that was"
        " loaded. What was not right then is claimed; a claim may go up to the whole price."
    ),
    "settlement.day_to_come": _("This day is still to come."),
    "settlement.note_missing": _("Please say why, in %(least)s to %(most)s letters."),
}

LABELS: dict[str, dict[str, LazyString]] = {
    "SettlementState": {
        "stated": _("Waiting for the other side"),
        "disputed": _("Disputed"),
        "consented": _("Waiting for a facilitator"),
        "contested": _("Before a facilitator"),
        "settled": _("Settled"),
    },
}
