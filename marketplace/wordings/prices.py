"""Sentences and labels about prices, their parts, and the figures of the day."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

SENTENCES: dict[str, LazyString] = {
    "price.out_of_range": _("A price lies above 0 and up to %(most)s USD for a tonne."),
    "price.not_in_dollars": _("Lots are priced in US dollars, not in %(currency)s."),
    "price.not_at_origin": _("Lots are priced EXW, FCA or FOB, not %(incoterm)s."),
    "price.place_missing": _("Please name the place, for example Callao."),
    "price.differential_on_fixed": _("A fixed price has no terminal market. Leave this empty, or choose differential."),
    "price.terminal_missing": _("Please choose the terminal market that the price follows."),
    "price.terminal_month_missing": _("Please name the month of the terminal market, for example 2027-03."),
    "price.differential_missing": _("Please state the differential in USD for a tonne."),
    "price.terminal_month_wrong": _("The terminal months are March, May, July, September and December: write 2027-03."),
    "figure.no_month": _("Only figures of terminal markets have this."),
    "figure.month_over": _(
        "%(terminal)s %(month)s is traded until %(until)s: a figure of a later day cannot be of this month."
    ),
    "price.part_negative": _("No part of a price can be negative."),
    "price.stack_not_whole": _("The parts make %(value)s USD for a tonne. They must make the price, %(price)s."),
    "price.stack_half_stated": _("Please state all five parts of the price, or none."),
    "price.reference_missing": _("A figure of the day is missing: %(kind)s. A facilitator has to set it first."),
    "price.below_fairtrade_floor": _("Below the Fairtrade minimum price: at least %(limit)s USD for a tonne FOB."),
    "price.farm_gate_below_reference": _("Below the day's reference: farmers must get at least %(limit)s soles a kg."),
}

LABELS: dict[str, dict[str, LazyString]] = {
    "PriceKind": {
        "fixed": _("Fixed price"),
        "differential": _("Follows a terminal market"),
    },
    "Terminal": {
        "ice_ny": _("ICE New York"),
        "ice_london": _("ICE London"),
    },
    "ReferenceKind": {
        "ice_ny": _("ICE New York, USD/t"),
        "ice_london": _("ICE London, GBP/t"),
        "fx_pen_usd": _("Soles for one US dollar"),
        "fx_usd_gbp": _("US dollars for one pound sterling"),
        "fx_usd_eur": _("US dollars for one euro"),
        "fx_jpy_usd": _("Yen for one US dollar"),
        "farm_gate": _("Farm-gate price of ordinary cacao, PEN/kg"),
        "fairtrade_minimum": _("Fairtrade minimum price, USD/t FOB"),
        "fairtrade_organic_differential": _("Fairtrade organic differential, USD/t"),
        "fairtrade_premium": _("Fairtrade Premium, USD/t"),
        "second_review_from": _("Contract value from which two facilitators approve, USD"),
        "concentration_percent": _("Share of a year's approved value that is worth a flag, percent"),
        "platform_fee": _("Mazorca's fee, percent of the price"),
        "dry_of_wet_least": _("Dry beans from wet ones, at least, percent"),
        "dry_of_wet": _("Dry beans from wet ones, usually, percent"),
        "dry_of_wet_most": _("Dry beans from wet ones, at most, percent"),
        "yield_plausible": _("Dry beans from a hectare in a season on good farms, kg"),
        "yield_most": _("Dry beans from a hectare in a season, at most, kg"),
    },
    "price_part": {
        "farm_gate": _("Paid to the farmers"),
        "cooperative": _("The group's collection and post-harvest"),
        "certification_lab": _("Certificates and laboratory"),
        "inland_export": _("Inland transport and export"),
        "margin": _("The group's margin and reserve"),
    },
}
