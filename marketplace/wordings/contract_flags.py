"""How the flags are said that a facilitator sees beside a contract."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

SENTENCES: dict[str, LazyString] = {
    "contract.below_floor": _("Price below the Fairtrade floor: %(value)s USD/t, the floor is %(limit)s USD/t FOB."),
    "contract.farm_gate_below_reference": _(
        "Farm gate below the reference of the day: %(value)s PEN/kg, the reference is %(limit)s PEN/kg."
    ),
    "contract.reference_missing": _("No reference price is set for the day, so the floor could not be checked."),
    "contract.substandard": _("The beans are substandard (ISO 2451) or were not graded."),
    "contract.cadmium_unknown": _("Cadmium was not measured."),
    "contract.cadmium_red": _("Cadmium too high: %(value)s mg/kg; the beans should have at most %(limit)s mg/kg."),
    "contract.cadmium_amber": _(
        "Cadmium near the limit: %(value)s mg/kg; the beans should have at most %(limit)s mg/kg."
    ),
    "contract.cadmium_without_recipe": _(
        "Cadmium is %(value)s mg/kg. The contract allows %(limit)s mg/kg, but no recipe of the maker is on record."
    ),
    "contract.moisture_above_terms": _("Moisture %(value)s%%, above the %(limit)s%% that the contract allows."),
    "contract.fermentation_below_terms": _("Well and partly fermented %(value)s%%; the contract asks for %(limit)s%%."),
    "contract.off_above_terms": _("Off-flavours %(value)s of 10, above the %(limit)s that the contract allows."),
    "contract.lot_held": _("The lot is on hold."),
    "contract.side_suspended": _("%(name)s may not trade now."),
    "contract.flags_new": _(
        "Since this page was opened something new came up. It stands among the flags; please look at it and decide"
        " again."
    ),
    "contract.moisture_above_7_5": _("Moisture %(value)s%%, above the %(limit)s%% allowed on arrival."),
    "contract.balance_cannot_be": _("The mass balance of the lot does not hold: things that cannot be, %(count)s."),
    "contract.certificate_expired": _("Certificate %(scheme)s is not in force."),
    "contract.certificate_expires_before_shipment": _(
        "Certificate %(scheme)s ends on %(valid_to)s, before shipment ends on %(shipment_end)s."
    ),
    "contract.eudr_not_ready": _("The EUDR pack is not ready."),
    "contract.first_trade": _("First trade between these two."),
    "contract.price_provisional": _("The price is provisional until fixed, at the latest on %(fixation_by)s."),
    "contract.forum_undecided": _("The parties have not yet chosen who decides disputes."),
    "contract.shipment_over": _("The shipment window ended on %(shipment_end)s."),
    "contract.traceability_gaps": _("Not all plots behind the lot are on record, though no EUDR pack is asked for."),
    "contract.price_far_from_ask": _("The price is %(value)s USD/t; the group asks %(asked)s USD/t for the lot."),
    "contract.rate_old": _("The exchange rate in the contract is of %(day)s."),
    "contract.maker_concentrated": _("This maker has %(share)s%% of what was approved in the last year."),
    "contract.group_concentrated": _("This group has %(share)s%% of what was approved in the last year."),
}

LABELS: dict[str, dict[str, LazyString]] = {}
