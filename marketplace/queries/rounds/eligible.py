"""Which lots fit a demand and which demands a lot fits, with every reason why the others do not.

Those who may not know a maker's ceiling are told all but the price: a yes or no about it would give the ceiling away.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, and_, or_, select

from marketplace.domain.cadmium import CadmiumLimit
from marketplace.domain.demand_browsing import DemandFilters
from marketplace.domain.eligibility import CODES, DemandFacts, LotFacts, fit, ineligibilities, landed
from marketplace.domain.errors import NotFound, Reason
from marketplace.domain.freight import FreightTable
from marketplace.domain.ids import DemandId
from marketplace.domain.lots import LotState
from marketplace.domain.mass import NO_MASS, Mass
from marketplace.domain.money import UnitPrice
from marketplace.domain.participation import UNCOMMITTED, Need, facts_of_need, open_need
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.base import db
from marketplace.models.lots.facts import demand_facts, lot_facts
from marketplace.models.lots.figures import cadmium_limits, freight_in_force
from marketplace.models.lots.ledger import commitments
from marketplace.models.lots.steps import seen_by
from marketplace.models.rows.market.demands import Demand
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.people.accounts import Organization
from marketplace.queries.demands.search import list_open_rows
from marketplace.queries.demands.showing import DemandLine, get_rows, knows_secrets, line_of
from marketplace.queries.rounds.nearness import misses

MOST_JUDGED = 1_000
OVER = (LotState.WITHDRAWN, LotState.REJECTED, LotState.CLOSED)
PRICE = "eligibility.price"


@dataclass(frozen=True, slots=True)
class LotBrief:
    """What tells one lot from another in a list of those that fit."""

    code: str
    group_name: str
    is_women_led: bool
    region: str
    price: UnitPrice
    remaining: Mass
    profile: Mapping[str, Decimal | None]
    global_quality: Decimal | None
    cadmium: Decimal | None
    is_fictional: bool


@dataclass(frozen=True, slots=True)
class LotVerdict:
    """How well a lot fits, 0-1, what is against it, and its USD/t on the demand's basis where that may be told."""

    lot: LotBrief
    fit: Decimal
    landed: Decimal | None
    reasons: tuple[Reason, ...]

    @property
    def is_eligible(self) -> bool:
        """Whether nothing is against it."""
        return not self.reasons


@dataclass(frozen=True, slots=True)
class LotJudgement:
    """All lots before one demand: those that fit, best first, and the others, nearest first.

    `counts` says how many lots each reason concerns; `fillable` is what the best fitting lots hold of what is sought;
    `is_priced` whether price was judged; `is_partial` that there are more lots, none nearer, those as near all dearer.
    """

    fitting: tuple[LotVerdict, ...]
    missing: tuple[LotVerdict, ...]
    counts: tuple[tuple[str, int], ...]
    fillable: Mass
    promised: Mass
    is_priced: bool
    is_partial: bool


@dataclass(frozen=True, slots=True)
class DemandVerdict:
    """How well a lot fits one demand."""

    demand: DemandLine
    fit: Decimal
    landed: Decimal | None
    reasons: tuple[Reason, ...]

    @property
    def is_eligible(self) -> bool:
        """Whether nothing is against it."""
        return not self.reasons


class _Rates(NamedTuple):
    limits: list[CadmiumLimit]
    freight: FreightTable
    today: date


def judge_lots(viewer: Viewer, code: str, *, today: date) -> LotJudgement:
    """Judge the lots that the viewer may see (a producer group: its own) before the demand `code`."""
    demand, _ = get_rows(viewer, code)
    rates = _rates(today)
    promised = commitments().get(demand.id, UNCOMMITTED)
    facts, need = _facts(demand, rates), open_need(_need(demand), promised)
    if need.volume_max > NO_MASS and need.max_lots:
        facts = facts_of_need(facts, need)
    is_priced = knows_secrets(demand, viewer)
    nearest = misses(facts, freight=rates.freight, today=today), Lot.__table__.c.price_amount, Lot.id
    rows = db.session.execute(_lots(viewer).order_by(*nearest).limit(MOST_JUDGED)).all()
    verdicts = [_verdict(row, facts, rates=rates, is_priced=is_priced) for row in rows]
    fitting = sorted((each for each in verdicts if each.is_eligible), key=_best)
    return LotJudgement(
        fitting=tuple(fitting),
        missing=tuple(sorted((each for each in verdicts if each.reasons), key=_nearest)),
        counts=_counts(verdicts),
        fillable=_fillable(fitting, need),
        promised=promised.volume,
        is_priced=is_priced,
        is_partial=len(rows) == MOST_JUDGED,
    )


