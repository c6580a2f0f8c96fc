"""How claims and remedies are said."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

SENTENCES: dict[str, LazyString] = {
    "claim.unknown": _("There is no such claim, or it is not yours to see."),
    "claim.wrong_role": _("This step belongs to somebody else."),
    "claim.wrong_state": _("The claim has moved on, so this step is no longer possible."),
    "claim.nothing_arrived": _("A claim can be opened once the arrival has been reported."),
    "claim.too_late": _(
        "Claims could be opened until %(until)s: %(days)s days after the cacao was discharged on %(discharged_on)s."
    ),
    "claim.answer_over": _("The time to answer ended at %(answer_by)s. A facilitator takes the claim up."),
    "claim.value_out_of_range": _("An allowance lies above 0 and up to %(most)s."),
    "claim.above_rest": _(
        "Of the price %(rest)s are left after what other claims were given, and this remedy is worth %(worth)s."
    ),
    "claim.nothing_left": _("Other claims were given the whole price, so no further allowance can be given."),
    "claim.value_without_allowance": _("This remedy has no amount. Leave it empty, or choose an allowance."),
    "claim.words_missing": _("Please say what is wrong, in %(least)s to %(most)s letters."),
    "claim.asks_nothing": _("Please choose what would mend it."),
    "claim.remedy_missing": _("Please choose a remedy."),
    "claim.one_of_a_kind": _("A claim of this kind is already waiting."),
}

LABELS: dict[str, dict[str, LazyString]] = {
    "ClaimKind": {
        "weight": _("Weight"),
        "quality": _("Quality"),
        "contamination": _("Contamination"),
        "documents": _("Documents"),
    },
    "RemedyKind": {
        "allowance_percent": _("Allowance in percent of the price"),
        "allowance_amount": _("Allowance in US dollars"),
        "replacement": _("Replacement"),
        "goods_back": _("Return of the cacao and refund"),
        "nothing": _("No remedy"),
    },
    "ClaimState": {
        "open": _("Waiting for the group"),
        "countered": _("Waiting for the maker"),
        "contested": _("Waiting for a facilitator"),
        "agreed": _("Agreed"),
        "mediated": _("Mediated"),
        "referred": _("Before the forum"),
        "withdrawn": _("Withdrawn"),
    },
    "ClaimStep": {
        "accept": _("Give what is claimed"),
        "counter": _("Give another remedy"),
        "reject": _("Reject the claim"),
        "agree": _("Take this remedy"),
        "decline": _("Decline this remedy"),
        "mediate": _("Record the outcome"),
        "refer": _("Take it to the forum of the contract"),
        "withdraw": _("Withdraw the claim"),
    },
}
