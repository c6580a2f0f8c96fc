"""Taking in many demands at once, by those who run the market on its own machine: all of them or none."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from sqlalchemy import select

from marketplace.domain.accounts import OrganizationKind, VerificationState
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.demands import DEMAND_MACHINE, DemandStep, DemandTerms, opening_faults
from marketplace.domain.errors import Reason, reason, refuse_if_any
from marketplace.domain.events import SubjectKind, step_taken
from marketplace.domain.viewers import SYSTEM, Role
from marketplace.models.accounts.finding import organizations_called
from marketplace.models.base import db
from marketplace.models.demands.steps import create_demand, record_drafted
from marketplace.models.lots.facts import demand_terms
from marketplace.models.rows.market.demands import Demand
from marketplace.models.rows.people.accounts import Organization
from marketplace.models.rows.record.events import record_event
from marketplace.services.transaction import use_case


class Stated(Protocol):
    """One demand of the sheet: its row, its code, who seeks, whether it is to be opened, and its terms."""

    @property
    def row(self) -> int: ...  # noqa: D102 - the number in the sheet
    @property
    def code(self) -> str: ...  # noqa: D102 - by which it is recognised when the sheet comes again
    @property
    def maker(self) -> str: ...  # noqa: D102 - code or name of the organization
    @property
    def is_open(self) -> bool: ...  # noqa: D102 - or only a draft
    @property
    def terms(self) -> DemandTerms: ...  # noqa: D102 - what is sought


class Taken(NamedTuple):
    """How many demands were new, and how many were there already as stated."""

    added: int
    unchanged: int


@use_case
def import_demands(stated: Sequence[Stated], *, now: datetime) -> Taken:
    """Add the demands that are not there yet; those there already, as stated, are left alone.

    Raises `Refused` with every reason of every row (fact `row`), and then nothing was written.
    """
    known = {row.code: row for row in db.session.scalars(select(Demand).where(Demand.code.in_(_codes(stated))))}
    makers = {each.maker: organizations_called(each.maker, OrganizationKind.MAKER) for each in stated}
    refuse_if_any(
        fault for each in stated for fault in _faults(each, known.get(each.code), makers=makers[each.maker], now=now)
    )
    new = [each for each in stated if each.code not in known]
    for each in new:
        _add(each, makers[each.maker][0], now)
    return Taken(len(new), len(stated) - len(new))


def _codes(stated: Sequence[Stated]) -> list[str]:
    return [each.code for each in stated]


def _faults(each: Stated, row: Demand | None, *, makers: list[Organization], now: datetime) -> list[Reason]:
    if not makers:
        return [reason("demand_import.maker_unknown", "maker", row=each.row, value=each.maker)]
    if len(makers) > 1:
        return [reason("demand_import.maker_ambiguous", "maker", row=each.row, value=each.maker)]
    if row is not None:
        is_same = row.organization_id == makers[0].id and demand_terms(row) == each.terms
        return [] if is_same else [reason("demand_import.differs", "code", row=each.row, value=each.code)]
    if not each.is_open:
        return []
    found = [Reason(fault.code, fault.field, {**fault.facts, "row": each.row}) for fault in _opening(each, now)]
    if makers[0].state is not VerificationState.VERIFIED:
        found.append(reason("demand_import.maker_not_verified", "state", row=each.row, value=each.maker))
    return found


def _opening(each: Stated, now: datetime) -> list[Reason]:
    return opening_faults(each.terms, today=day_in_lima(now))


def _add(each: Stated, maker: Organization, now: datetime) -> None:
    demand = create_demand(each.terms, maker.id, code=each.code, now=now)
    demand.is_fictional = maker.is_fictional
    record_drafted(demand, by=SYSTEM, now=now)
    if each.is_open:
        demand.state = DEMAND_MACHINE.advance(demand.state, DemandStep.OPEN, Role.MAKER)
        demand.opened_at = now
        record_event(demand, step_taken(SubjectKind.DEMAND, DemandStep.OPEN), by=SYSTEM, now=now)
