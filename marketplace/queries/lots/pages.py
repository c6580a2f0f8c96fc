"""One lot, whole: everything that its page shows to this viewer."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import select, text

from marketplace.domain.accounts import ProducerKind
from marketplace.domain.cadmium import CadmiumCheck, CadmiumLimit, Recipe, check_cadmium
from marketplace.domain.certificates import Scheme
from marketplace.domain.demands import DemandState
from marketplace.domain.ids import LotId, OrganizationId
from marketplace.domain.lots import LotTerms
from marketplace.domain.plain import from_plain
from marketplace.domain.prices import (
    Conversion,
    ReferenceFigure,
    ReferenceKind,
    References,
    farm_gate_in_dollars,
    premium_over_reference,
)
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.base import db
from marketplace.models.lots.steps import SHOWN_TO_ALL
from marketplace.models.rows.market.demands import Demand
from marketplace.models.rows.market.lots import Lot, LotPhoto
from marketplace.models.rows.people.accounts import Organization
from marketplace.queries.lots.certificates import HeldCertificate, list_group_certificates
from marketplace.queries.lots.evaluations import LotResults, list_results
from marketplace.queries.lots.showing import LotSheet, get_row, sheet_of, visible_to
from marketplace.queries.reading import read_one
from marketplace.queries.references import get_references, list_cadmium_limits

TENTH_OF_PERCENT = Decimal("0.1")
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Group:
    """The group that sells the lot, without names of people or plots."""

    id: OrganizationId
    code: str
    name: str
    kind: ProducerKind | None
    region: str | None
    province: str | None
    district: str | None
    members: int | None
    women_members: int | None
    is_women_led: bool
    story_en: str | None
    story_es: str | None
    website: str | None


@dataclass(frozen=True, slots=True)
class PriceFacts:
    """Where the price goes; shares in percent. What the parts are is for those who may see the stack.

    `fairtrade_premium` is of lots that are sold as Fairtrade; it is no part of the price.
    """

    farmer_share: Decimal | None
    premium: Decimal | None
    reference_farm_gate: Decimal | None
    reference_from: date | None
    farm_gate_usd: Conversion | None
    may_see_stack: bool
    fairtrade_premium: ReferenceFigure | None = None


@dataclass(frozen=True, slots=True)
class Photo:
    """One photo: the stored file's name, the large picture's size in pixels, and what is to be seen."""

    id: int
    name: str
    width: int
    height: int
    caption: str | None


@dataclass(frozen=True, slots=True)
class RecipeCheck:
    """The lot's cadmium against one of the maker's own recipes."""

    demand_title: str
    recipe: Recipe
    check: CadmiumCheck


@dataclass(frozen=True, slots=True)
class LotPage:
    """One lot, whole."""

    lot: LotSheet
    group: Group
    price: PriceFacts
    results: LotResults
    certificates: tuple[HeldCertificate, ...]
    photos: tuple[Photo, ...]
    recipes: tuple[RecipeCheck, ...]
    is_own: bool
    has_passport: bool


# Whatever a page of a public lot shows hangs on these: the lot with its results and photos, its group with its
# certificates, the figures of the day, and, for makers, their demands and the legal limits.
STAMP = text(f"""
SELECT concat_ws('.', l.id, l.version, l.reserved_bags, o.version,
    (SELECT max(p.number) FROM passports AS p WHERE p.lot_id = l.id),
    (SELECT sum(hashtext(c.id || '.' || c.version)) FROM certificates AS c WHERE c.organization_id = o.id),
    (SELECT sum(hashtext(t.id || '.' || t.version)) FROM tenders AS t WHERE t.lot_id = l.id),
    (SELECT sum(hashtext(s.id || '.' || s.version)) FROM samples AS s WHERE s.lot_id = l.id AND s.maker_id = :maker),
    (SELECT sum(hashtext(r::text)) FROM reference_prices AS r),
    (SELECT sum(hashtext(d.id || '.' || d.version)) FROM demands AS d WHERE d.organization_id = :maker),
    CASE WHEN :maker IS NOT NULL THEN (SELECT sum(hashtext(c::text)) FROM cadmium_limits AS c) END)
