"""Photos are shown in their order, by their group alone, and their files go when they do."""

from pathlib import Path

import pytest

from marketplace.config import Config
from marketplace.domain.errors import NotFound, Refused
from marketplace.domain.ids import LotId
from marketplace.gateways.pictures import Picture
from marketplace.jobs.photos import delete_file
from marketplace.queries.lots.pages import list_photos
from marketplace.services import photos as services
from tests.lot_desk import Desk
from tests.market import NOW, Market

PICTURE = Picture(b"large", b"thumb", 40, 30)


@pytest.fixture
def desk(market: Market) -> Desk:
    return Desk(market)


def add(desk: Desk, lot_id: LotId, caption: str = "") -> str:
    return str(desk.do(services.add_photo, lot_id, PICTURE, caption=caption, by=desk.seller, now=NOW))


def shown(desk: Desk, lot_id: LotId) -> list[str | None]:
    return [photo.caption for photo in desk.do(list_photos, lot_id)]


def files(config: Config) -> list[Path]:
    return [path for path in config.uploads_dir.rglob("*") if path.is_file()]


def test_a_photo_is_kept_in_two_sizes(desk: Desk, config: Config) -> None:
    add(desk, desk.draft())
    assert sorted(path.read_bytes() for path in files(config)) == [b"large", b"thumb"]


def test_photos_stand_in_the_order_in_which_they_came(desk: Desk) -> None:
    lot_id = desk.draft()
    for caption in ("boxes", "beds", "bags"):
        add(desk, lot_id, caption)
    assert shown(desk, lot_id) == ["boxes", "beds", "bags"]


def test_a_photo_moves_one_place_to_the_front(desk: Desk) -> None:
    lot_id = desk.draft()
    for caption in ("boxes", "beds", "bags"):
        add(desk, lot_id, caption)
    last = desk.do(list_photos, lot_id)[-1]
    desk.do(services.move_photo, lot_id, last.id, by=desk.seller, now=NOW)
    assert shown(desk, lot_id) == ["boxes", "bags", "beds"]


def test_the_first_photo_cannot_move_further(desk: Desk) -> None:
    lot_id = desk.draft()
    add(desk, lot_id)
    before = desk.history(lot_id)
    desk.do(services.move_photo, lot_id, desk.do(list_photos, lot_id)[0].id, by=desk.seller, now=NOW)
    assert desk.history(lot_id) == before


def test_a_removed_photo_leaves_no_gap_and_its_file_goes_later(desk: Desk, config: Config) -> None:
    lot_id = desk.draft()
    name = add(desk, lot_id, "boxes")
    add(desk, lot_id, "beds")
    desk.do(services.remove_photo, lot_id, desk.do(list_photos, lot_id)[0].id, by=desk.seller, now=NOW)
    desk.do(delete_file.func, name)
    desk.do(delete_file.func, name)
    assert (shown(desk, lot_id), len(files(config))) == (["beds"], 3)


def test_a_caption_is_changed(desk: Desk) -> None:
    lot_id = desk.draft()
    add(desk, lot_id)
    photo = desk.do(list_photos, lot_id)[0]
    desk.do(services.describe_photo, lot_id, photo.id, caption=" Beans <b>drying</b> ", by=desk.seller, now=NOW)
    assert shown(desk, lot_id) == ["Beans <b>drying</b>"]


def test_there_is_room_for_twelve(desk: Desk) -> None:
    lot_id = desk.draft()
    for _ in range(services.MOST_PHOTOS):
        add(desk, lot_id)
    with pytest.raises(Refused) as no:
        add(desk, lot_id)
    assert no.value.code == "photo.too_many"


def test_a_photo_of_another_lot_is_no_photo_of_this_one(desk: Desk) -> None:
    lot_id, other = desk.draft(), desk.draft()
    add(desk, other)
    with pytest.raises(NotFound):
        desk.do(services.remove_photo, lot_id, desk.do(list_photos, other)[0].id, by=desk.seller, now=NOW)


def test_a_lot_being_checked_keeps_its_photos(desk: Desk) -> None:
    with pytest.raises(Refused) as no:
        add(desk, desk.sent())
    assert no.value.code == "lot.photos_fixed"
