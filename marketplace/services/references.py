"""Setting the dated figures of the market: reference prices and floors, freight rates, cadmium limits."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy.dialects.postgresql import insert

from marketplace.domain.acts import Act, check_may
from marketplace.domain.cadmium import CadmiumLimit as Limit
from marketplace.domain.contracts.disputes import DisputeCustom, custom_faults
from marketplace.domain.errors import refuse_if_any
from marketplace.domain.freight import FreightRow
from marketplace.domain.prices import ReferenceFigure
from marketplace.domain.terminals.levels import figure_faults
from marketplace.domain.viewers import Viewer
from marketplace.models.base import Base, db
from marketplace.models.rows.market import references as rows
from marketplace.services.transaction import use_case


@use_case
def set_reference_prices(figures: Iterable[ReferenceFigure], source: str, *, is_fictional: bool, by: Viewer) -> None:
    """Set figures of the day; a figure of the same kind, month and date is replaced."""
    check_may(by, Act.SET_REFERENCES)
    _set_prices(figures, source, is_fictional=is_fictional)


@use_case
def set_freight_rates(rates: Iterable[FreightRow], source: str, *, is_fictional: bool, by: Viewer) -> None:
    """Set freight rates; a rate of the same basis, destination, mode and date is replaced."""
    check_may(by, Act.SET_REFERENCES)
    _set_rates(rates, source, is_fictional=is_fictional)


@use_case
def set_figures(figures: Iterable[ReferenceFigure], rates: Iterable[FreightRow], *, source: str, by: Viewer) -> None:
    """Set figures of the day and freight rates together: all of them or none."""
    check_may(by, Act.SET_REFERENCES)
    _set_prices(figures, source)
    _set_rates(rates, source)


@use_case
def set_cadmium_limits(limits: Iterable[Limit], *, by: Viewer) -> None:
    """Set legal limits; a limit of the same market, category and date is replaced."""
    check_may(by, Act.SET_REFERENCES)
    for each in limits:
        what = {"market": each.market, "category": each.category, "valid_from": each.valid_from}
        _put(rows.CadmiumLimit, what, mg_per_kg=each.mg_per_kg, source=each.source)


@use_case
def set_dispute_custom(custom: DisputeCustom, *, by: Viewer) -> None:
    """Set who decides disputes of contracts drafted from a day on; one of the same reach and day is replaced."""
    check_may(by, Act.SET_REFERENCES)
    refuse_if_any(custom_faults(custom))
    what = {"reach": custom.reach, "valid_from": custom.valid_from}
    _put(rows.DisputeCustom, what, forum=custom.forum, place=custom.place, law=custom.law)


def _set_prices(figures: Iterable[ReferenceFigure], source: str, *, is_fictional: bool = False) -> None:
    for each in figures:
        refuse_if_any(figure_faults(each))
        what = {"kind": each.kind, "month": each.month, "valid_from": each.valid_from}
        _put(rows.ReferencePrice, what, value=each.value, source=source, is_fictional=is_fictional)


def _set_rates(rates: Iterable[FreightRow], source: str, *, is_fictional: bool = False) -> None:
    for each in rates:
        what = {
            "incoterm": each.incoterm,
            "destination": each.destination,
            "mode": each.mode,
            "valid_from": each.valid_from,
        }
        _put(rows.FreightRate, what, usd_per_tonne=each.usd_per_tonne, source=source, is_fictional=is_fictional)


def _put(kind: type[Base], what: dict[str, Any], **values: Any) -> None:  # noqa: ANN401 - column values
    """Insert or replace one row, recognised by `what`."""
    db.session.execute(
        insert(kind).values(**what, **values).on_conflict_do_update(index_elements=list(what), set_=values)
    )
