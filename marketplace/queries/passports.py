"""Passports for everybody, with or without an account: what was signed, and beside it only what may be shown today."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from marketplace.domain.deliveries.balance import figures_in_force
from marketplace.domain.errors import NotFound
from marketplace.domain.ids import LotId, OrganizationId
from marketplace.domain.lots import LotState, Visibility
from marketplace.domain.mass import Mass
from marketplace.domain.passports.body import PassportSays, changed_parts, read_says
from marketplace.domain.passports.canonical import SignedPassport, write_signed
from marketplace.domain.privacy.consents import Purpose
from marketplace.models.base import db
from marketplace.models.lots.figures import references_in_force
from marketplace.models.rows.market.lots import Lot, LotPhoto
from marketplace.models.rows.traces.deliveries import Delivery
from marketplace.models.rows.traces.farmers import Farmer
from marketplace.models.rows.traces.passports import Passport, PassportKey
from marketplace.models.traces.consents import consents_to
from marketplace.models.traces.sources import shares_in

MOST_NAMED = 60
MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class PassportLine:
    """One passport in the history of a lot, and which parts of it say something else than the one before."""

    number: int
    issued_at: datetime
    digest: str
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo of the lot, by its stored name."""

    name: str
    width: int
    height: int
    caption: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PassportPage:
    """A passport whole: what it says, how it was signed, what came before and after, and who agreed to be named."""

    lot_id: LotId
    group_id: OrganizationId
    code: str
    number: int
    issued_at: datetime
    digest: str
    key_id: str
    signature: str
    says: PassportSays
    history: tuple[PassportLine, ...]
    is_sold_here: bool
    bags: int
    bag_weight: Mass
    photo: Picture | None
    names: tuple[str, ...]

    @property
    def is_newest(self) -> bool:
        """Whether it is the one that counts."""
        return self.number == self.history[0].number


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key with which passports are or were signed."""

    id: str
    public_key: str
    valid_from: datetime
    valid_until: datetime | None


def get_passport(code: str, *, number: int | None = None, today: date) -> PassportPage:
    """Return a lot's newest passport, or the one of a number; raises `NotFound` where none was ever issued."""
    row = _row(code, number)
    lot, lines = row.lot, _history(row.lot_id)
    is_newest = row.number == lines[0].number
    return PassportPage(
        lot_id=lot.id,
        group_id=lot.organization_id,
        code=lot.code,
        number=row.number,
        issued_at=row.issued_at,
        digest=row.digest,
        key_id=row.key_id,
        signature=row.signature,
        says=read_says(row.said),
        history=lines,
        is_sold_here=lot.state is LotState.PUBLISHED and lot.visibility is Visibility.PUBLIC and lot.remaining_bags > 0,
        bags=lot.bags,
        bag_weight=lot.bag_weight,
        photo=_photo(lot.id),
        names=_names(lot.id, today) if is_newest else (),
    )


def get_signed(code: str, *, number: int | None = None) -> bytes:
    """Return the file of a passport, as it was signed; raises `NotFound`."""
    row = _row(code, number)
    return write_signed(SignedPassport(row.said, row.key_id, row.signature))


def list_keys() -> list[PublicKey]:
    """List every key that ever signed, the newest first; old ones stay, for what they signed stays."""
    rows = db.session.scalars(select(PassportKey).order_by(PassportKey.valid_from.desc(), PassportKey.id))
    return [PublicKey(row.id, row.public_key, row.valid_from, row.valid_until) for row in rows]


def is_photo_of_passport(name: str) -> bool:
    """Say whether a stored picture belongs to a lot with a passport, which everybody may see."""
    query = select(LotPhoto.id).join(Passport, Passport.lot_id == LotPhoto.lot_id).where(LotPhoto.name == name)
    return db.session.scalar(query.limit(1)) is not None


def _row(code: str, number: int | None) -> Passport:
    query = select(Passport).join(Passport.lot).options(contains_eager(Passport.lot))
    query = query.where(Lot.code == code)
    if number is not None:
        query = query.where(Passport.number == number)
    found = db.session.scalar(query.order_by(Passport.number.desc()).limit(1))
    if found is None:
        raise NotFound("passport.unknown")
    return found


def _history(lot_id: LotId) -> tuple[PassportLine, ...]:
    """List the newest passports of a lot, and what each changed."""
    query = select(Passport).where(Passport.lot_id == lot_id).order_by(Passport.number.desc())
    rows = db.session.scalars(query.limit(MOST_SHOWN + 1)).all()
    said = [row.said for row in rows]
    return tuple(
        PassportLine(row.number, row.issued_at, row.digest, changed_parts(before, body))
        for row, body, before in zip(rows, said, [*said[1:], None], strict=True)
    )[:MOST_SHOWN]


def _photo(lot_id: LotId) -> Picture | None:
    query = select(LotPhoto).where(LotPhoto.lot_id == lot_id).order_by(LotPhoto.position).limit(1)
    row = db.session.scalar(query)
    return Picture(row.name, row.width, row.height, row.caption) if row else None


def _names(lot_id: LotId, today: date) -> tuple[str, ...]:
    """Name the farmers who fed the lot and consent today to be named in public; never kept in what is signed."""
    shares = shares_in([lot_id], figures_in_force(references_in_force(today)))[lot_id]
    if not shares:
        return ()
    query = (
        select(Farmer.name)
        .join(Delivery, Delivery.farmer_id == Farmer.id)
        .where(Delivery.id.in_([each for each, grams in shares.items() if grams > 0]))
        .where(Farmer.erased_at.is_(None), consents_to(Purpose.PASSPORT, Farmer.id))
        .distinct()
        .order_by(Farmer.name)
    )
    return tuple(db.session.scalars(query.limit(MOST_NAMED)))
