"""How samples, the ledger of their grams, and what a contract asks of them are said."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext as _p

SENTENCES: dict[str, LazyString] = {
    "sample.unknown": _("There is no such sample, or it is not for you to see."),
    "sample.wrong_role": _("This step belongs to the other side."),
    "sample.wrong_state": _("The sample has moved on meanwhile. Please look at it again."),
    "sample.owed_by_contract": _("The contract asks for this sample: it is neither declined, cancelled nor priced."),
    "sample.makers_choice": _("What follows a rejected sample is the maker's choice under this contract."),
    "sample.own_lot": _("You belong to the group that sells this lot, so you cannot ask it for a sample."),
    "sample.lot_not_offered": _("This lot is not on offer now, so no sample can be asked for."),
    "sample.fee_changed": _("The group now asks %(value)s %(currency)s for a sample. Please look again first."),
    "sample.none_agreed": _("The contract asks for no pre-shipment sample."),
    "sample.approved_already": _("The pre-shipment sample has been approved already."),
    "sample.open_already": _("There is an open sample already; it has to come to an end first."),
    "sample.not_arrived": _("A sample can be drawn once the cacao has arrived."),
    "sample.not_drawn": _("A sample of this kind is sent by the group, not drawn on arrival."),
    "sample.contract_not_in_force": _("The contract is not in force."),
    "sample.no_remedy_needed": _("Only a pre-shipment sample asks for a remedy."),
    "sample.grams_not_by_hand": _("Please choose what happened to the grams."),
    "sample.grams_out_of_range": _("Please give between %(least)s and %(most)s grams."),
    "sample.words_too_long": _("Please use at most %(limit)s letters."),
    "sample.not_enough_kept": _(
        "This needs %(grams)s g, and %(left)s g of this lot are kept for samples. Record first what you take out of it."
    ),
    "sample.more_than_sent": _("%(grams)s g came back, but only %(sent)s g are out with makers."),
    "sample.grams_gone": _("Fewer grams are kept of this lot than that. Record first what you take out of the lot."),
    "sample.address_length": _("Please write the whole address, in %(least)s to %(most)s letters."),
    "sample.fee_out_of_range": _("A fee is between 0 and %(most)s, with at most two decimals."),
    "sample.fee_above_agreed": _(
        "The maker knows of a fee of %(limit)s %(currency)s. To ask for more, name the new fee first, to be agreed to."
    ),
    "sample.reason_missing": _("Please say why, in at least %(limit)s letters: the other side learns from it."),
    "sample.day_in_future": _("This day is still to come."),
    "sample.received_before_sent": _("The sample was sent on %(sent_on)s, so it cannot have come before."),
    "sample.courier_missing": _("Please say with whom it travels: a courier, the post, a person."),
    "sample.sent_in_future": _("This day is still to come. Say it is sent on the day it leaves."),
    "sample.sent_long_ago": _("This is more than %(days)s days ago. Please check the day."),
    "sample.quality_missing": _("Please give a global quality from 0 to 10."),
    "sample.verdict_unexplained": _("Please say in at least %(limit)s letters why not: the group learns from it."),
    "sample.tasted_in_future": _("This day is still to come."),
    "sample.tasted_before_received": _("The sample came on %(received_on)s, so it cannot have been tasted before."),
    "sample.allowance_out_of_range": _(
        "An allowance is more than nothing and less than the price, %(limit)s per tonne."
    ),
    "sample.gate_to_send": _("The pre-shipment sample has still to be sent and approved."),
    "sample.gate_sent": _("The maker has still to approve the pre-shipment sample."),
    "sample.gate_rejected_once": _("The pre-shipment sample was rejected; another one has still to be approved."),
    "sample.gate_rejected_twice": _("The pre-shipment sample was rejected, and what follows has still to be agreed."),
}

LABELS: dict[str, dict[str, LazyString]] = {
    "SampleKind": {
        "offer": _("Offer sample"),
        "pre_shipment": _("Pre-shipment sample"),
        "arrival": _("Arrival sample"),
        "arbitration": _("Arbitration sample"),
    },
    "SampleState": {
        "requested": _p("sample", "To be sent"),
        "quoted": _p("sample", "Fee to be agreed"),
        "sent": _p("sample", "On its way"),
        "lost": _p("sample", "Lost"),
        "received": _p("sample", "To be tasted"),
        "approved": _p("sample", "Approved"),
        "rejected": _p("sample", "Rejected"),
        "unresolved": _p("sample", "Rejected, remedy open"),
        "allowance_asked": _p("sample", "Allowance asked"),
        "allowed": _p("sample", "Taken with an allowance"),
        "replaced": _p("sample", "Rejected, replaced"),
        "called_off": _p("sample", "Contract called off"),
        "declined": _p("sample", "Declined"),
        "cancelled": _p("sample", "Not needed"),
    },
    "SampleStep": {
        "send": _("Say it is sent"),
        "quote": _("Ask for this fee"),
        "decline": _("Decline the sample"),
        "cancel": _("I do not need it any more"),
        "agree_fee": _("Agree to the fee"),
        "receive": _("It has come"),
        "lose": _("It was lost"),
        "approve": _("Approve the sample"),
        "reject": _("Reject the sample"),
        "reject_again": _("Reject the sample"),
        "ask_allowance": _("Ask for the allowance"),
        "grant": _("Grant the allowance"),
        "deny": _("Do not grant it"),
        "replace": _("Ask for a sample of other bags"),
        "call_off": _("Call the contract off"),
        "drop": _("End the sample"),
    },
    "GramKind": {
        "kept": _("Kept for samples"),
        "dispatched": _("Sent"),
        "lost": _("Lost on the way"),
        "found": _("Came after all"),
        "returned": _("Came back"),
        "discarded": _("Thrown away"),
    },
    "Standing": {
        "none_needed": _("No sample needed"),
        "to_send": _("Sample to be sent"),
        "sent": _("Sample on its way or being tasted"),
        "approved": _("Sample approved"),
        "rejected_once": _("Sample rejected, another one due"),
        "rejected_twice": _("Sample rejected, remedy open"),
        "remedied": _("Sample settled by an allowance"),
    },
}
