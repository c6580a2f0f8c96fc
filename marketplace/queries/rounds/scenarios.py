"""The scenarios of a round side by side, and one with its lines; what was asked about pairs, and the answers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import cast, func, select
from sqlalchemy.dialects.postgresql import JSONPATH
from sqlalchemy.orm import joinedload

from marketplace.domain.errors import NotFound, Reason
from marketplace.domain.ids import BidId, DemandId, LotId, RoundId, ScenarioId
from marketplace.domain.mass import Mass
from marketplace.domain.plain import from_plain
from marketplace.domain.plans import WinningChange
from marketplace.domain.policies import RoundPolicy
from marketplace.domain.scenarios import (
    SCENARIO_MACHINE,
    HandEdit,
    Outline,
    ScenarioKind,
    ScenarioPermit,
    ScenarioState,
    ScenarioStep,
)
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.rows.rounds.rounds import Round
from marketplace.models.rows.rounds.scenarios import PairQuestion, Scenario
from marketplace.queries.rounds.findings import PlanFindings, findings_from
from marketplace.queries.rounds.misses import reason_of
from marketplace.queries.rounds.showing import Worth, visible_to, worth_of

INFEASIBLE = "infeasible"
NEWEST_QUESTIONS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioLine:
    """One scenario of a table; `cost` is what it is worth less than the baseline, USD."""

    id: ScenarioId
    round_id: RoundId
    kind: ScenarioKind
    state: ScenarioState
    name: str
    version: int
    policy: RoundPolicy
    edits: tuple[HandEdit, ...]
    why: str | None
    is_adopted: bool
    phase: str | None
    failure: Reason | None
    plan_status: str | None
    worth: Worth | None
    outline: Outline | None
    findings: PlanFindings
    lines: tuple[Mapping[str, Any], ...]
    cost: Decimal | None
    cost_percent: Decimal | None
    added_by: str | None
    added_at: datetime
    steps: tuple[ScenarioStep, ...]

    @property
    def is_infeasible(self) -> bool:
        """Whether it was proven that no plan keeps the policy."""
        return self.plan_status == INFEASIBLE

    @property
    def may_be_adopted(self) -> bool:
        """Whether its plan may take the place of the round's."""
        permits = SCENARIO_MACHINE.permits(self.state, ScenarioPermit.ADOPT)
        return permits and not self.is_adopted and not self.is_infeasible

    @property
    def may_be_discarded(self) -> bool:
        """Whether it may be put aside."""
        is_fixed = self.is_adopted or self.kind is ScenarioKind.BASELINE
        return ScenarioStep.DISCARD in self.steps and not is_fixed


@dataclass(frozen=True, slots=True)
class ChangedLine:
    """One line that a scenario has otherwise than the round's plan: bags there and here, 0 for none."""

    lot_code: str
    demand_code: str
    bags_before: int
    bags: int
    volume: Mass


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A question about a pair; the reason is None while a worker looks for it."""

    id: int
    lot_code: str
    demand_code: str
    asked_at: datetime
    reason: Reason | None
    wins: tuple[WinningChange, ...]


def list_scenarios(round_id: int, viewer: Viewer) -> list[ScenarioLine]:
    """List a round's scenarios in the order in which they were added, the baseline first; empty for strangers."""
    query = (
        select(Scenario)
        .join(Round, Round.id == Scenario.round_id)
        .where(Scenario.round_id == round_id, visible_to(viewer), Scenario.state != ScenarioState.DISCARDED)
        .options(joinedload(Scenario.added_by))
        .order_by(Scenario.id)
        .execution_options(populate_existing=True)
    )
    rows = list(db.session.scalars(query))
    baseline = next((row.value_cents for row in rows if row.kind is ScenarioKind.BASELINE), None)
    return [_line(row, baseline, viewer=viewer) for row in rows]


def find_scenario(lines: list[ScenarioLine], scenario_id: int) -> ScenarioLine:
    """Pick one of a round's scenarios; raises `NotFound` for any other round's."""
    found = next((each for each in lines if each.id == scenario_id), None)
    if found is None:
        raise NotFound("scenario.unknown")
    return found


def settled_bids(lines: list[ScenarioLine]) -> frozenset[BidId]:
    """Say about which bids a hand has settled something in the round's plan."""
    return frozenset(number for line in lines if line.is_adopted for edit in line.edits for number in edit.bid_ids)


def changed_lines(scenario: ScenarioLine, other: ScenarioLine) -> list[ChangedLine]:
    """List the lines of a scenario that another one has otherwise, with those that only the other has."""
    own, others = ({_pair(each): each for each in each.lines} for each in (scenario, other))
    return list(_changes(own, others))


