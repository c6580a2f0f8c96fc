"""How frame contracts and call-offs are said."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

SENTENCES: dict[str, LazyString] = {
    "frame.none": _("This contract has no frame, so there is nothing to renew."),
    "frame.running": _("The frame is at work. It changes with the renewal for the next crop."),
    "frame.too_late": _("The cacao is on its way, so the contract can get no frame any more."),
    "frame.season_runs": _("The season is not over: bags are still to be called or shipped."),
    "frame.by_call_offs": _(
        "The bags of a frame ship and arrive call-off by call-off; the frame itself is only closed."
    ),
    "frame.years_over": _("The frame was agreed for %(years)s years, and they are over."),
    "frame.years_out_of_range": _("A frame runs for 1 to %(most)s years."),
    "frame.notice_out_of_range": _("Bags are called %(least)s to %(most)s days before the end of a quarter."),
    "frame.quarters_wrong": _("A season has 1 to %(most)s quarters: write the first one as 2027-Q1."),
    "frame.quarters_not_in_row": _("The quarters of a season follow each other."),
    "frame.out_of_reach": _("A season begins this year or within %(most)s years."),
    "frame.first_over": _("Bags of the first quarter could be called until %(call_by)s only: please begin later."),
    "frame.bags_reversed": _("At most must be at least the least: %(least)s to %(most)s bags."),
    "frame.least_above_contract": _("The least of all quarters is %(value)s bags; the contract has %(bags)s."),
    "frame.most_below_contract": _("The most of all quarters is %(value)s bags; the contract has %(bags)s to call."),
    "frame.lot_unfit": _("This lot is not one of the group's that could follow: published, and with enough bags."),
    "call_off.unknown": _("There is no such call-off, or it is not yours to see."),
    "call_off.wrong_role": _("This step belongs to somebody else."),
    "call_off.wrong_state": _("The quarter has moved on, so this step is no longer possible."),
    "call_off.bags_out_of_range": _("%(least)s to %(most)s bags can be called in this quarter."),
    "call_off.not_enough_left": _("Fewer bags are left in this season."),
    "call_off.too_late": _("Bags of this quarter could be called until %(call_by)s."),
    "call_off.shipment_outside": _("Called bags ship within their quarter: from %(start)s to %(end)s."),
    "call_off.arrived_before": _("The bags left on %(day)s; they cannot have arrived before."),
    "call_off.carried": _("A shipment carries these bags: their arrival is reported there."),
    "call_off.day_to_come": _("This day is still to come."),
}

LABELS: dict[str, dict[str, LazyString]] = {
    "Uncalled": {
        "carry": _("they are carried into the next quarter"),
        "release": _("they go back to the lot"),
    },
    "CallOffState": {
        "planned": _("Planned"),
        "open": _("May be called"),
        "called": _("Called, to be confirmed"),
        "confirmed": _("Confirmed"),
        "shipped": _("Shipped"),
        "arrived": _("Arrived"),
        "finished": _("Closed"),
        "lapsed": _("Not called"),
    },
}
