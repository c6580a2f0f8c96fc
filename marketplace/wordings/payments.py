"""How instalments, payments and refunds are said."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext as pgettext

SENTENCES: dict[str, LazyString] = {
    "instalment.unknown": _("There is no such instalment, or it is not yours to see."),
    "instalment.wrong_role": _("This step belongs to somebody else."),
    "instalment.wrong_state": _("The instalment has moved on, so this step is no longer possible."),
    "instalment.nothing_to_pay": _("There is nothing to pay here now."),
    "payment.unknown": _("There is no such payment, or it is not yours to see."),
    "payment.wrong_role": _("This step belongs to somebody else."),
    "payment.wrong_state": _("The payment has moved on, so this step is no longer possible."),
    "payment.provider_silent": _(
        "The payment provider does not answer just now, so the page you opened before could not be closed. Nothing was "
        "changed; please try again in a few minutes."
    ),
    "payment.not_set_up": _("Paying online is not set up here. Please ask the alliance how to pay."),
    "payment.way_not_open": _("This instalment cannot be paid that way. Please choose another one."),
    "payment.live_already": _("A payment is on its way. Please wait for the bank's word before you begin another one."),
    "stray.unknown": _("There is no such money."),
    "placement.unknown": _("There is no such money."),
    "placement.wrong_role": _("This step belongs to somebody else."),
    "placement.wrong_state": _("This was decided already."),
    "placement.amount_out_of_range": _("Of this money, more than 0 and up to %(currency)s %(most)s can get a place."),
    "placement.not_enough_left": _("That much is no longer there: somebody has found a place for some of it."),
    "placement.needs_another_facilitator": _("You asked for this, so agreeing to it is somebody else's."),
    "placement.no_contract": _("There is no contract of this code."),
    "placement.another_currency": _("This contract is in %(currency)s, and the money is not."),
    "placement.nothing_due": _("Nothing is due under this contract."),
    "repaid.amount_out_of_range": _("The group owes up to %(currency)s %(most)s; please give what it paid of that."),
    "repaid.day_to_come": _("Please give the day on which it came, today or before."),
    "repaid.reference_missing": _("Please give what the bank calls it, in up to %(most)s letters."),
    "refund.unknown": _("There is no such refund, or it is not yours to see."),
    "refund.wrong_role": _("This step belongs to somebody else."),
    "refund.wrong_state": _("The refund has moved on, so this step is no longer possible."),
    "refund.amount_out_of_range": _("Of this payment, more than 0 and up to %(currency)s %(most)s can be given back."),
    "refund.note_missing": _("Please give the reason, in %(least)s to %(most)s letters."),
    "refund.needs_another_facilitator": _("You asked for this refund, so deciding it is somebody else's."),
    "refund.not_enough_left": _("That much is no longer there: some of it has gone to the group or back already."),
    "refund.credit_of_others": _("This credit is from another maker or another group, so it cannot pay here."),
    "news.unknown": _("There is no such news."),
}

LABELS: dict[str, dict[str, LazyString]] = {
    "InstalmentKind": {
        "deposit": _("Deposit"),
        "balance": pgettext("instalment", "Balance"),
        "final": _("Final payment"),
        "interest": _("Late interest"),
    },
    "InstalmentState": {
        "planned": pgettext("instalment", "Not yet due"),
        "due": pgettext("instalment", "Due"),
        "paid": pgettext("instalment", "Paid"),
        "cancelled": pgettext("instalment", "Cancelled"),
    },
    "PaymentWay": {
        "card": _("Card"),
        "bank_debit": _("Bank debit"),
        "bank_wire": _("Bank wire"),
        "credit": _("Credit"),
        "matched": _("Money without a name"),
    },
    "PaymentState": {
        "opening": _("The page is being opened"),
        "open": _("Waiting for the money"),
        "processing": _("The money is on its way"),
        "received": pgettext("payment", "Received"),
        "failed": pgettext("payment", "Failed"),
        "expired": pgettext("payment", "Expired"),
    },
    "RefundState": {
        "asked": _("Waiting for a second facilitator"),
        "credited": _("To your credit"),
        "decided": _("To be sent"),
        "sent": _("On its way"),
        "done": _("Carried out"),
        "failed": pgettext("refund", "Failed"),
        "refused": pgettext("refund", "Refused"),
    },
    "DisputeState": {
        "open": _("Waiting for an answer"),
        "won": _("Won: the money came again"),
        "lost": _("Lost: the money stays with the maker"),
    },
    "RefundCause": {
        "ended": _("the contract ended early"),
        "lapsed": _("the share of the reservation was not paid in time"),
        "sample": _("no sample was approved"),
        "settled": _("the contract came to less"),
        "overpaid": _("more was paid than was due"),
        "by_hand": _("a facilitator decided it"),
        "disputed": _("the maker's bank took it back"),
    },
    "DepositOnEnd": {
        "returned": _("given back to the maker"),
        "kept": _("kept by the producer group"),
        "credited": _("credited to the maker's next contract with the group"),
    },
    "PlacementKind": {
        "match": _("Pays a contract"),
        "send_back": _("Goes back to where it came from"),
    },
    "PlacementState": {
        "asked": _("Waiting for a second facilitator"),
        "matched": _("Counts as paid"),
        "decided": _("To be sent"),
        "sent": _("On its way"),
        "done": _("Carried out"),
        "failed": pgettext("refund", "Failed"),
        "refused": pgettext("refund", "Refused"),
    },
    "trouble": {
        "another_payment": _("The provider speaks of another payment."),
        "another_currency": _("The currency is not the one we asked for."),
        "another_amount": _("The amount is not the one we asked for."),
        "received_less": _("The provider says it is paid, and less than we asked for came."),
        "refunded_elsewhere": _("Money went back that nobody decided here."),
        "second_page": _("The provider opened a second page for the same payment."),
        "another_refund": _("The provider speaks of a refund that is not ours."),
        "unknown_object": _("The provider speaks of something it does not know itself."),
        "disputed_more": _("The bank took more back than is left of this payment. Please answer the provider in time."),
        "dispute": _("Whoever paid disputes the payment with their bank. Please answer the provider in time."),
    },
}
