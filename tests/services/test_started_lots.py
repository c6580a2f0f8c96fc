"""What is typed of a lot is never lost: it is kept step by step, and becomes a draft once it is whole."""

import pytest
from sqlalchemy import func, select

from marketplace.domain.errors import NotFound, Refused
from marketplace.models.base import db
from marketplace.models.rows.people.started_lots import StartedLot
from marketplace.queries.lots.started import get_started_lot, list_started_lots
from marketplace.services import started_lots as services
from tests.domain.samples import a_lot
from tests.lot_desk import Desk
from tests.market import NOW, Market

TYPED = {"origin": {"code": ["HALF-1"], "varieties_share": ["1,5", ""]}}


@pytest.fixture
def desk(market: Market) -> Desk:
    return Desk(market)


def count(desk: Desk) -> int:
    return int(desk.do(lambda: db.session.scalar(select(func.count()).select_from(StartedLot))))


def test_what_cannot_be_read_is_kept_as_it_was_typed(desk: Desk) -> None:
    started_id = desk.do(services.start_lot, TYPED, by=desk.seller, now=NOW)
    assert desk.do(get_started_lot, desk.seller, started_id).typed == TYPED


def test_a_step_is_put_beside_the_others(desk: Desk) -> None:
    started_id = desk.do(services.start_lot, TYPED, by=desk.seller, now=NOW)
    desk.do(services.save_step, started_id, "price", typed={"price_amount": ["4780"]}, by=desk.seller, now=NOW)
    assert set(desk.do(get_started_lot, desk.seller, started_id).typed) == {"origin", "price"}


def test_colleagues_go_on_where_one_stopped(desk: Desk) -> None:
    started_id = desk.do(services.start_lot, TYPED, by=desk.seller, now=NOW)
    colleague = desk.market.a_person(desk.seller.organization_id)
    assert [each.id for each in desk.do(list_started_lots, colleague)] == [started_id]


def test_a_strangers_beginning_does_not_exist(desk: Desk) -> None:
    started_id = desk.do(services.start_lot, TYPED, by=desk.seller, now=NOW)
    with pytest.raises(NotFound):
        desk.do(services.save_step, started_id, "price", typed={}, by=desk.market.a_producer(), now=NOW)


def test_a_whole_one_becomes_a_draft_and_leaves_nothing_behind(desk: Desk) -> None:
    started_id = desk.do(services.start_lot, TYPED, by=desk.seller, now=NOW)
    code = desk.do(lambda: services.finish_lot(started_id, a_lot(), by=desk.seller, now=NOW).code)
    assert (code, count(desk)) == (a_lot().code, 0)


def test_a_refused_one_stays(desk: Desk) -> None:
    started_id = desk.do(services.start_lot, TYPED, by=desk.seller, now=NOW)
    with pytest.raises(Refused):
        desk.do(services.finish_lot, started_id, a_lot(bags=0), by=desk.seller, now=NOW)
    assert count(desk) == 1


def test_a_copy_remembers_what_it_was_copied_from(desk: Desk) -> None:
    old = desk.draft()
    started_id = desk.do(services.start_lot, TYPED, copied_from_id=old, by=desk.seller, now=NOW)
    new = desk.do(lambda: services.finish_lot(started_id, a_lot(), by=desk.seller, now=NOW).id)
    assert (desk.row(new).copied_from_id, desk.history(new)) == (old, ["lot.drafted", "lot.copied"])


def test_only_ones_own_lots_are_copied(desk: Desk) -> None:
    with pytest.raises(NotFound):
        desk.do(services.start_lot, {}, copied_from_id=desk.published(), by=desk.market.a_producer(), now=NOW)


def test_a_flood_of_text_is_refused(desk: Desk) -> None:
    with pytest.raises(Refused) as no:
        desk.do(services.start_lot, {"origin": {"code": ["x" * 30_000]}}, by=desk.seller, now=NOW)
    assert no.value.code == "started_lot.too_much_typed"


def test_what_is_thrown_away_is_gone(desk: Desk) -> None:
    started_id = desk.do(services.start_lot, TYPED, by=desk.seller, now=NOW)
    desk.do(services.discard_lot, started_id, by=desk.seller)
    assert count(desk) == 0
