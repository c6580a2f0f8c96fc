"""Taking in many receipts at once: all of them or none, each fault told with its row."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple, Protocol

from sqlalchemy import or_, select

from marketplace.domain.acts import Act, Stake, check_may
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.deliveries.terms import Bringer, DeliveryTerms, delivery_faults
from marketplace.domain.errors import Reason, reason, refuse_if_any
from marketplace.domain.events import EventKind
from marketplace.domain.ids import DeliveryId, OrganizationId
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.rows.traces.deliveries import Delivery
from marketplace.models.rows.traces.farmers import Farmer
from marketplace.models.rows.traces.plots import Plot
from marketplace.models.traces.bulk import Writer, record_changes
from marketplace.models.traces.flowing import next_codes
from marketplace.models.traces.receiving import write_terms
from marketplace.services.transaction import use_case

LETTER = "E"


class Stated(Protocol):
    """One receipt of the sheet: its row, who brought it from which plot, by code, and its terms."""

    @property
    def row(self) -> int: ...  # noqa: D102 - the number in the sheet
    @property
    def farmer(self) -> str: ...  # noqa: D102 - a code or a DNI
    @property
    def plot(self) -> str | None: ...  # noqa: D102 - a code
    @property
    def terms(self) -> DeliveryTerms: ...  # noqa: D102 - without farmer and plot


class _Found(NamedTuple):
    terms: DeliveryTerms
    bringer: Bringer


@use_case
def import_deliveries(
    stated: Sequence[Stated], *, by: Viewer, now: datetime, is_fictional: bool = False
) -> list[DeliveryId]:
    """Write all receipts of a sheet; raises `Refused` with every reason of every row (fact `row`)."""
    check_may(by, Act.TAKE_DELIVERY, Stake.of(by.acting_for))
    register = _Register.read(by.acting_for, stated)
    refuse_if_any(fault for each in stated for fault in register.faults(each, day_in_lima(now)))
    codes = _codes(stated, by.acting_for)
    rows = [_row(register.find(each).terms, by=by, now=now, is_fictional=is_fictional) for each in stated]
    for row, code in zip(rows, codes, strict=True):
        row.code = code
    db.session.add_all(rows)
    said = {row: (EventKind.DELIVERY_RECORDED, {"code": row.code}) for row in rows}
    record_changes(said, into=Writer(by.acting_for, by, now))
    return [row.id for row in rows]


class _Register(NamedTuple):
    farmers: dict[str, Farmer]
    plots: dict[tuple[int, str], Plot]

    @classmethod
    def read(cls, group: OrganizationId, stated: Sequence[Stated]) -> "_Register":
        named = {each.farmer.strip() for each in stated}
        query = select(Farmer).where(Farmer.organization_id == group, Farmer.erased_at.is_(None))
        people = db.session.scalars(query.where(or_(Farmer.code.in_(named), Farmer.national_id.in_(named)))).all()
        farmers = {str(each.national_id): each for each in people} | {each.code: each for each in people}
        plots = db.session.scalars(select(Plot).where(Plot.farmer_id.in_([each.id for each in people])))
        return cls(farmers, {(each.farmer_id, each.code): each for each in plots})

    def find(self, each: Stated) -> _Found:
        """Put farmer and plot into the terms; a farmer's only plot needs no name."""
        farmer = self.farmers[each.farmer.strip()]
        own = [plot for (farmer_id, _code), plot in self.plots.items() if farmer_id == farmer.id]
        plot = self.plots.get((farmer.id, each.plot)) if each.plot else own[0] if len(own) == 1 else None
        terms = replace(each.terms, farmer_id=farmer.id, plot_id=plot.id if plot else None)
        return _Found(terms, Bringer(left_on=farmer.left_on, plot_retired_on=plot.retired_on if plot else None))

    def faults(self, each: Stated, today: date) -> list[Reason]:
        farmer = self.farmers.get(each.farmer.strip())
        if farmer is None:
            return [reason("delivery_import.farmer_unknown", "farmer", row=each.row, value=each.farmer)]
        if each.plot and (farmer.id, each.plot) not in self.plots:
            return [reason("delivery_import.plot_unknown", "plot", row=each.row, value=each.plot)]
        found = self.find(each)
        faults = delivery_faults(found.terms, found.bringer, today=today)
        return [Reason(fault.code, fault.field, {**fault.facts, "row": each.row}) for fault in faults]


def _codes(stated: Sequence[Stated], group: OrganizationId) -> list[str]:
    """Number the receipts in the order of the sheet, each within its year."""
    years = [each.terms.delivered_on.year for each in stated]
    numbers = {
        year: iter(next_codes(Delivery, LETTER, group=group, year=year, count=years.count(year))) for year in set(years)
    }
    return [next(numbers[year]) for year in years]


def _row(terms: DeliveryTerms, *, by: Viewer, now: datetime, is_fictional: bool) -> Delivery:
    row = Delivery(
        organization_id=by.acting_for,
        received_by_id=by.user_id,
        is_fictional=is_fictional,
        created_at=now,
        changed_at=now,
    )
    write_terms(row, terms)
    if terms.payment is not None:
        paid = terms.payment
        row.paid_on, row.means, row.payment_reference = paid.paid_on, paid.means, paid.reference
    return row
