"""Writes thousands of farmers and plots at once, each with its event: one change, one version, one event, as always."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.orm.attributes import flag_modified

from marketplace.domain.events import EventKind
from marketplace.domain.ids import FarmerId, OrganizationId, PlotId
from marketplace.domain.plots.farmers import FarmerTerms
from marketplace.domain.plots.land import PlotTerms
from marketplace.domain.plots.lines import KnownPlot, KnownRegister
from marketplace.domain.plots.register import PlotState
from marketplace.domain.plots.shapes import Shape
from marketplace.domain.privacy.consents import Saying
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.rows.record.events import Event
from marketplace.models.rows.record.turns import settle_turns
from marketplace.models.rows.traces.farmers import Consent, Farmer
from marketplace.models.rows.traces.plots import Plot, spans_of
from marketplace.models.traces.register import FARMER_STATED, PLOT_STATED

AT_ONCE = 2_000
IDS = text("SELECT nextval(pg_get_serial_sequence(:table, 'id')) FROM generate_series(1, :count)")
NEAR = text(
    """
    SELECT DISTINCT p.id FROM unnest(CAST(:lons AS int4range[]), CAST(:lats AS int4range[])) AS n(lon, lat)
    JOIN plots p ON p.lon_span && n.lon AND p.lat_span && n.lat WHERE p.state = 'active'
    """
)


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes into whose register, and when."""

    organization_id: OrganizationId
    by: Viewer
    now: datetime


def known_register(organization_id: OrganizationId) -> KnownRegister:
    """Read a whole register: farmers who were not erased, and plots in use; as values, for there may be thousands."""
    is_own = Farmer.organization_id == organization_id, Farmer.erased_at.is_(None)
    person, land = (
        [getattr(table, name) for name in names] for table, names in ((Farmer, FARMER_STATED), (Plot, PLOT_STATED))
    )
    farmers = db.session.execute(select(Farmer.id, *person).where(*is_own))
    plots = db.session.execute(
        select(Plot.id, Plot.farmer_id, Plot.outline, *land)
        .join(Farmer, Farmer.id == Plot.farmer_id)
        .where(*is_own, Plot.state == PlotState.ACTIVE)
    )
    return KnownRegister(
        {number: FarmerTerms(**dict(zip(FARMER_STATED, stated, strict=True))) for number, *stated in farmers},
        {
            number: KnownPlot(owner, PlotTerms(shape=_shape(outline), **dict(zip(PLOT_STATED, stated, strict=True))))
            for number, owner, outline, *stated in plots
        },
    )


def insert_farmers(columns: Sequence[dict[str, Any]], *, into: Writer) -> list[FarmerId]:
    """Insert farmers with their events; return their ids in the same order."""
    ids = [FarmerId(each) for each in _insert(Farmer, columns, into)]
    facts = ({"code": each["code"]} for each in columns)
    _insert_events(EventKind.FARMER_REGISTERED, dict(zip(ids, facts, strict=True)), into)
    return ids


def insert_plots(columns: Sequence[dict[str, Any]], facts: Iterable[dict[str, Any]], *, into: Writer) -> list[PlotId]:
    """Insert plots with their events; return their ids in the same order."""
    ids = [PlotId(each) for each in _insert(Plot, columns, into)]
    _insert_events(EventKind.PLOT_RECORDED, dict(zip(ids, facts, strict=True)), into)
    return ids


def insert_consents(farmer_ids: Iterable[FarmerId], sayings: Sequence[Saying], *, into: Writer) -> None:
    """Write down the same yes or no of many farmers; it belongs to the event that registers them."""
    rows = [
        {
            "farmer_id": farmer_id,
            "purpose": saying.purpose,
            "is_given": saying.is_given,
            "way": saying.way,
            "said_on": saying.said_on,
            "file_id": saying.file_id,
            "user_id": into.by.user_id,
            "at": into.now,
        }
        for farmer_id in farmer_ids
        for saying in sayings
    ]
    _write(Consent, rows)


def record_changes(changes: Mapping[Any, tuple[EventKind, dict[str, Any]]], *, into: Writer) -> None:
    """Write down what happened to rows that were changed already, one event each with the row's new version."""
    for row in changes:
        row.changed_at = into.now
        flag_modified(row, "changed_at")
    db.session.flush()
    rows = [
        _event((row.SUBJECT, row.id), kind, facts=facts, into=into) | {"version": row.version}
        for row, (kind, facts) in changes.items()
    ]
    _write(Event, rows)
    for row in changes:
        settle_turns(row, into.now)


def near_any(shapes: Iterable[Shape]) -> dict[PlotId, Plot]:
    """Find by the index the plots in use whose bounds meet those of any of these shapes, whosever they are."""
    spans = [spans_of(each) for each in shapes]
    bounds = {
        "lons": [f"[{lons.lower},{lons.upper}]" for lons, _lats in spans],
        "lats": [f"[{lats.lower},{lats.upper}]" for _lons, lats in spans],
    }
    ids = db.session.scalars(NEAR, bounds).all() if spans else []
    found = db.session.scalars(select(Plot).where(Plot.id.in_(ids))).all() if ids else []
    return {each.id: each for each in found}


def _shape(outline: dict[str, Any] | None) -> Shape | None:
    return None if outline is None else Shape.from_json(outline)


def _insert(table: Any, columns: Sequence[dict[str, Any]], into: Writer) -> list[int]:  # noqa: ANN401 - either row class
    own = {"organization_id": into.organization_id, "created_at": into.now, "changed_at": into.now, "version": 1}
    ids = list(db.session.scalars(IDS, {"table": table.__tablename__, "count": len(columns)}))
    _write(table, [{"id": number, **own, **each} for number, each in zip(ids, columns, strict=True)])
    return ids


def _insert_events(kind: EventKind, facts: Mapping[Any, dict[str, Any]], into: Writer) -> None:
    subject = Farmer.SUBJECT if kind is EventKind.FARMER_REGISTERED else Plot.SUBJECT
    _write(
        Event,
        [_event((subject, number), kind, facts=said, into=into) | {"version": 1} for number, said in facts.items()],
    )


def _write(table: Any, rows: Sequence[dict[str, Any]]) -> None:  # noqa: ANN401 - any row class
    """Insert rows as JSON, which the database takes apart: a statement of ten thousand places is slow to prepare."""
    if not rows:
        return
    names = ", ".join(rows[0])
    query = text(
        f"INSERT INTO {table.__tablename__} ({names}) SELECT {names}"  # noqa: S608 - names of our own columns
        f" FROM jsonb_populate_recordset(NULL::{table.__tablename__}, CAST(:rows AS jsonb))"
    )
    for first in range(0, len(rows), AT_ONCE):
        db.session.execute(query, {"rows": json.dumps(rows[first : first + AT_ONCE], default=_said)})


def _said(value: object) -> str:
    """Say a value as the database reads it out of JSON."""
    if isinstance(value, date):
        return value.isoformat()
    return f"[{value.lower},{value.upper}]" if isinstance(value, Range) else str(value)


def _event(about: tuple[object, int], kind: EventKind, *, facts: dict[str, Any], into: Writer) -> dict[str, Any]:
    subject, number = about
    return {
        "at": into.now,
        "subject_kind": subject,
        "subject_id": number,
        "kind": kind,
        "role": into.by.role,
        "user_id": into.by.user_id,
        "organization_id": into.by.organization_id,
        "party_ids": [into.organization_id],
        "facts": facts,
    }
