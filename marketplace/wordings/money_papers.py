"""How papers about money are said."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext as pgettext

SENTENCES: dict[str, LazyString] = {
    "money_paper.unknown": _("There is no such paper, or it is not yours to see."),
}

LABELS: dict[str, dict[str, LazyString]] = {
    "MoneyPaperKind": {
        "receipt": _("Receipt of payment"),
        "proforma": _("Proforma invoice"),
        "invoice": _("Final invoice"),
        "payout_note": _("Payout note"),
    },
    "PaperLine": {
        "price": _("Price, for the group"),
        "fee": _("Fee of Mazorca, the maker's half"),
        "credit": _("More than was due, to the maker's credit"),
        "received": _("Received"),
        "to_pay": _("To pay"),
        "due_to_group": _("Due to the group"),
        "wired": _("Wired"),
        "final_price": _("Price at the final weight"),
        "allowance": _("Allowance for a claim"),
        "storage": _("Storage after arrival"),
        "finance": _("Finance cost after arrival"),
        "other_changes": _("Other changes of the price"),
        "paid": _("Paid before"),
        "left": _("Left to pay"),
    },
    "PaperFact": {
        "on": _("Day of the paper"),
        "contract": _("Contract"),
        "producer": _("Producer group"),
        "maker": _("Chocolate maker"),
        "producer_at": _("Address and tax number of the group"),
        "maker_at": _("Address and tax number of the maker"),
        "instalment": _("Instalment"),
        "way": pgettext("paper", "Way"),
        "reference": _("Reference"),
        "received_on": _("Received on"),
        "due_on": _("Due on"),
        "payout": _("Payout"),
        "account": _("Account"),
        "sent_on": _("Wired on"),
        "quarter": _("Called in the quarter"),
        "contracted": _("Contracted weight"),
        "final": _("Final weight"),
        "weighed_on": _("Weighed on"),
        "tolerance": _("Tolerance"),
        "unit_price": _("Price per tonne"),
        "beside": _("About the same in another currency, by the rate of its day"),
        "replaces": _("In place of"),
    },
}
