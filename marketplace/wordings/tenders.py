"""What sealed-bid rounds, their rules and the bids in them are called."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

SENTENCES: dict[str, LazyString] = {
    "tender.unknown": _("There is no such sealed-bid round, or it is not for you to see."),
    "tender.wrong_role": _("This step is not yours to take."),
    "tender.wrong_state": _("The sealed-bid round has moved on meanwhile. Please look at it again."),
    "tender.lot_not_on_sale": _("The lot is not on sale, so there can be no sealed-bid round on it."),
    "tender.standing_already": _("There is a sealed-bid round on this lot already."),
    "tender.lot_ungraded": _("The lot has no grade, so no contract could be drafted from it."),
    "tender.too_early": _("Bids are taken from %(opens_at)s on."),
    "tender.too_late": _("The time to bid is over: it closed at %(closes_at)s."),
    "tender.not_open": _("No bid can be placed any more: %(state)s."),
    "tender.confirmation_over": _("The time to confirm the award was over at %(confirm_by)s."),
    "tender.note_missing": _("Please say why, in %(limit)s characters or more: all who bid read it."),
    "tender.note_too_long": _("Please say it in %(limit)s characters at most."),
    "tender.bags_out_of_range": _("Between %(least)s and %(most)s bags can be put up: those that nobody has reserved."),
    "tender.below_lot_minimum": _("The lot is sold from %(least)s bags on."),
    "tender.parcel_out_of_range": _("The smallest parcel must be from %(least)s to %(most)s bags."),
    "tender.too_short": _("Bids must be taken for at least %(minutes)s minutes."),
    "tender.too_long": _("It must close within %(days)s days."),
    "tender.after_sale": _("The lot is sold until %(sold_until)s, so it must close before."),
    "tender.price_out_of_range": _("A price must be above 0 and at most %(most)s USD/t."),
    "tender.price_too_fine": _("Prices are in whole cents for a tonne."),
    "tender.amber_out_of_range": _("Amber must be from %(least)s%% to %(most)s%%."),
    "tender.confirm_days_out_of_range": _("From %(least)s to %(most)s days make sense."),
    "tender.below_minimum": _("The least price is %(limit)s USD/t."),
    "tender.bid_out_of_range": _("Between %(least)s and %(most)s bags can be asked for."),
    "tender.no_part": _("Here every bid is for all its bags, so both numbers must be the same."),
    "tender.least_out_of_range": _("The fewest bags must be from %(least)s to %(most)s."),
    "tender.destination_missing": _("Please say where the cacao is to go."),
    "tender.no_winner_left": _("None of the winners may trade at present, so there is nothing to award."),
    "tender.no_bid": _("There is no bid of yours to take back."),
    "tender.not_binding": _("Please tick that your bid binds you."),
    "tender.seen_other": _("What you saw was another promise than this. Please look at it again and place it anew."),
}

LABELS: dict[str, dict[str, LazyString]] = {
    "TenderState": {
        "open": _("Open"),
        "closed": _("Waiting for the group"),
        "confirmed": _("Waiting for a facilitator"),
        "awarded": _("Awarded"),
        "unsold": _("Nothing sold"),
        "lapsed": _("Given up"),
        "cancelled": _("Called off"),
    },
    "TieRule": {
        "earliest": _("The earliest bid comes first"),
        "draw": _("A draw that anybody can check"),
    },
    "Feedback": {
        "none": _("Nothing until it closes"),
        "rank": _("The place of the own bid"),
        "light": _("A traffic light"),
    },
    "PaymentRule": {
        "own_price": _("Each winner pays the own price"),
        "one_price": _("All winners pay the lowest price that won"),
    },
    "Outcome": {
        "won": _("Won"),
        "won_part": _("Won in part"),
        "outbid": _("Others bid more"),
        "rest_too_small": _("What was left was fewer bags than asked for at least"),
        "below_minimum": _("Below the least price"),
        "not_admitted": _("The maker could not trade when it was decided"),
    },
    "Light": {
        "green": _("Green"),
        "amber": _("Amber"),
        "red": _("Red"),
    },
}
