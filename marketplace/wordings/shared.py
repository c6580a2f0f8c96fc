"""Sentences and labels that belong to no single noun."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

SENTENCES: dict[str, LazyString] = {
    "act.sign_in_first": _("Please sign in first."),
    "act.organization_first": _("Register or join an organization first."),
    "act.readers_may_not": _("Your place in this organization lets you read but not change."),
    "act.owners_only": _("Only an owner of the organization may do this."),
    "act.verified_only": _("The alliance has to verify your organization before it can trade."),
    "act.not_yours": _("This belongs to another organization."),
    "act.party_may_not_judge": _("You belong to one of the parties, so somebody else has to decide this."),
    "act.producers_only": _("Only producer groups do this."),
    "act.makers_only": _("Only chocolate makers do this."),
    "act.facilitators_only": _("Only facilitators of the alliance do this."),
    "row.changed_meanwhile": _("Somebody changed this while you were looking. Please look again."),
    "submission.repeated": _("This was done already; nothing was done twice."),
}

LABELS: dict[str, dict[str, LazyString]] = {
    "Role": {
        "anonymous": _("Visitor"),
        "producer": _("Producer group"),
        "maker": _("Chocolate maker"),
        "facilitator": _("Facilitator"),
        "system": _("Mazorca"),
    },
    "Level": {
        "owner": _("Owner: invites people and decides"),
        "member": _("Member: works in the organization's name"),
        "reader": _("Reader: looks on"),
    },
    "Incoterm": {
        "EXW": _("EXW (ex works)"),
        "FCA": _("FCA (free carrier)"),
        "FOB": _("FOB (free on board)"),
        "CIF": _("CIF (cost, insurance, freight)"),
        "CIP": _("CIP (carriage and insurance paid)"),
        "DAP": _("DAP (delivered at place)"),
    },
}
