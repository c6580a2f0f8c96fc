"""The filters of the list of demands, said back in words."""

from urllib.parse import urlencode

from flask import url_for
from flask_babel import gettext as _

from marketplace import wording
from marketplace.forms.demand_filters import DemandAsked
from marketplace.forms.destinations import destination_name


def chips_of(asked: DemandAsked) -> list[tuple[str, str]]:
    """Say each filter in use, with the address of the list without it."""
    here = url_for("demands.list_demands")
    return [(_words(asked, name), f"{here}?{urlencode(asked.without(name))}".rstrip("?")) for name in asked.used]


def _words(asked: DemandAsked, name: str) -> str:
    text = asked.first(name)
    if name in asked.unread:
        return str(_("not understood: %(text)s", text=text))
    said = {
        "destination": _("to %(place)s", place=destination_name(text)),
        "flavour": _("seeks %(flavour)s", flavour=wording.label(text, "flavour")),
        "kg": _("from %(kg)s kg or less", kg=text),
        "maker": _("maker: %(name)s", name=text),
        "fits": _("one of my lots fits"),
    }
    return str(said[name])
