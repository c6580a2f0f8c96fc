"""What rounds, their plans and their reasons are called."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

SENTENCES: dict[str, LazyString] = {
    "round.unknown": _("There is no such round, or it is not for you to see."),
    "round.wrong_role": _("Only facilitators of the alliance run rounds."),
    "round.wrong_state": _("The round has moved on meanwhile. Please look at it again."),
    "round.title_missing": _("Please give the round a title, for example the month."),
    "round.title_too_long": _("The title may have %(limit)s characters at most."),
    "round.cost_out_of_range": _("Must be from 0 to %(most)s."),
    "round.share_out_of_range": _("A share must be above 0 and at most 100%%. Leave it empty to set none."),
    "round.aims_alike": _("The second aim is the same as the first."),
    "round.second_aim_missing": _("Please say for what the first aim may give way, or let it give up nothing."),
    "round.answer_days_out_of_range": _("Must be from 1 to %(most)s days."),
    "round.started_already": _("The round has been started, so its policy is fixed."),
    "round.nothing_to_publish": _("The plan has no allocation, so there is nothing to publish."),
    "round.bags_gone": _("Lot %(lot)s has only %(left)s bags left; the plan needs %(bags)s."),
    "round.lot_gone": _("Lot %(lot)s is no longer for sale."),
    "round.price_moved": _("The price of lot %(lot)s was changed after the plan was made."),
    "round.demand_changed": _("Demand %(demand)s was changed, closed or served after the plan was made."),
    "round.bid_changed": _("Bid %(bid)s was changed or ended after the plan was made, or soon ends."),
    "round.bid_offered_already": _(
        "Bid %(bid)s has been offered to its group by another round, which waits for an answer."
    ),
    "round.bid_rival_offered": _("Another round has offered a bid of the same choice as %(bid)s to a group."),
    # Why an open bid takes no part.
    "round.bid_offered": _("A round has offered it to its group, whose answer is awaited."),
    "round.bid_choice_offered": _("A round has offered another bid of its choice to a group, whose answer is awaited."),
    "round.bid_lot_changed": _("The bags of lot %(lot)s were weighed anew after the bid was placed."),
    "round.bid_countered": _("The group has answered with other terms, so it does not bind its maker."),
    "round.bid_ends_soon": _("It ends within a day, on %(valid_until)s, so nobody could answer for it."),
    "round.bid_lot_away": _("Its lot %(lot)s takes no part."),
    "round.bid_no_freight": _("No freight rate leads to its destination, so it cannot be compared with its lot."),
    "round.bid_package_incomplete": _("It goes only together with a bid that takes no part."),
    "round.bid_conditions_tangled": _("Its package leaves more than one choice, so it is answered outside rounds."),
    "round.bid_same_lot": _("Its package names one lot twice, so it is answered outside rounds."),
    "round.fits_no_more": _("Lot %(lot)s no longer keeps every limit of demand %(demand)s."),
    # Why there is no plan.
    "round.failed": _("The computation failed. The round can be tried again."),
    "round.stopped": _("A facilitator stopped the computation."),
    "round.given_up": _("The worker died three times over this round. Please tell whoever runs the system."),
    "round.solver_died": _("The optimizer ended without an answer. The system's log says more."),
    "round.audit_failed": _("The audit found a fault in the plan, so it was not stored. The system's log says more."),
    "round.attempt_outdated": _("Another worker has taken the round up."),
    "round.plan_unreadable": _("The plan names a lot or a demand that does not exist."),
    # Who stays away from a round.
    "round.lot_not_for_sale": _("Not for sale now: %(status)s."),
    "round.organization_not_verified": _("The alliance has not verified the organization."),
    "round.rest_too_small": _("Only %(value)s kg are left, less than the smallest order of %(limit)s kg."),
    "round.delivery_over": _("Delivery was due by %(delivery_end)s."),
    "round.demand_served": _("Everything sought has been promised already."),
    "round.lots_used_up": _("As many lots as the maker accepts have been promised already."),
    # Why a demand or a lot stayed unmatched.
    "miss.no_admissible_lot": _("Of %(lots)s lots, none keeps every limit of this demand."),
    "miss.no_admissible_lot.unknown": _("No lot took part in the round."),
    "miss.no_admissible_demand": _(
        "None of the %(demands)s demands takes it. Nearest: %(nearest)s, but for %(rules)s."
    ),
    "miss.no_admissible_demand.unknown": _("No demand took part in the round."),
    "miss.minimum_parcel": _("The smallest parcel, %(smallest_parcel)s kg, is more than can be taken."),
    "miss.supply_below_minimum": _("All fitting lots together hold %(reachable)s kg of the %(minimum)s kg sought."),
    "miss.volume_unreachable": _(
        "In whole bags and parcels at most %(reachable)s kg can be reached; at least %(minimum)s kg are sought."
    ),
    "miss.demands_unfillable": _("No demand that the lot fits can be filled up to its least volume."),
    "miss.value_negative": _(
        "Even the best way would lose %(loss)s USD: price, misfit and contract cost exceed the ceiling."
    ),
    "miss.tied": _("Another plan is worth exactly as much; the published salt decided."),
    "miss.outbid": _("Serving it would cost the whole market %(cost)s USD: others use the same lots better."),
    "miss.demand_taken_by_better": _("Selling it would cost the whole market %(cost)s USD: other lots serve better."),
    "miss.bid_below": _("What it offers above its lot's price is not worth a contract: it falls %(loss)s USD short."),
    "miss.bid_outbid": _("Serving it would cost the whole market %(cost)s USD: others use the same bags better."),
    "miss.settled_out": _("A facilitator settled by hand that it is out."),
    "miss.settled_bags": _("By hand so many bags of lot %(lot)s were settled for others that too few are left."),
    "miss.settled_choice": _("By hand %(bid)s, of the same choice, was settled in; at most one of them is wanted."),
    "miss.in_plan": _("The plan brings them together."),
    "miss.no_admissible_pair": _("The lot does not keep every limit of this demand."),
    "miss.not_computed": _("There was no time to find out why."),
    "miss.rest_below_parcel": _("%(bags)s of %(of)s bags (%(volume)s kg) are left, less than the smallest order."),
    "miss.rest_unsought": _("%(bags)s of %(of)s bags (%(volume)s kg) are left for a later round."),
}

# What would have won.
SENTENCES |= {
    "win.price": _("At %(after)s USD/t or less it would have been sold (it asked %(before)s)."),
    "win.bid": _("At %(after)s USD/t or more it would have been served (it named %(before)s)."),
    "win.bid_floor": _("From %(after)s USD/t on a round takes it into account (it named %(before)s)."),
    "win.ceiling": _("With a ceiling of %(after)s USD/t or more it would have been served (it was %(before)s)."),
    "win.parcel": _("With %(after)s kg or less as the smallest parcel it would have been sold (it was %(before)s)."),
    "win.minimum": _("With %(after)s kg or less as the least volume it would have been served (it was %(before)s)."),
}

# The same noes for those concerned, without what others would pay.
SENTENCES |= {
    "answer.value_negative": _("Price, freight, misfit and contract cost exceed what the makers would pay."),
    "answer.outbid": _("Other demands use the same lots better."),
    "answer.demand_taken_by_better": _("Other lots serve the fitting demands better."),
    "answer.no_admissible_demand": _("No demand takes it. In the way of the nearest one: %(rules)s."),
    "answer.no_admissible_demand.unknown": _("No demand of the round takes it."),
    "answer.bid_below": _("What it offers above its lot's price is not worth a contract."),
    "answer.bid_outbid": _("Serving others, or another of your bids that it is tied to, was worth more."),
    "answer.breaks_limits": _("The lot breaks limits of the demand: %(rules)s."),
}

LABELS: dict[str, dict[str, LazyString]] = {
    "RoundState": {
        "open": _("Open"),
        "running": _("Computing"),
        "planned": _("Planned"),
        "failed": _("Failed"),
        "published": _("Published"),
        "closed": _("Closed"),
        "discarded": _("Discarded"),
    },
    "RoundStep": {
        "start": _("Start the round"),
        "plan": _("Plan"),
        "fail": _("Fail"),
        "cancel": _("Stop the computation"),
        "retry": _("Try again"),
        "adopt": _("Adopt as the round's plan"),
        "publish": _("Publish the plan"),
        "discard": _("Discard the round"),
        "close": _("Close"),
    },
    "Aim": {
        "gains": _("Gains of everybody together"),
        "volume": _("Volume placed"),
        "fit": _("Flavour fit"),
        "smallest_share": _("The share of the group that sells least"),
        "balance": _("Balance among the groups"),
    },
    "phase": {
        "waiting": _("Waiting for a worker"),
        "reading": _("Reading the market"),
        "scoring": _("Scoring every admissible pair"),
        "greedy": _("Making a first plan"),
        "relaxation": _("Finding the limit that no plan can exceed"),
        "search": _("Searching for the best plan"),
        "explaining": _("Finding out why the rest stayed unmatched"),
    },
    "per": {
        "tonne": _("a tonne"),
        "bag": _("a bag"),
        "usd": _("a dollar"),
    },
    "rule": {
        "settled": _("Settled by hand: %(name)s"),
        "group": _("From %(name)s at most"),
        "region": _("From %(name)s at most"),
        "maker": _("To %(name)s at most"),
        "women_led share": _("From women-led groups at least"),
        "first_sale share": _("From first sellers at least"),
    },
    "plan_status": {
        "optimal": _("Proven best"),
        "stopped": _("Stopped by the clock"),
        "empty": _("Nothing to trade"),
        "finished": _("Ended by its own rule"),
        "infeasible": _("No plan keeps the policy"),
    },
}