def judge_demands(viewer: Viewer, lot_code: str, *, today: date) -> tuple[DemandVerdict, ...]:
    """Judge one lot before the open demands that the viewer may see: a maker's own; fitting ones first."""
    lot = db.session.execute(_lots(viewer).where(Lot.code == lot_code)).one_or_none()
    if lot is None:
        raise NotFound("lot.unknown")
    rates = _rates(today)
    facts = lot_facts(lot.Lot, today)
    found = [_demand_verdict(facts, row, viewer, rates=rates) for row in list_open_rows(viewer, DemandFilters())]
    return tuple(sorted(found, key=lambda each: (len(each.reasons), -each.fit, each.demand.code)))


def judge_own_lots(viewer: Viewer, filters: DemandFilters, *, today: date) -> dict[DemandId, tuple[LotVerdict, ...]]:
    """Judge a producer group's own lots before each open demand that fits the filters."""
    lots = db.session.execute(_lots(viewer)).all()
    rates = _rates(today)
    found = {}
    for row in list_open_rows(viewer, filters) if lots else ():
        facts, is_priced = _facts(row.Demand, rates), knows_secrets(row.Demand, viewer)
        verdicts = [_verdict(lot, facts, rates=rates, is_priced=is_priced) for lot in lots]
        found[row.Demand.id] = tuple(sorted(verdicts, key=_nearest))
    return found


def _rates(today: date) -> _Rates:
    return _Rates(cadmium_limits(), freight_in_force(today), today)


def _facts(demand: Demand, rates: _Rates) -> DemandFacts:
    return demand_facts(demand, rates.limits, today=rates.today)


def _need(demand: Demand) -> Need:
    return Need(demand.volume_min, demand.volume_max, demand.max_lots)


def _lots(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    """Choose the lots to judge: a producer group's own; for others what they may see but what is over and drafts."""
    query = select(Lot, Organization.name, Organization.is_women_led).join(Lot.organization).where(seen_by(viewer))
    return query.where(_is_candidate(viewer))


def _is_candidate(viewer: Viewer) -> ColumnElement[bool]:
    own = Lot.organization_id == viewer.organization_id
    if viewer.role is Role.PRODUCER:
        return and_(own, Lot.state.not_in(OVER))
    return and_(Lot.state.not_in(OVER), or_(Lot.state != LotState.DRAFT, own))


def _verdict(row: Row[*tuple[Any, ...]], demand: DemandFacts, *, rates: _Rates, is_priced: bool) -> LotVerdict:
    lot = lot_facts(row.Lot, rates.today)
    return LotVerdict(
        lot=_brief(row, lot),
        fit=fit(lot, demand),
        landed=landed(lot, demand, freight=rates.freight) if is_priced else None,
        reasons=_reasons(lot, demand, freight=rates.freight, is_priced=is_priced),
    )


def _demand_verdict(lot: LotFacts, row: Row[*tuple[Any, ...]], viewer: Viewer, *, rates: _Rates) -> DemandVerdict:
    demand, is_priced = _facts(row.Demand, rates), knows_secrets(row.Demand, viewer)
    return DemandVerdict(
        demand=line_of(row.Demand, row.Organization, viewer=viewer),
        fit=fit(lot, demand),
        landed=landed(lot, demand, freight=rates.freight) if is_priced else None,
        reasons=_reasons(lot, demand, freight=rates.freight, is_priced=is_priced),
    )


def _reasons(lot: LotFacts, demand: DemandFacts, *, freight: FreightTable, is_priced: bool) -> tuple[Reason, ...]:
    found = ineligibilities(lot, demand, freight=freight)
    return tuple(each for each in found if is_priced or each.code != PRICE)


def _brief(row: Row[*tuple[Any, ...]], facts: LotFacts) -> LotBrief:
    lot: Lot = row.Lot
    return LotBrief(
        code=lot.code,
        group_name=row.name,
        is_women_led=row.is_women_led,
        region=lot.region,
        price=lot.price,
        remaining=lot.remaining,
        profile=facts.profile,
        global_quality=lot.global_quality,
        cadmium=lot.cadmium,
        is_fictional=lot.is_fictional,
    )


def _best(verdict: LotVerdict) -> tuple[object, ...]:
    return -verdict.fit, verdict.landed or 0, verdict.lot.code


def _nearest(verdict: LotVerdict) -> tuple[object, ...]:
    return len(verdict.reasons), -verdict.fit, verdict.lot.code


def _counts(verdicts: Iterable[LotVerdict]) -> tuple[tuple[str, int], ...]:
    found = Counter(reason.code for verdict in verdicts for reason in verdict.reasons)
    return tuple(sorted(found.items(), key=lambda each: (-each[1], CODES.index(each[0]))))


def _fillable(fitting: list[LotVerdict], need: Need) -> Mass:
    largest = sorted((each.lot.remaining for each in fitting), reverse=True)[: need.max_lots]
    return min(sum(largest, NO_MASS), need.volume_max)
