"""What a producer group shows of its lots: adding, describing, ordering and removing photos."""

from datetime import datetime

from sqlalchemy import func, select

from marketplace.domain.acts import Act, check_may
from marketplace.domain.errors import NotFound, Refused, reason
from marketplace.domain.events import EventKind
from marketplace.domain.ids import LotId
from marketplace.domain.lots import LOT_MACHINE, LotPermit
from marketplace.domain.viewers import Viewer
from marketplace.gateways.files import Purpose, new_name, uploads
from marketplace.gateways.pictures import SUFFIX, Picture
from marketplace.gateways.queue import enqueue
from marketplace.models.base import db
from marketplace.models.lots.steps import lock_lot
from marketplace.models.rows.market.lots import Lot, LotPhoto
from marketplace.models.rows.record.events import record_event
from marketplace.services.transaction import use_case

MOST_PHOTOS = 12
LONGEST_CAPTION = 200


def thumb_of(name: str) -> str:
    """Name the small picture that belongs to a large one."""
    return name.replace(f".{SUFFIX}", f"-thumb.{SUFFIX}")


def large_of(name: str) -> str:
    """Name the large picture that a small one belongs to; a large one is its own."""
    return name.replace(f"-thumb.{SUFFIX}", f".{SUFFIX}")


@use_case
def add_photo(lot_id: LotId, picture: Picture, *, caption: str, by: Viewer, now: datetime) -> str:
    """Show a photo on a lot, after those it has, and return its name; `caption` says what is to be seen."""
    lot = _own(lot_id, by)
    count = db.session.scalar(select(func.count()).select_from(LotPhoto).where(LotPhoto.lot_id == lot.id)) or 0
    if count >= MOST_PHOTOS:
        raise Refused(reason("photo.too_many", "photo", limit=MOST_PHOTOS))
    name = new_name(Purpose.PHOTO, SUFFIX)
    db.session.add(
        LotPhoto(
            lot_id=lot.id,
            position=count + 1,
            name=name,
            width=picture.width,
            height=picture.height,
            caption=_worded(caption),
            added_by_id=by.user_id,
            added_at=now,
        )
    )
    record_event(lot, EventKind.LOT_PHOTO_ADDED, by=by, now=now, name=name)
    uploads().write(name, picture.large)
    uploads().write(thumb_of(name), picture.thumb)
    return name


@use_case
def describe_photo(lot_id: LotId, photo_id: int, *, caption: str, by: Viewer, now: datetime) -> None:
    """Say what is to be seen on a photo."""
    lot = _own(lot_id, by)
    _photo(lot, photo_id).caption = _worded(caption)
    record_event(lot, EventKind.LOT_CHANGED, by=by, now=now, photo_id=photo_id)


@use_case
def move_photo(lot_id: LotId, photo_id: int, *, by: Viewer, now: datetime) -> None:
    """Show a photo one place earlier; the first one stays where it is."""
    lot = _own(lot_id, by)
    moved = _photo(lot, photo_id)
    before = [each for each in _photos(lot) if each.position < moved.position]
    if before:
        before[-1].position, moved.position = moved.position, before[-1].position
        record_event(lot, EventKind.LOT_CHANGED, by=by, now=now, photo_id=photo_id)


@use_case
def remove_photo(lot_id: LotId, photo_id: int, *, by: Viewer, now: datetime) -> None:
    """Remove a photo; its files are deleted once that is certain."""
    lot = _own(lot_id, by)
    photo = _photo(lot, photo_id)
    for later in _photos(lot):
        later.position -= int(later.position > photo.position)
    db.session.delete(photo)
    record_event(lot, EventKind.LOT_PHOTO_REMOVED, by=by, now=now, name=photo.name)
    for name in (photo.name, thumb_of(photo.name)):
        enqueue(db.session, "photos:delete_file", name=name)


def _own(lot_id: LotId, by: Viewer) -> Lot:
    lot = lock_lot(lot_id, by)
    check_may(by, Act.EDIT_LOT, lot.stake)
    if not any(LOT_MACHINE.permits(lot.state, permit) for permit in (LotPermit.EDIT, LotPermit.EDIT_OFFER)):
        raise Refused(reason("lot.photos_fixed"))
    return lot


def _photos(lot: Lot) -> list[LotPhoto]:
    return list(db.session.scalars(select(LotPhoto).where(LotPhoto.lot_id == lot.id).order_by(LotPhoto.position)))


def _photo(lot: Lot, photo_id: int) -> LotPhoto:
    photo = next((each for each in _photos(lot) if each.id == photo_id), None)
    if photo is None:
        raise NotFound("photo.unknown")
    return photo


def _worded(caption: str) -> str | None:
    text = caption.strip()
    if len(text) > LONGEST_CAPTION:
        raise Refused(reason("photo.caption_too_long", "caption", limit=LONGEST_CAPTION))
    return text or None
