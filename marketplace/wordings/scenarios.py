"""What scenarios, edits by hand and questions about a plan are called."""

from flask_babel import LazyString, lazy_pgettext
from flask_babel import lazy_gettext as _

SENTENCES: dict[str, LazyString] = {
    "scenario.unknown": _("There is no such scenario in this round."),
    "scenario.wrong_role": _("Only facilitators of the alliance work with scenarios."),
    "scenario.wrong_state": _("The scenario has moved on meanwhile. Please look at it again."),
    "scenario.name_missing": _("Please give the scenario a name that says what it tries."),
    "scenario.name_too_long": _("The name may have %(limit)s characters at most."),
    "scenario.why_missing": _("Please say why, in %(limit)s characters or more: it stays in the history."),
    "scenario.why_too_long": _("Please say it in %(limit)s characters at most."),
    "scenario.too_many": _("A round holds %(limit)s scenarios at most. Please discard one first."),
    "scenario.round_has_moved_on": _("Scenarios belong to a plan that is not yet published."),
    "scenario.not_computed": _("The scenario has no plan yet, so it cannot be adopted."),
    "scenario.no_plan": _("No plan keeps this policy, so there is nothing to adopt."),
    "scenario.adopted_already": _("This is the round's plan already."),
    "scenario.adopted_stays": _("The round's own plan cannot be discarded; adopt another one first."),
    "scenario.failed": _("The computation failed. The scenario can be tried again."),
    "scenario.given_up": _("The worker died three times over this scenario. Please tell whoever runs the system."),
    "scenario.attempt_outdated": _("The scenario has its plan already, or was discarded."),
    "scenario.inputs_missing": _("This round was planned before scenarios were kept. Please run a new round."),
    "edit.pair_unknown": _("The lot or the demand takes no part in this round."),
    "edit.pair_not_admissible": _("This lot may not go to this demand: %(rules)s. A hand cannot lift a limit."),
    "edit.kind_unknown": _("Please choose what is to be settled."),
    "edit.bid_unknown": _("The bid takes no part in this round, so nothing can be settled about it."),
    "edit.bags_settled": _("Lot %(lot)s has only %(left)s bags beside what is settled by hand; this takes %(bags)s."),
    "edit.choice_settled": _("Bid %(bid)s of the same choice is settled in by hand; at most one of them is wanted."),
    "edit.cap_settled": _("With what is settled by hand it comes to %(value)s kg, more than the cap of %(limit)s kg."),
    "edit.line_missing": _("The plan has no such line, so there is nothing to lock."),
    "edit.bags_missing": _("Please say how many bags."),
    "edit.too_many_bags": _("The lot has %(limit)s bags in this round."),
    "edit.too_much_sought": _("The demand seeks %(limit)s kg at most."),
    "edit.below_parcel": _("The smallest parcel of this lot is %(limit)s bags."),
    "question.unknown": _("There is no such question."),
    "question.died": _("The answer could not be computed. The system's log says more."),
}

LABELS: dict[str, dict[str, LazyString]] = {
    "ScenarioKind": {
        "baseline": _("First plan"),
        "policy": _("Other policy"),
        "by_hand": _("Edited by hand"),
    },
    "ScenarioState": {
        "waiting": lazy_pgettext("scenario", "Being computed"),
        "computed": lazy_pgettext("scenario", "Computed"),
        "failed": lazy_pgettext("scenario", "Failed"),
        "discarded": lazy_pgettext("scenario", "Discarded"),
    },
    "ScenarioStep": {
        "compute": _("Compute"),
        "fail": _("Fail"),
        "retry": _("Try again"),
        "discard": _("Discard the scenario"),
    },
    "EditKind": {
        "lock": _("Lock: exactly these bags"),
        "forbid": _("Forbid: nothing of this lot for this demand"),
        "add": _("Add: so many bags of this lot for this demand"),
        "serve": _("In: the bid is served, with all that it goes only together with"),
        "leave_out": _("Out: the bid is not served in this round, and stays open"),
    },
    "edit": {
        "lock": _("Lock"),
        "forbid": _("Forbid"),
        "add": _("Add"),
        "serve": _("In:"),
        "leave_out": _("Out:"),
    },
    "preset": {
        "women_led_40": _("40% women-led"),
        "women_led_35": _("35% women-led"),
        "nobody_above_25": _("No group above 25%"),
        "most_volume": _("Most volume"),
        "fairest": _("Fairest"),
    },
}
