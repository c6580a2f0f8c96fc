"""The filters of the list: the panel in which they are chosen, and the words in which they are said back."""

from decimal import Decimal
from functools import lru_cache
from typing import Any

from flask import current_app, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from markupsafe import Markup

from marketplace import wording
from marketplace.domain.flavours import AXES
from marketplace.domain.lots import SaleStage
from marketplace.forms.filters import SEVERAL, Asked
from marketplace.web.formats import quantity

KINDS = {"region": "region", "variety": "variety", "certificate": "Scheme", "stage": "SaleStage"}
UNITS = {
    "price_min": "USD/t",
    "price_max": "USD/t",
    "cadmium_max": "mg/kg",
    "moisture_max": "%",
    "kg_min": "kg",
}
SHOWN_STAGES = (SaleStage.CURRENT, SaleStage.UPCOMING, SaleStage.PAST)
SHORTCUTS = (
    (lazy_gettext("Floral"), "flavour=floral_total&flavour_min=1.5"),
    (lazy_gettext("Fruity"), "flavour=fresh_fruit_total&flavour_min=3"),
    (lazy_gettext("Organic"), "certificate=EU_ORGANIC"),
    (lazy_gettext("Cadmium up to 0.5"), "cadmium_max=0.5"),
    (lazy_gettext("Below 6,000 USD/t"), "price_max=6000"),
    (lazy_gettext("Women-led"), "women_led=1"),
    (lazy_gettext("Deforestation pack ready"), "eudr=1"),
)


@lru_cache(1024)
def draw_panel(asked: Asked, locale: str) -> Markup:
    """Draw the panel for readers of `locale`, with what was typed in it and what was wrong with that."""
    del locale
    macros: Any = current_app.jinja_env.get_template("lots/_filters.html").make_module(
        {
            "flavour_choices": [(key, wording.label(key, "flavour")) for key in AXES],
            "stage_choices": [(stage.value, wording.label(stage)) for stage in SHOWN_STAGES],
        }
    )
    faults = {name: wording.say(fault) for name, fault in asked.faults}
    is_open = bool(faults)
    return Markup(macros.lot_filters(asked, faults, is_open))  # noqa: S704 - drawn by a template that escapes


def chips_of(asked: Asked) -> list[tuple[str, str]]:
    """Say each filter in use, with the address of the list without it."""
    chips = []
    for name in asked.filters.used:
        values = asked.several(name) if name in SEVERAL else ("",)
        for value in dict.fromkeys(values):
            query = asked.without(name, value or None)
            chips.append((_said(asked, name, value), url_for("lots.list_lots") + (f"?{query}" if query else "")))
    return chips


def words_of(asked: Asked, name: str) -> str:
    """Say one filter in use."""
    if name == "q":
        return asked.filters.q or ""
    values = getattr(asked.filters, name)
    return ", ".join(_said(asked, name, str(each)) for each in values) if name in SEVERAL else _said(asked, name, "")


def left_out(asked: Asked) -> list[str]:
    """Say what of the address was not understood and therefore left out."""
    sentences = [f"{wording.label(name, 'LotFilter')}: {wording.say(fault)}" for name, fault in asked.faults]
    if asked.unknown:
        names = ", ".join(name[:40] for name in asked.unknown[:10])
        sentences.append(str(_("Not known in this list, and left out: %(names)s.", names=names)))
    return sentences


def _said(asked: Asked, name: str, value: str) -> str:
    filters = asked.filters
    if name == "q":
        return f"“{filters.q}”"
    if name in SEVERAL:
        return wording.label(value, KINDS[name])
    if name == "stage" and filters.stage:
        return wording.label(filters.stage)
    if name == "flavour" and filters.flavour:
        least = quantity(filters.flavour_min, "").strip()
        return str(_("%(flavour)s, %(least)s and more", flavour=wording.label(filters.flavour, "flavour"), least=least))
    number = getattr(filters, name)
    words = wording.label(name, "LotFilter")
    return f"{words} {quantity(number, UNITS.get(name, '')).strip()}" if isinstance(number, Decimal) else words
