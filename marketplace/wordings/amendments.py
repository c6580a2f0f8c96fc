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
    "amendment.bags_of_frame": _(
        "The bags of a frame are planned by season and called off by quarter, so their number is not changed here. More"
        " come with the next season; what nobody calls goes back to the lot."
    ),
    "amendment.bags_made_ready": _("The cacao is made ready or has left, so the number of bags is fixed."),
    "amendment.below_minimum": _("The smallest parcel of this lot is %(limit)s bags."),
    "amendment.lot_not_for_sale": _("The lot is not on sale at present, so no bags can be added."),
    "amendment.not_enough_free": _(
        "Of this lot %(free)s further bags are free, so the contract can have at most %(limit)s."
    ),
    "amendment.above_cap": _(
        "The maker's bid allows at most %(limit)s kg here beside what it was counted with, and this comes to %(value)s"
        " kg. The bags beyond need a bid of their own."
    ),
    "amendment.paid_more": _(
        "%(paid)s are paid already, and so many bags come to %(total)s: %(more)s too much. Please leave more bags."
    ),
    "reservation.none": _("These bags are bought, not reserved, so there is nothing to extend."),
    "reservation.maker_asks": _("Only the maker who reserved the bags can ask for more time."),
    "reservation.extended_already": _("This reservation was extended before; it is extended once."),
    "reservation.day_out_of_range": _("The new last day lies after %(after)s, and on %(most)s at the latest."),
    "amendment.contract_closed": _("The contract is closed, so nothing of it changes any more."),
}

LABELS: dict[str, dict[str, LazyString]] = {
    "AmendmentKind": {
        "terms": _("Change of terms"),
        "allowance": _("Price allowance"),
        "frame": _("Frame with call-offs"),
        "renewal": _("Renewal for the next crop"),
        "extension": _("More time for the reservation"),
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