FROM lots AS l JOIN organizations AS o ON o.id = l.organization_id
WHERE l.code = :code AND {SHOWN_TO_ALL}
""")  # noqa: S608 - our own words


def find_stamp(viewer: Viewer, code: str) -> str | None:
    """Find what tells whether a public lot's page has changed for a reader who has no part in it, in one statement.

    None: the page must be asked for anew, because the lot is not public or may concern the viewer.
    """
    if viewer.role in (Role.FACILITATOR, Role.PRODUCER):
        return None
    maker = viewer.organization_id if viewer.role is Role.MAKER else None
    found: str | None = read_one(STAMP, {"code": code, "maker": maker})
    return found


def get_lot_page(viewer: Viewer, code: str, *, today: date) -> LotPage:
    """Return everything about one lot that the viewer may see; raises `NotFound`."""
    row = get_row(viewer, code, with_photos=True)
    sheet = sheet_of(row, row.organization.name, viewer=viewer, today=today)
    may_see_stack = _may_see_stack(viewer, row)
    held = list_group_certificates(row.organization_id, today=today)
    return LotPage(
        lot=sheet if may_see_stack else _without_stack(sheet),
        group=_group(row.organization),
        price=_price_facts(sheet, get_references(today), may_see_stack=may_see_stack),
        results=list_results(row.id),
        certificates=tuple(each for each in held if each.terms.scheme in sheet.terms.certificates),
        photos=_photos(row.photos),
        recipes=_recipe_checks(viewer, row, today),
        is_own=viewer.organization_id == row.organization_id,
        has_passport=bool(row.has_passport),
    )


def list_photos(lot_id: LotId) -> tuple[Photo, ...]:
    """List the photos of a lot that the caller has fetched for the viewer."""
    rows = db.session.scalars(select(LotPhoto).where(LotPhoto.lot_id == lot_id).order_by(LotPhoto.position))
    return _photos(rows)


def is_photo_visible(viewer: Viewer, name: str) -> bool:
    """Say whether a stored picture belongs to a lot that the viewer may see."""
    query = select(LotPhoto.id).join(LotPhoto.lot).where(LotPhoto.name == name, visible_to(viewer))
    return db.session.scalar(query) is not None


def _photos(rows: Iterable[LotPhoto]) -> tuple[Photo, ...]:
    return tuple(Photo(row.id, row.name, row.width, row.height, row.caption) for row in rows)


def _may_see_stack(viewer: Viewer, lot: Lot) -> bool:
    is_own = viewer.organization_id == lot.organization_id
    return is_own or viewer.role is Role.FACILITATOR or (viewer.is_signed_in and viewer.is_verified)


def _without_stack(sheet: LotSheet) -> LotSheet:
    return replace(sheet, terms=replace(sheet.terms, price_stack=None, farm_gate_pen_kg=None))


def _price_facts(sheet: LotSheet, references: References, *, may_see_stack: bool) -> PriceFacts:
    terms = sheet.terms
    farm_gate = terms.farm_gate_pen_kg
    in_dollars = None if farm_gate is None else farm_gate_in_dollars(farm_gate, references)
    share = None
    if terms.price_stack is not None:
        share = terms.price_stack.farmer_share
    elif in_dollars is not None:
        share = in_dollars.amount / terms.price.amount
    premium = None if farm_gate is None else premium_over_reference(farm_gate, references)
    figure = references.figures.get(ReferenceKind.FARM_GATE)
    return PriceFacts(
        farmer_share=_percent(share),
        premium=_percent(premium),
        reference_farm_gate=figure.value if figure else None,
        reference_from=figure.valid_from if figure else None,
        farm_gate_usd=in_dollars if may_see_stack else None,
        may_see_stack=may_see_stack,
        fairtrade_premium=_fairtrade_premium(terms, references),
    )


def _fairtrade_premium(terms: LotTerms, references: References) -> ReferenceFigure | None:
    is_fairtrade = Scheme.FAIRTRADE in terms.certificates
    return references.figures.get(ReferenceKind.FAIRTRADE_PREMIUM) if is_fairtrade else None


def _percent(share: Decimal | None) -> Decimal | None:
    return None if share is None else (share * HUNDRED).quantize(TENTH_OF_PERCENT, ROUND_HALF_UP)


def _group(row: Organization) -> Group:
    return Group(
        id=row.id,
        code=row.code,
        name=row.name,
        kind=row.producer_kind,
        region=row.region,
        province=row.province,
        district=row.district,
        members=row.members,
        women_members=row.women_members,
        is_women_led=row.is_women_led,
        story_en=row.story_en,
        story_es=row.story_es,
        website=row.website,
    )


def _recipe_checks(viewer: Viewer, lot: Lot, today: date) -> tuple[RecipeCheck, ...]:
    if viewer.role is not Role.MAKER or lot.cadmium is None:
        return ()
    demands = db.session.execute(
        select(Demand.title, Demand.recipe)
        .where(Demand.organization_id == viewer.organization_id, Demand.recipe.is_not(None))
        .where(Demand.state.in_((DemandState.DRAFT, DemandState.OPEN)))
        .order_by(Demand.created_at.desc())
        .limit(10)
    ).all()
    limits = list_cadmium_limits() if demands else []
    return tuple(
        _checked(title, from_plain(Recipe, plain), lot.cadmium, limits=limits, today=today) for title, plain in demands
    )


def _checked(title: str, recipe: Recipe, cadmium: Decimal, *, limits: list[CadmiumLimit], today: date) -> RecipeCheck:
    return RecipeCheck(title, recipe, check_cadmium(cadmium, recipe, limits=limits, on=today))
