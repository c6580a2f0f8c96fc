"""How is said what happened to farmers, plots, deliveries and the proof of a lot's origin."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

SENTENCES: dict[str, LazyString] = {}

LABELS: dict[str, dict[str, LazyString]] = {
    "EventKind": {
        "delivery.recorded": _("A delivery was taken."),
        "delivery.corrected": _("A delivery was corrected."),
        "delivery.voided": _("A delivery was voided."),
        "delivery.paid": _("A delivery was paid."),
        "batch.opened": _("A batch was begun."),
        "batch.changed": _("What is known of the batch changed."),
        "batch.filled": _("Cacao was put into the batch."),
        "batch.emptied": _("Cacao was given back from the batch."),
        "batch.closed": _("The dry batch was weighed."),
        "batch.reopened": _("The batch was opened again."),
        "passport.issued": _("A passport of the lot was signed and published."),
        "lot.filled": _("Cacao of the group's batches was put into the lot."),
        "lot.emptied": _("Cacao was taken out of the lot again."),
        "lot.evidence_changed": _("The state of the lot's evidence changed."),
        "farmer.registered": _("The farmer was entered in the register."),
        "farmer.changed": _("What the register says of the farmer was changed."),
        "farmer.left": _("The farmer left the group."),
        "farmer.consented": _("The farmer said yes or no to a use of personal data."),
        "farmer.erased": _("The farmer's personal data were erased."),
        "plot.erased": _("The outline of the plot was erased."),
        "farmer.returned": _("The farmer came back to the group."),
        "plot.recorded": _("The plot was entered in the register."),
        "plot.changed": _("What the register says of the plot was changed."),
        "plot.redrawn": _("The plot was drawn anew."),
        "plot.retired": _("The plot was retired: it feeds no more lots."),
        "plot.screened": _("A screening said something of the plot."),
        "plot.proven": _("Proof of how the plot was used was brought."),
        "plot.reviewed": _("A facilitator looked at the proof for the plot."),
        "plot.segregated": _("The cacao of the plot is kept apart."),
        "plot.readmitted": _("The cacao of the plot may flow with the others again."),
        "pack.made": _("A pack for customs was made."),
        "statement.recorded": _("A due-diligence statement was recorded."),
        "statement.changed": _("What is known of the due-diligence statement changed."),
        "organization.register_changed": _("Whether women lead the group follows from its register, and changed."),
        "organization.register_imported": _("A file was taken into the register."),
    },
}