def list_questions(round_id: int, viewer: Viewer) -> list[Answered]:
    """List what was asked about pairs of the round's plan, the newest first; empty for strangers."""
    query = (
        select(PairQuestion)
        .join(Round, Round.id == PairQuestion.round_id)
        .join(Scenario, Scenario.id == PairQuestion.scenario_id)
        .where(PairQuestion.round_id == round_id, Scenario.is_adopted, visible_to(viewer))
        .options(joinedload(PairQuestion.lot), joinedload(PairQuestion.demand))
        .order_by(PairQuestion.id.desc())
        .limit(NEWEST_QUESTIONS)
    )
    return [_answered(row) for row in db.session.scalars(query)]


def list_takers(round_id: int, viewer: Viewer) -> tuple[list[tuple[LotId, str]], list[tuple[DemandId, str]]]:
    """List the lots and the demands that took part in a round, by code, for a form that asks for a pair."""
    paths = [f"$.{side}[*].{name}" for side in ("lots", "demands") for name in ("id", "code")]
    columns = [func.jsonb_path_query_array(Round.inputs, cast(path, JSONPATH)).label(path) for path in paths]
    row = db.session.execute(select(*columns).where(Round.id == round_id, visible_to(viewer))).one_or_none()
    if row is None:
        raise NotFound("round.unknown")
    lots, lot_codes, demands, demand_codes = (each or [] for each in row)
    return list(zip(lots, lot_codes, strict=True)), list(zip(demands, demand_codes, strict=True))


def list_bidders(round_id: int, viewer: Viewer) -> list[tuple[BidId, str]]:
    """List the bids that took part in a round with their lots, and what each goes only together with, for a form."""
    codes = dict(list_takers(round_id, viewer)[0])
    wishes = db.session.scalar(select(Round.inputs["bids"]).where(Round.id == round_id, visible_to(viewer)))
    return [
        (BidId(part["id"]), f"{part['code']} \N{RIGHTWARDS ARROW} {codes[part['lot']]}{others}")
        for wish in wishes or ()
        for part in wish["parts"]
        for others in ("".join(f" (+ {each['code']})" for each in wish["parts"] if each is not part),)
    ]


def _line(row: Scenario, baseline: int | None, *, viewer: Viewer) -> ScenarioLine:
    is_known = row.value_cents is not None and row.plan_status != INFEASIBLE and bool(baseline)
    cost = Decimal((baseline or 0) - (row.value_cents or 0)) if is_known else None
    return ScenarioLine(
        id=row.id,
        round_id=row.round_id,
        kind=row.kind,
        state=row.state,
        name=row.name,
        version=row.version,
        policy=from_plain(RoundPolicy, row.policy),
        edits=tuple(from_plain(HandEdit, each) for each in row.edits),
        why=row.why,
        is_adopted=row.is_adopted,
        phase=row.phase,
        failure=Reason(row.failure) if row.failure else None,
        plan_status=row.plan_status,
        worth=worth_of(row.value_cents, row.bound_cents),
        outline=from_plain(Outline, row.outline) if row.outline else None,
        findings=findings_from(row.findings),
        lines=tuple((row.findings or {}).get("lines", ())),
        cost=None if cost is None else cost / 100,
        cost_percent=None if cost is None or not baseline else cost / baseline * 100,
        added_by=row.added_by.name if row.added_by else None,
        added_at=row.added_at,
        steps=SCENARIO_MACHINE.steps(row.state, viewer.role),
    )


def _pair(line: Mapping[str, Any]) -> tuple[int, int | str]:
    """Name a line by its lot and its demand, or by its bid, which the optimizer names by a word."""
    return line["lot_id"], line["demand_id"]


def _demands_first(pair: tuple[int, int | str]) -> tuple[int, bool, int | str]:
    lot, taker = pair
    return lot, isinstance(taker, str), taker


def _changes(own: dict[Any, Any], others: dict[Any, Any]) -> Iterator[ChangedLine]:
    for pair in sorted(own.keys() | others.keys(), key=_demands_first):
        here, there = own.get(pair), others.get(pair)
        bags, before = here["bags"] if here else 0, there["bags"] if there else 0
        if bags != before:
            known = here or there or {}
            volume = Mass(Decimal(known["kilograms"]) / known["bags"] * bags)
            yield ChangedLine(known["lot"], known["demand"], before, bags, volume)


def _answered(row: PairQuestion) -> Answered:
    answer = row.answer
    return Answered(
        id=row.id,
        lot_code=row.lot.code,
        demand_code=row.demand.code,
        asked_at=row.asked_at,
        reason=reason_of(answer["code"], answer["facts"]) if answer else None,
        wins=from_plain(tuple[WinningChange, ...], answer["wins"]) if answer else (),
    )
