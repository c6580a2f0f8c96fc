"""A crash between the storage and the database leaves files that nobody knows; the sweep finds them, and only them."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from marketplace import clock
from marketplace.config import Config
from marketplace.domain.errors import NotFound
from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import LotId
from marketplace.gateways.attachments import Sent, keeping
from marketplace.gateways.pictures import prepare
from marketplace.jobs.files import sweep
from marketplace.services.messages import Words, post_message
from marketplace.services.photos import add_photo
from tests.gateways.contents import a_paper, a_picture
from tests.lot_desk import Desk
from tests.market import NOW, Market


def age(config: Config) -> list[Path]:
    """Let everything in the storage be two days old."""
    old = (clock.now() - timedelta(days=2)).timestamp()
    paths = [path for path in config.uploads_dir.rglob("*") if path.is_file()]
    for path in paths:
        os.utime(path, (old, old))
    return paths


def crash(market: Market) -> None:
    """Keep a paper and a picture, and die before their rows are written."""
    with (
        market.app.app_context(),
        pytest.raises(KeyboardInterrupt),
        keeping([Sent("a.pdf", a_paper()), Sent("b.jpg", a_picture())]),
    ):
        raise KeyboardInterrupt


def say(market: Market) -> None:
    """Send a paper and a picture with a message."""
    producer, maker = market.a_producer(), market.a_maker()
    contract_id = market.a_contract(producer, maker)
    with market.app.app_context(), keeping([Sent("a.pdf", a_paper()), Sent("b.jpg", a_picture())]) as kept:
        post_message(SubjectKind.CONTRACT, contract_id, words=Words("Hello", kept), by=maker, now=NOW)


def test_what_has_no_row_goes_after_a_day_and_what_has_one_stays(market: Market, config: Config) -> None:
    crash(market)
    gone = age(config)
    say(market)
    stay = set(age(config)) - set(gone)
    assert (len(gone), len(stay)) == (3, 3)
    assert market.do(sweep.func, 0) == 3
    assert {path for path in config.uploads_dir.rglob("*") if path.is_file()} == stay


def test_what_is_young_may_still_get_its_row(market: Market) -> None:
    crash(market)
    assert market.do(sweep.func, 0) == 0


def test_photos_of_lots_are_swept_by_their_own_rows(market: Market, config: Config) -> None:
    desk = Desk(market)
    picture = prepare(a_picture())
    desk.do(add_photo, desk.draft(), picture, caption="", by=desk.seller, now=NOW)
    shown = age(config)
    with pytest.raises(NotFound):
        desk.do(add_photo, LotId(987_654), picture, caption="", by=desk.seller, now=NOW)
    stray = shown[0].with_name("ab" * 16 + "-p.webp")
    stray.write_bytes(b"left by a crash")
    age(config)
    assert desk.do(sweep.func, 0) == 1
    assert all(path.exists() for path in shown)


def test_files_of_another_make_are_left_alone(market: Market, config: Config) -> None:
    (config.uploads_dir / "ab").mkdir(parents=True)
    (config.uploads_dir / "ab" / "ab12.pdf").write_bytes(b"somebody else's")
    age(config)
    assert market.do(sweep.func, 0) == 0
