"""Rounds as facilitators see them: the list, one round with its progress, and what is needed to solve it again."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, false, func, select, true

from marketplace.domain.accounts import OrganizationKind, VerificationState
from marketplace.domain.errors import NotFound, Reason
from marketplace.domain.ids import RoundId
from marketplace.domain.plain import from_plain
from marketplace.domain.plans import Sighting
from marketplace.domain.policies import RoundPolicy
from marketplace.domain.rounds import ROUND_MACHINE, RoundPermit, RoundState, RoundStep
from marketplace.domain.viewers import Level, Role, Viewer
from marketplace.models.base import db
from marketplace.models.rows.people.accounts import Membership, Organization, User
from marketplace.models.rows.rounds.rounds import Allocation, Round, RoundProgress
from marketplace.queries.accounts.faces import get_viewer
from marketplace.queries.rounds.findings import PlanFindings, findings_from

PER_PAGE = 24
CENTS = 100


@dataclass(frozen=True, slots=True)
class Worth:
    """What a plan is worth and what no plan could exceed, in USD."""

    value: Decimal
    bound: Decimal

    @property
    def gap(self) -> Decimal:
        """How much better any plan could be at most."""
        return self.bound - self.value

    @property
    def gap_percent(self) -> Decimal:
        """The same as a part of the bound, in percent."""
        return self.gap / self.bound * 100 if self.bound else Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundLine:
    """One round in a list."""

    id: RoundId
    title: str
    state: RoundState
    opened_at: datetime
    allocations: int
    worth: Worth | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressView:
    """How far the computation of a round is."""

    phase: str
    done: int
    total: int
    attempt: int
    at: datetime
    sightings: tuple[Sighting, ...]

    @property
    def newest(self) -> Sighting | None:
        """What was seen last, if anything was."""
        return self.sightings[-1] if self.sightings else None

    @property
    def worth(self) -> Worth | None:
        """What the best plan so far is worth, and what no plan exceeds."""
        return worth_of(self.newest.incumbent_cents, self.newest.bound_cents) if self.newest else None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundPage:
    """One round; the plan itself is read by `queries.plans`."""

    id: RoundId
    title: str
    state: RoundState
    version: int
    policy: RoundPolicy
    salt: str
    opened_at: datetime
    opened_by: str | None
    started_at: datetime | None
    planned_at: datetime | None
    published_at: datetime | None
    answer_by: datetime | None
    failure: Reason | None
    plan_status: str | None
    worth: Worth | None
    inputs_hash: str | None
    versions: dict[str, str]
    steps: tuple[RoundStep, ...]
    progress: ProgressView | None
    findings: PlanFindings
    ceilings: dict[int, Decimal]
    bids_asked: dict[int, Decimal]

    @property
    def has_plan(self) -> bool:
        """Whether there is a plan to show."""
        return ROUND_MACHINE.permits(self.state, RoundPermit.SHOW_PLAN)

    @property
    def may_try_scenarios(self) -> bool:
        """Whether the plan may still be exchanged for another one."""
        return ROUND_MACHINE.permits(self.state, RoundPermit.TRY_SCENARIOS)

    @property
    def may_be_edited(self) -> bool:
        """Whether title and policy may still change."""
        return ROUND_MACHINE.permits(self.state, RoundPermit.EDIT_POLICY)


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """Let facilitators (and the market itself) see rounds, and nobody else."""
    return true() if viewer.role in (Role.FACILITATOR, Role.SYSTEM) else false()


def list_rounds(viewer: Viewer, *, page: int = 1) -> list[RoundLine]:
    """List rounds, newest first."""
    count = select(func.count(Allocation.id)).where(Allocation.round_id == Round.id).scalar_subquery()
    columns = (Round.id, Round.title, Round.state, Round.opened_at, Round.value_cents, Round.bound_cents)
    query = select(*columns, count.label("allocations")).where(visible_to(viewer)).order_by(Round.id.desc())
    return [
        RoundLine(
            id=row.id,
            title=row.title,
            state=row.state,
            opened_at=row.opened_at,
            allocations=row.allocations,
            worth=worth_of(row.value_cents, row.bound_cents),
        )
        for row in db.session.execute(query.limit(PER_PAGE).offset(PER_PAGE * (page - 1)))
    ]


def count_rounds(viewer: Viewer) -> int:
    """Count the rounds."""
    return db.session.scalar(select(func.count()).select_from(Round).where(visible_to(viewer))) or 0


def get_round(round_id: int, viewer: Viewer) -> RoundPage:
    """Return one round; raises `NotFound` for all but facilitators."""
    found = db.session.execute(
        select(Round, User.name, RoundProgress)
        .outerjoin(User, User.id == Round.opened_by_id)
        .outerjoin(RoundProgress, RoundProgress.round_id == Round.id)
        .where(Round.id == round_id, visible_to(viewer))
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise NotFound("round.unknown")
    row, opener, progress = found
    return RoundPage(
        id=row.id,
        title=row.title,
        state=row.state,
        version=row.version,
        policy=from_plain(RoundPolicy, row.policy),
        salt=row.policy.get("salt", ""),
        opened_at=row.opened_at,
        opened_by=opener,
        started_at=row.started_at,
        planned_at=row.planned_at,
        published_at=row.published_at,
        answer_by=row.answer_by,
        failure=Reason(row.failure) if row.failure else None,
        plan_status=row.plan_status,
        worth=worth_of(row.value_cents, row.bound_cents),
        inputs_hash=row.inputs_hash,
        versions=row.versions or {},
        steps=ROUND_MACHINE.steps(row.state, viewer.role),
        progress=_progress(progress),
        findings=findings_from(row.findings),
        ceilings={int(key): Decimal(text) for key, text in (row.findings or {}).get("ceilings", {}).items()},
        bids_asked={int(key): Decimal(each["asked"]) for key, each in (row.findings or {}).get("bids", {}).items()},
    )


def worth_of(value_cents: int | None, bound_cents: int | None) -> Worth | None:
    """Say in USD what a plan is worth and what no plan could exceed; None while there is none."""
    if value_cents is None or bound_cents is None:
        return None
    return Worth(Decimal(value_cents) / CENTS, Decimal(bound_cents) / CENTS)


def _progress(row: RoundProgress | None) -> ProgressView | None:
    if row is None:
        return None
    return ProgressView(
        phase=row.phase,
        done=row.done,
        total=row.total,
        attempt=row.attempt,
        at=row.at,
        sightings=tuple(from_plain(Sighting, each) for each in row.trace),
    )


def find_facilitator() -> Viewer | None:
    """Find who runs rounds from the command line: the first person who may write for the first alliance."""
    found = db.session.execute(
        select(Membership.user_id, Membership.organization_id)
        .join(Organization, Organization.id == Membership.organization_id)
        .where(
            Organization.kind == OrganizationKind.ALLIANCE,
            Organization.state == VerificationState.VERIFIED,
            Membership.level.in_((Level.OWNER, Level.MEMBER)),
        )
        .order_by(Organization.id, Membership.id)
        .limit(1)
    ).one_or_none()
    return get_viewer(found.user_id, found.organization_id) if found else None
