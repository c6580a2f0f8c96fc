"""What makers seek, as each viewer may see it: a maker its own, groups what is open, facilitators all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, select

from marketplace.domain.acts import Stake
from marketplace.domain.cadmium import CadmiumLimit, Recipe, bean_maximum, effective_maximum, limit_for
from marketplace.domain.certificates import Scheme
from marketplace.domain.demands import DEMAND_MACHINE, DemandState, DemandStep, DemandTerms
from marketplace.domain.errors import NotFound
from marketplace.domain.ids import DemandId, OrganizationId
from marketplace.domain.mass import Mass
from marketplace.domain.money import UnitPrice
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.base import db
from marketplace.models.demands.steps import seen_by
from marketplace.models.lots.facts import decimals, demand_terms
from marketplace.models.rows.market.demands import Demand
from marketplace.models.rows.people.accounts import Organization


@dataclass(frozen=True, slots=True)
class CadmiumReasoning:
    """How the most cadmium in the beans comes about, mg/kg; the recipe only for those who may know it."""

    stated: Decimal | None = None
    recipe: Recipe | None = None
    product_limit: Decimal | None = None
    by_recipe: Decimal | None = None
    effective: Decimal | None = None


@dataclass(frozen=True, slots=True)
class DemandLine:
    """One demand of a list; the maker's name for verified viewers, the ceiling for the maker and facilitators only."""

    id: DemandId
    code: str
    title: str
    state: DemandState
    maker_id: OrganizationId
    maker_name: str | None
    maker_country: str
    target: Mapping[str, Decimal]
    weights: Mapping[str, Decimal]
    volume_min: Mass
    volume_max: Mass
    max_lots: int
    destination: str
    delivery_start: date
    delivery_end: date
    certificates: tuple[Scheme, ...]
    needs_eudr: bool
    ceiling: UnitPrice | None
    changed_at: datetime
    opened_at: datetime | None
    is_fictional: bool


@dataclass(frozen=True, slots=True)
class DemandPage:
    """One demand, whole. `terms` (with the ceiling) only for the maker and facilitators."""

    line: DemandLine
    version: int
    tolerances: Mapping[str, Decimal]
    cadmium: CadmiumReasoning
    moisture_max: Decimal | None
    fermentation_min: Decimal | None
    off_max: Decimal | None
    global_quality_min: Decimal | None
    needs_sample: bool
    prefers_women_led: bool
    notes: str | None
    steps: tuple[DemandStep, ...]
    stake: Stake
    terms: DemandTerms | None


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """Let a maker see its own demands, producer groups the open ones, and facilitators all; reads `Organization`."""
    return seen_by(viewer)


def get_demand(viewer: Viewer, code: str, *, limits: list[CadmiumLimit], today: date) -> DemandPage:
    """Return one demand, its recipe judged by the legal `limits`; raises `NotFound` for what is not there to see."""
    demand, maker = get_rows(viewer, code)
    terms = demand_terms(demand)
    is_insider = knows_secrets(demand, viewer)
    cadmium = reason_cadmium(terms.cadmium_max, terms.recipe, limits=limits, today=today)
    return DemandPage(
        line=line_of(demand, maker, viewer=viewer),
        version=demand.version,
        tolerances={name: terms.tolerance(name) for name in terms.target_profile},
        cadmium=cadmium if is_insider else CadmiumReasoning(effective=cadmium.effective),
        moisture_max=terms.moisture_max,
        fermentation_min=terms.fermentation_min,
        off_max=terms.off_max,
        global_quality_min=terms.global_quality_min,
        needs_sample=terms.needs_sample,
        prefers_women_led=terms.prefers_women_led,
        notes=terms.notes,
        steps=_steps(demand, viewer),
        stake=demand.stake,
        terms=terms if is_insider else None,
    )


def get_rows(viewer: Viewer, code: str) -> tuple[Demand, Organization]:
    """Return the rows of one demand and its maker, for other queries; raises `NotFound`."""
    query = select(Demand, Organization).join(Demand.organization).where(visible_to(viewer), Demand.code == code)
    found = db.session.execute(query).one_or_none()
    if found is None:
        raise NotFound("demand.unknown")
    return found.Demand, found.Organization


def reason_cadmium(
    stated: Decimal | None, recipe: Recipe | None, *, limits: list[CadmiumLimit], today: date
) -> CadmiumReasoning:
    """Say how a stated maximum and a recipe make the most cadmium that the beans may hold today."""
    return CadmiumReasoning(
        stated=stated,
        recipe=recipe,
        product_limit=limit_for(recipe, limits, on=today) if recipe else None,
        by_recipe=bean_maximum(recipe, limits, on=today) if recipe else None,
        effective=effective_maximum(stated, recipe, limits=limits, on=today),
    )


def knows_secrets(demand: Demand, viewer: Viewer) -> bool:
    """Say whether the viewer may know ceiling and recipe: the maker itself and facilitators."""
    return viewer.role is Role.FACILITATOR or demand.organization_id == viewer.organization_id


def line_of(demand: Demand, maker: Organization, *, viewer: Viewer) -> DemandLine:
    """Say of a demand what a list may show to the viewer."""
    is_insider = knows_secrets(demand, viewer)
    return DemandLine(
        id=demand.id,
        code=demand.code,
        title=demand.title,
        state=demand.state,
        maker_id=maker.id,
        maker_name=maker.name if is_insider or viewer.is_verified else None,
        maker_country=maker.country,
        target=decimals(demand.target_profile),
        weights=decimals(demand.weights),
        volume_min=demand.volume_min,
        volume_max=demand.volume_max,
        max_lots=demand.max_lots,
        destination=demand.destination,
        delivery_start=demand.delivery_start,
        delivery_end=demand.delivery_end,
        certificates=tuple(Scheme(each) for each in demand.certificates),
        needs_eudr=demand.needs_eudr,
        ceiling=demand.ceiling if is_insider else None,
        changed_at=demand.changed_at,
        opened_at=demand.opened_at,
        is_fictional=demand.is_fictional,
    )


def _steps(demand: Demand, viewer: Viewer) -> tuple[DemandStep, ...]:
    if not viewer.may_write or demand.organization_id != viewer.organization_id:
        return ()
    return DEMAND_MACHINE.steps(demand.state, viewer.role)
