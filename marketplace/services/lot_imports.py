"""Taking in many lots at once, by those who run the market on its own machine: all of them or none."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from sqlalchemy import select

from marketplace.domain.accounts import OrganizationKind, VerificationState
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import Reason, reason, refuse_if_any
from marketplace.domain.evaluations import PanelEvaluation
from marketplace.domain.events import SubjectKind, step_taken
from marketplace.domain.laboratory import LabResult
from marketplace.domain.lots import LOT_MACHINE, LotStep, LotTerms
from marketplace.domain.physical import PhysicalAnalysis
from marketplace.domain.viewers import SYSTEM, Role
from marketplace.models.accounts.finding import organizations_called
from marketplace.models.base import db
from marketplace.models.lots.facts import lot_terms
from marketplace.models.lots.judging import faults_of_each
from marketplace.models.lots.results import add_analysis, add_lab_result, add_panel
from marketplace.models.lots.steps import create_lot
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.people.accounts import Organization
from marketplace.models.rows.record.events import record_event
from marketplace.services.transaction import use_case


class Stated(Protocol):
    """One lot of the sheet: its row, who sells, whether it is to be published, its terms and its results."""

    @property
    def row(self) -> int: ...  # noqa: D102 - the number in the sheet
    @property
    def group(self) -> str: ...  # noqa: D102 - code or name of the organization
    @property
    def is_published(self) -> bool: ...  # noqa: D102 - or only a draft
    @property
    def terms(self) -> LotTerms: ...  # noqa: D102 - what is stated of the lot
    @property
    def panel(self) -> PanelEvaluation | None: ...  # noqa: D102 - what a panel found
    @property
    def analysis(self) -> PhysicalAnalysis | None: ...  # noqa: D102 - what the beans looked like
    @property
    def cadmium(self) -> LabResult | None: ...  # noqa: D102 - what a laboratory measured


class Taken(NamedTuple):
    """How many lots were new, and how many were there already as stated."""

    added: int
    unchanged: int


@use_case
def import_lots(stated: Sequence[Stated], *, now: datetime) -> Taken:
    """Add the lots that are not there yet; those there already, as stated, are left alone.

    Lots to be published must keep every rule of publication. Raises `Refused` with every reason of every row (fact
    `row`), and then nothing was written.
    """
    codes = [each.terms.code for each in stated]
    known = {row.code: row for row in db.session.scalars(select(Lot).where(Lot.code.in_(codes)))}
    groups = {each.group: organizations_called(each.group, OrganizationKind.PRODUCER_GROUP) for each in stated}
    refuse_if_any(fault for each in stated for fault in _faults(each, known.get(each.terms.code), groups[each.group]))
    new = [(each, groups[each.group][0]) for each in stated if each.terms.code not in known]
    lots = [_add(each, group, now) for each, group in new]
    _publish([(each, lot) for (each, _group), lot in zip(new, lots, strict=True) if each.is_published], now)
    return Taken(len(new), len(stated) - len(new))


def _faults(each: Stated, row: Lot | None, groups: list[Organization]) -> list[Reason]:
    if not groups:
        return [reason("lot_import.group_unknown", "group", row=each.row, value=each.group)]
    if len(groups) > 1:
        return [reason("lot_import.group_ambiguous", "group", row=each.row, value=each.group)]
    if row is not None:
        is_same = row.organization_id == groups[0].id and lot_terms(row) == each.terms
        return [] if is_same else [reason("lot_import.differs", "code", row=each.row, value=each.terms.code)]
    if each.is_published and groups[0].state is not VerificationState.VERIFIED:
        return [reason("lot_import.group_not_verified", "state", row=each.row, value=each.group)]
    return []


def _add(each: Stated, group: Organization, now: datetime) -> Lot:
    lot = create_lot(each.terms, group.id, is_fictional=group.is_fictional, by=SYSTEM, now=now)
    if each.panel:
        add_panel(lot, each.panel, by=SYSTEM, now=now)
    if each.analysis:
        add_analysis(lot, each.analysis, by=SYSTEM, now=now)
    if each.cadmium:
        add_lab_result(lot, each.cadmium, by=SYSTEM, now=now)
    return lot


def _publish(wanted: Sequence[tuple[Stated, Lot]], now: datetime) -> None:
    faults = faults_of_each([lot for _each, lot in wanted], day_in_lima(now))
    refuse_if_any(
        Reason(fault.code, fault.field, {**fault.facts, "row": each.row})
        for each, lot in wanted
        for fault in faults[lot.id]
    )
    for _each, lot in wanted:
        for step, role in ((LotStep.SUBMIT, Role.PRODUCER), (LotStep.PUBLISH, Role.FACILITATOR)):
            lot.state = LOT_MACHINE.advance(lot.state, step, role)
            lot.published_at = now
            record_event(lot, step_taken(SubjectKind.LOT, step), by=SYSTEM, now=now)
