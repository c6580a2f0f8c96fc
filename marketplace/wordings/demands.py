"""Sentences and labels about what makers seek."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

SENTENCES: dict[str, LazyString] = {
    "demand.unknown": _("There is no such demand, or it is not open to you."),
    "demand.wrong_role": _("Your organization does not take this step."),
    "demand.wrong_state": _("This step is not possible now; the demand has moved on. Please look again."),
    "demand.not_editable": _("Only a draft can be changed. Take the demand up again first."),
    "demand.answers_pending": _("Proposals for this demand wait for an answer (%(count)s). Please answer them first."),
    "demand.code_taken": _("Another demand has this code. Please choose another one."),
    "demand.code_malformed": _("Write the code with capital letters, digits and hyphens, for example D-LYON-1."),
    "demand.title_missing": _("Please give the demand a title, so that you find it again."),
    "demand.title_too_long": _("At most %(limit)s letters fit here."),
    "demand.notes_too_long": _("At most %(limit)s letters fit here."),
    "demand.target_missing": _("A demand needs a flavour to aim at: state the intensity of at least one attribute."),
    "demand.attribute_unknown": _("%(attribute)s is not an attribute that one can aim at."),
    "demand.target_out_of_range": _("An intensity lies between %(least)s and %(most)s."),
    "demand.weight_missing": _("%(attribute)s: please say how much it matters."),
    "demand.weight_without_target": _("%(attribute)s: please state the intensity you seek, or take its weight away."),
    "demand.weight_out_of_range": _("A weight lies above 0 and up to %(most)s."),
    "demand.tolerance_out_of_range": _("A tolerance lies above 0 and up to %(most)s points."),
    "demand.limit_out_of_range": _("Must lie between %(least)s and %(most)s."),
    "demand.volume_not_positive": _("The least volume must be above 0."),
    "demand.volume_too_large": _("A demand is for at most %(most)s kg."),
    "demand.volumes_reversed": _("The most you take cannot be less than the least, %(least)s kg."),
    "demand.max_lots_out_of_range": _("Between 1 and %(most)s lots can be combined."),
    "demand.delivery_ends_before_start": _("The delivery window ends before it starts (%(start)s)."),
    "demand.delivery_over": _("The delivery window ended on %(value)s. Please move it."),
    "demand.ceiling_out_of_range": _("A ceiling lies above 0 and up to %(most)s USD for a tonne."),
    "demand.ceiling_not_in_dollars": _("Prices are compared in US dollars, not in %(currency)s."),
    "demand.destination_missing": _("Please choose where the cacao should go."),
    "demand.basis_wrong": _("For this destination compare on the basis %(expected)s, or on FOB, FCA or EXW at origin."),
    "recipe.cocoa_solids_out_of_range": _("Cocoa solids lie above 0 and up to 100%%."),
    "recipe.cocoa_mass_out_of_range": _("The share of nibs or cacao mass lies above 0 and up to 100%%."),
    "recipe.mass_above_solids": _("Nibs or cacao mass are part of the cocoa solids: at most %(limit)s%%."),
    "recipe.part_missing": _("Please fill this in too, or leave all four fields of the recipe empty."),
    "recipe.market_missing": _("Please choose the market where the product is sold."),
    "demand_import.maker_unknown": _("No maker has the code or the name %(value)s."),
    "demand_import.maker_ambiguous": _("Several makers are called %(value)s. Please write the code of one."),
    "demand_import.maker_not_verified": _("%(value)s is not verified yet: write draft, or let the alliance verify it."),
    "demand_import.differs": _("There is a demand %(value)s already, which states something else."),
    "started_demand.unknown": _("There is no such draft, or it is not yours."),
    "started_demand.too_much_typed": _("This is more text than a demand can hold. Please shorten it."),
}

LABELS: dict[str, dict[str, LazyString]] = {
    "DemandState": {
        "draft": _("Draft"),
        "open": _("Open"),
        "withdrawn": _("Withdrawn"),
        "closed": _("Closed"),
    },
    "DemandStep": {
        "open": _("Open it to producer groups"),
        "withdraw": _("Withdraw it"),
        "revise": _("Take it up again as a draft"),
        "close": _("Close it"),
    },
    "DemandSort": {
        "-opened": _("Newest first"),
        "delivery": _("Earliest delivery first"),
        "-volume": _("Largest volume first"),
    },
    "MassUnit": {
        "kg": _("kg (kilograms)"),
        "t": _("t (tonnes of 1,000 kg)"),
        "lb": _("lb (pounds)"),
        "qq": _("qq (quintals of 46 kg)"),
    },
    "Confection": {
        "dark": _("Dark chocolate"),
        "milk": _("Milk chocolate"),
        "powder": _("Cocoa powder"),
    },
    "market": {
        "EU": _("European Union"),
    },
    "demand_step": {
        "flavour": _("Flavour"),
        "limits": _("Hard limits"),
        "volume": _("Volume and price"),
        "delivery": _("Delivery"),
    },
}
