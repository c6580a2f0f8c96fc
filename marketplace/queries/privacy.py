"""Everything that is kept of one person, for that person: a farmer of a group, or whoever has an account."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from marketplace.domain.acts import Act, Stake, check_may
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import NotAllowed, NotFound
from marketplace.domain.ids import FarmerId
from marketplace.domain.mass import Mass
from marketplace.domain.privacy.erasure import Erasure, erasure_on
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.base import db
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.contracts.signatures import ContractApproval, ContractSignature
from marketplace.models.rows.people.accounts import Membership, User
from marketplace.models.rows.people.addresses import AddressChange
from marketplace.models.rows.people.notices import NoticePreference
from marketplace.models.rows.record.events import Event
from marketplace.models.rows.record.messages import Message
from marketplace.models.rows.traces.deliveries import Delivery
from marketplace.models.rows.traces.farmers import Consent, Farmer
from marketplace.models.rows.traces.plots import Plot
from marketplace.models.rows.traces.screenings import PlotProof, PlotReview, Screening
from marketplace.models.rows.traces.statements import Pack
from marketplace.models.traces.erasing import last_pack_on
from marketplace.models.traces.sources import lots_fed_by

FORMAT = "mazorca-person-1"
SECRET = frozenset({"password_hash", "session_epoch"})
"""Columns that are nobody's to read."""


@dataclass(frozen=True, slots=True)
class FarmerData:
    """All that is kept of one farmer, table by table as plain words, and what an erasure would leave today."""

    id: FarmerId
    code: str
    name: str
    version: int
    stake: Stake
    erased_at: datetime | None
    kept_until: date | None
    erasure: Erasure
    tables: Mapping[str, list[dict[str, Any]]]

    def document(self, now: datetime) -> dict[str, Any]:
        """Give all of it as one document to hand over."""
        return {"format": FORMAT, "made_at": now.isoformat(), **self.tables}


def get_farmer_data(farmer_id: int, viewer: Viewer, *, now: datetime) -> FarmerData:
    """Return all that is kept of a farmer of the viewer's own group; raises `NotFound` for anybody else's."""
    own = Farmer.id == farmer_id, Farmer.organization_id == viewer.organization_id
    row = db.session.scalar(select(Farmer).where(*own)) if viewer.role is Role.PRODUCER else None
    if row is None:
        raise NotFound("farmer.unknown")
    check_may(viewer, Act.KEEP_REGISTER, row.stake)
    plots = select(Plot.id).where(Plot.farmer_id == row.id)
    tables = {
        "farmer": [_plain(row)],
        "consents": _rows(Consent, Consent.farmer_id == row.id),
        "plots": _rows(Plot, Plot.farmer_id == row.id),
        "screenings": _rows(Screening, Screening.plot_id.in_(plots)),
        "plot_proofs": _rows(PlotProof, PlotProof.plot_id.in_(plots)),
        "plot_reviews": _rows(PlotReview, PlotReview.plot_id.in_(plots)),
        "deliveries": _rows(Delivery, Delivery.farmer_id == row.id),
        "packs_for_customs": _packs(row.id),
    }
    return FarmerData(
        id=row.id,
        code=row.code,
        name=row.name,
        version=row.version,
        stake=row.stake,
        erased_at=row.erased_at,
        kept_until=row.kept_until,
        erasure=erasure_on(day_in_lima(now), last_pack_on(row.id)),
        tables=tables,
    )


def get_account_data(viewer: Viewer, now: datetime) -> dict[str, Any]:
    """Return all that is kept of the viewer as a person, as one document to hand over."""
    user = db.session.get(User, viewer.user_id) if viewer.user_id else None
    if user is None:
        raise NotAllowed("act.sign_in_first")
    return {
        "format": FORMAT,
        "made_at": now.isoformat(),
        "account": [_plain(user)],
        "memberships": _rows(Membership, Membership.user_id == user.id),
        "notice_preferences": _rows(NoticePreference, NoticePreference.user_id == user.id),
        "address_changes": _rows(AddressChange, AddressChange.user_id == user.id),
        "signatures": _rows(ContractSignature, ContractSignature.user_id == user.id),
        "approvals": _rows(ContractApproval, ContractApproval.user_id == user.id),
        "messages": _rows(Message, Message.user_id == user.id),
        "what_the_person_did": _rows(Event, Event.user_id == user.id),
    }


def list_ripe_erasures(today: date) -> list[FarmerId]:
    """List the farmers who were erased and whose names need not be kept for customs any more."""
    query = select(Farmer.id).where(Farmer.kept_until < today).order_by(Farmer.id)
    return list(db.session.scalars(query))


def _packs(farmer_id: FarmerId) -> list[dict[str, Any]]:
    """List the packs for customs in which the farmer may be named."""
    lots = lots_fed_by(farmers=[farmer_id])
    query = select(Contract.code, Pack.number, Pack.made_at).join(Contract, Contract.id == Pack.contract_id)
    found = db.session.execute(query.where(Contract.lot_id.in_(lots)).order_by(Pack.made_at, Pack.id))
    return [{"contract": code, "number": number, "made_at": made_at.isoformat()} for code, number, made_at in found]


def _rows(kind: Any, condition: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - any row class, any SQL condition
    order = list(kind.__table__.primary_key.columns)
    return [_plain(row) for row in db.session.scalars(select(kind).where(condition).order_by(*order))]


def _plain(row: Any) -> dict[str, Any]:  # noqa: ANN401 - a row of any class
    """Say a row as plain words, its own columns only."""
    names = [each.key for each in row.__mapper__.column_attrs if each.key not in SECRET]
    return {name: _word(getattr(row, name)) for name in sorted(names)}


def _word(value: object) -> Any:  # noqa: ANN401 - what JSON knows
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Mass):
        return str(value.kilograms)
    if isinstance(value, bool | int | str | list | dict) or value is None:
        return value
    return str(value) if isinstance(value, Decimal) else repr(value)
