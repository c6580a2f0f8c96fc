"""Lists of facts about a lot, as (name, value, basis), for the macros that print them."""

from collections.abc import Callable

from flask_babel import gettext as _
from flask_babel import ngettext

from marketplace import wording
from marketplace.domain.evaluations import PanelEvaluation
from marketplace.domain.flavours import SUB_ATTRIBUTES
from marketplace.domain.lots import LotTerms
from marketplace.domain.physical import MASS_LIMITS, PhysicalAnalysis
from marketplace.domain.prices import PriceStack
from marketplace.queries.lots.pages import Group
from marketplace.services.photos import thumb_of
from marketplace.web import formats

Row = tuple[str, str, str]
STACK = ("farm_gate", "cooperative", "certification_lab", "inland_export", "margin")


def panel_parts(panel: PanelEvaluation) -> list[Row]:
    """List the sub-attributes that a panel scored above nil."""
    scored = [(name, panel.means.get(name)) for name in SUB_ATTRIBUTES]
    return [(wording.label(name, "flavour"), formats.number(value, 1), "") for name, value in scored if value]


def panel_quality(panel: PanelEvaluation) -> list[Row]:
    """List the companion scores of global quality."""
    return [
        (wording.label(name, "quality"), formats.number(value, 1), "") for name, value in panel.quality.items() if value
    ]


def defect_rows(analysis: PhysicalAnalysis) -> list[Row]:
    """List the defects by mass, each with its limit."""
    rows = []
    for name, value in analysis.defects.items():
        limit = MASS_LIMITS.get(name)
        basis = _("at most %(limit)s", limit=formats.percent(limit)) if limit is not None else ""
        rows.append((wording.label(name, "defect"), formats.percent(value), str(basis)))
    return rows


def stack_rows(stack: PriceStack) -> list[tuple[str, object, bool]]:
    """List the parts of a price from the farm outwards."""
    return [(wording.label(name, "price_part"), getattr(stack, name), name == "farm_gate") for name in STACK]


def origin_rows(terms: LotTerms) -> list[Row]:
    """List where a lot comes from and what was done to it."""
    shares = sorted(terms.varieties.items(), key=lambda each: -each[1])
    varieties = ", ".join(f"{wording.label(name, 'variety')} {formats.percent(share)}" for name, share in shares)
    rows: list[Row] = [
        (_("Place"), f"{terms.district}, {terms.province}, {wording.label(terms.region, 'region')}", ""),
        (_("Altitude"), _altitude(terms), ""),
        (_("Harvest"), formats.days(terms.harvest_start, terms.harvest_end), ""),
        (_("Varieties"), varieties, ""),
        (_("Fermentation"), *_treatment(terms.fermentation_method, "fermentation_method", terms.fermentation_days)),
        (_("Turns"), formats.number(terms.fermentation_turns), ""),
        (_("Drying"), *_treatment(terms.drying_method, "drying_method", terms.drying_days)),
        (_("Bought wet, in pulp"), {True: _("yes"), False: _("no"), None: formats.NOTHING}[terms.is_wet_purchase], ""),
    ]
    return [row for row in rows if row[1] != formats.NOTHING]


def group_rows(group: Group) -> list[Row]:
    """List what is public of a group: counts, place and shares, never names of people."""
    rows: list[Row] = []
    if group.kind:
        rows.append((_("Kind"), wording.label(group.kind), ""))
    if group.region:
        place = ", ".join(
            each for each in (group.district, group.province, wording.label(group.region, "region")) if each
        )
        rows.append((_("Place"), place, ""))
    if group.members:
        women = ngettext("%(num)s woman", "%(num)s women", group.women_members or 0) if group.women_members else ""
        rows.append((_("Members"), formats.number(group.members), women))
    return rows


def _altitude(terms: LotTerms) -> str:
    ends = [each for each in (terms.altitude_min, terms.altitude_max) if each is not None]
    if not ends:
        return formats.NOTHING
    return f"{formats.DASH.join(dict.fromkeys(formats.number(each) for each in ends))} m"


def _treatment(method: str | None, kind: str, days: object) -> tuple[str, str]:
    if method is None:
        return formats.NOTHING, ""
    return wording.label(method, kind), str(_("%(days)s days", days=formats.number(days))) if days else ""  # type: ignore[arg-type]


ROWS: dict[str, Callable[..., object]] = {
    "panel_parts": panel_parts,
    "panel_quality": panel_quality,
    "defect_rows": defect_rows,
    "stack_rows": stack_rows,
    "origin_rows": origin_rows,
    "group_rows": group_rows,
    "thumb_of": thumb_of,
}
