"""How deliveries, batches, what flows, and mass balance are said."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext as pgettext

SENTENCES: dict[str, LazyString] = {
    "delivery.unknown": _("There is no such delivery, or it is not yours to see."),
    "delivery.farmer_unknown": _("This farmer is not in your group's register."),
    "delivery.farmer_left": _("This farmer left the group on %(day)s."),
    "delivery.plot_not_farmers": _("This plot belongs to another farmer."),
    "delivery.plot_retired": _("This plot was taken out of the register on %(day)s."),
    "delivery.weight_missing": _("Please state the weight: more than nothing."),
    "delivery.weight_too_large": _("One receipt takes at most %(limit)s kg. Please write more than one."),
    "delivery.moisture_of_wet": _("Moisture is measured on dry beans only."),
    "delivery.moisture_out_of_range": _("Moisture of dry beans lies above 0 and up to %(limit)s%%."),
    "delivery.text_too_long": _("Please use at most %(limit)s letters."),
    "delivery.day_to_come": _("This day is still to come."),
    "delivery.day_too_old": _("This is before %(day)s, too long ago to be written down."),
    "delivery.paid_day_to_come": _("This day is still to come."),
    "delivery.price_out_of_range": _("The price lies above 0 and up to %(limit)s soles a kilogram."),
    "delivery.price_missing": _("Please state the price that was paid."),
    "delivery.price_not_agreed": _("%(about)s has no price yet. Please correct the receipt first."),
    "delivery.paid_already": _(
        "This receipt was paid: S/ %(amount)s. Void it and write it anew, so that receipt and payment agree."
    ),
    "delivery.paid_before": _("%(about)s is paid already."),
    "delivery.none_chosen": _("Please choose at least one receipt."),
    "delivery.several_farmers": _("One proof of payment is for one farmer."),
    "delivery.voided_already": _("This receipt was voided."),
    "delivery.flowed_on": _(
        "%(drawn)s kg of it are in a batch or a lot. Give them back first; then it can be changed."
    ),
    "delivery.reason_missing": _("Please say why, in %(least)s to %(most)s letters."),
    "delivery_import.farmer_unknown": _("No farmer of your register has the code or DNI %(value)s."),
    "delivery_import.plot_unknown": _("No plot of this farmer has the code %(value)s."),
    "batch.unknown": _("There is no such batch, or it is not yours to see."),
    "batch.wrong_role": _("Only the group does this."),
    "batch.wrong_state": _("The batch has moved on, so this step is no longer possible."),
    "batch.day_to_come": _("This day is still to come."),
    "batch.days_out_of_range": _("Between 0 and %(limit)s days."),
    "batch.note_too_long": _("Please use at most %(limit)s letters."),
    "batch.empty": _("Nothing is in this batch yet."),
    "batch.weight_missing": _("Please state what the dry batch weighs."),
    "batch.heavier_than_taken": _("Only %(taken)s kg went in, so dry it cannot weigh more."),
    "batch.ends_before_it_begins": _("The batch was begun on %(day)s."),
    "batch.flowed_on": _("%(drawn)s kg of it flowed on. Give them back first; then it can be opened again."),
    "batch.closed_already": _("This batch is weighed and takes nothing more. Open it again first."),
    "flow.weight_missing": _("Please state how much."),
    "flow.nothing_chosen": _("Please choose what goes in."),
    "flow.source_not_ready": _("%(about)s cannot be drawn from: it is not weighed dry, or it was voided."),
    "flow.not_enough": _("Of %(about)s only %(rest)s kg are left."),
    "flow.wet_into_lot": _("%(about)s came wet: it goes into a batch first."),
    "flow.kept_apart": _("%(about)s came from a plot of high risk: its cacao is kept apart."),
    "flow.into_itself": _("A batch cannot go into itself."),
    "flow.lot_full": _("The lot has room for %(room)s kg more; what is over stays where it is."),
    "flow.lot_over": _("This lot was withdrawn or rejected."),
    "flow.not_so_much": _("Only %(flowed)s kg of it came from %(about)s."),
    "flow.bags_promised": _("Bags of %(reserved)s kg are promised; so much must stay in the lot."),
    "flow.gone_meanwhile": _("Somebody else took the last of it. Please look at what is left and try again."),
    "lot.holds_more": _("More cacao than that is in the lot already. Take some out first."),
    "balance.plot_cannot_yield": _(
        "Plot %(about)s: %(dry)s kg dry in %(season)s, that is %(per_hectare)s kg/ha. More than %(limit)s cannot grow."
    ),
    "balance.plot_yields_much": _(
        "Plot %(about)s: %(dry)s kg dry in %(season)s, that is %(per_hectare)s kg/ha; good farms reach %(limit)s."
    ),
    "balance.plot_without_area": _("Plot %(about)s: %(dry)s kg dry in %(season)s, and its area is not known."),
    "balance.farmer_cannot_yield": _(
        "Farmer %(about)s: %(dry)s kg dry in %(season)s, that is %(per_hectare)s kg/ha of all plots. "
        "More than %(limit)s cannot grow."
    ),
    "balance.farmer_yields_much": _(
        "Farmer %(about)s: %(dry)s kg dry in %(season)s, that is %(per_hectare)s kg/ha of all plots; "
        "good farms reach %(limit)s."
    ),
    "balance.farmer_without_area": _("Farmer %(about)s: %(dry)s kg dry in %(season)s, and no plot with a known area."),
    "balance.batch_too_heavy": _("It weighs %(dry)s kg dry; no more than %(most)s kg can come of what went in."),
    "balance.batch_too_light": _("It weighs %(dry)s kg dry; at least %(least)s kg would be usual."),
    "balance.batch_before_deliveries": _("It was begun on %(day)s, before its first delivery on %(first)s."),
    "balance.batch_ended_before_delivery": _("It was weighed dry on %(day)s, before a delivery in it on %(last)s."),
    "balance.lot_untraced": _("Origin not yet traced: none of its %(volume)s kg comes from a delivery in the books."),
    "balance.lot_sold_beyond": _("%(reserved)s kg are promised, and only %(filled)s kg flowed into the lot."),
    "balance.lot_in_part": _("%(percent)s%% of the lot is traced to deliveries; %(missing)s kg are missing."),
    "balance.lot_without_plots": _("%(without)s kg came without saying from which plot."),
    "balance.delivered_before_harvest": _("A delivery of %(day)s is in it; its harvest began on %(start)s."),
    "balance.delivered_after_harvest": _("A delivery of %(day)s is in it; its harvest ended on %(end)s."),
}

LABELS: dict[str, dict[str, LazyString]] = {
    "CacaoForm": {"wet": _("Wet, with pulp"), "dry": _("Dry beans")},
    "PayMeans": {
        "cash": _("Cash"),
        "bank": _("Bank deposit"),
        "wallet": _("Mobile wallet (Yape, Plin)"),
        "other": pgettext("means of payment", "Otherwise"),
    },
    "BatchState": {"open": _("Still takes cacao"), "closed": _("Weighed dry")},
}
