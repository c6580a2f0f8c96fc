"""Who sees which lot, and how much of it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import text

from marketplace.domain.errors import NotFound
from marketplace.domain.lots import LotState, LotStep, Visibility
from marketplace.domain.prices import ReferenceFigure, ReferenceKind
from marketplace.domain.viewers import ANYONE, Viewer
from marketplace.models.base import db
from marketplace.models.lots.steps import SHOWN_TO_ALL
from marketplace.queries.lots.pages import find_stamp, get_lot_page
from marketplace.queries.lots.showing import get_lot, list_faults, list_lots_to_review, list_own_lots
from marketplace.services.certificates import record_certificate
from marketplace.services.evaluations import record_panel
from marketplace.services.references import set_reference_prices
from tests.domain.samples import TODAY, a_certificate, a_stack, an_evaluation, some_references
from tests.lot_desk import Desk
from tests.market import NOW, Market


@pytest.fixture
def desk(market: Market) -> Desk:
    return Desk(market)


def sees(market: Market, viewer: Viewer, code: str) -> bool:
    try:
        market.do(get_lot, viewer, code, today=TODAY)
    except NotFound:
        return False
    return True


@pytest.mark.parametrize("state", LotState)
@pytest.mark.parametrize("visibility", Visibility)
def test_strangers_see_public_lots_on_offer_or_closed(market: Market, state: LotState, visibility: Visibility) -> None:
    seller = market.a_producer()
    code = market.code_of_lot(market.a_lot(seller, state=state, visibility=visibility))
    is_shown = state in (LotState.PUBLISHED, LotState.CLOSED) and visibility is Visibility.PUBLIC
    strangers = (ANYONE, market.a_maker(), market.a_producer())
    assert {sees(market, viewer, code) for viewer in strangers} == {is_shown}
    assert sees(market, seller, code)
    assert sees(market, market.a_facilitator(), code)
    counted = f"SELECT count(*) FROM lots AS l WHERE {SHOWN_TO_ALL}"  # noqa: S608 - our own words
    found = market.do(lambda: db.session.scalar(text(counted)))
    assert bool(found) == is_shown


def test_a_maker_sees_the_private_lot_that_was_allocated_to_it(market: Market) -> None:
    seller, maker = market.a_producer(), market.a_maker()
    lot_id = market.a_lot(seller, visibility=Visibility.PRIVATE)
    market.an_allocation(seller, maker, lot_id=lot_id)
    code = market.code_of_lot(lot_id)
    assert sees(market, maker, code)
    assert not sees(market, market.a_maker(), code)


@pytest.mark.parametrize("who", ["anyone", "unverified", "maker", "seller", "facilitator"])
def test_the_parts_of_a_price_are_for_those_whom_the_alliance_knows(desk: Desk, who: str) -> None:
    code = desk.row(desk.published(price_stack=a_stack())).code
    maker = desk.market.a_maker()
    viewers = {
        "anyone": ANYONE,
        "unverified": replace(maker, is_verified=False),
        "maker": maker,
        "seller": desk.seller,
        "facilitator": desk.facilitator,
    }
    page = desk.do(get_lot_page, viewers[who], code, today=TODAY)
    is_shown = who in ("maker", "seller", "facilitator")
    stack, farm_gate = page.lot.terms.price_stack, page.lot.terms.farm_gate_pen_kg
    assert (stack is not None, farm_gate is not None, page.price.farmer_share) == (is_shown, is_shown, Decimal("66.7"))


def test_the_farmers_share_is_reckoned_from_the_farm_gate_where_no_parts_are_stated(desk: Desk) -> None:
    page = desk.do(get_lot_page, ANYONE, desk.row(desk.published()).code, today=TODAY)
    assert (page.price.farmer_share, page.price.premium) == (Decimal("66.8"), Decimal("53.5"))


def test_a_page_shows_the_certificates_that_the_lot_claims_and_no_others(desk: Desk) -> None:
    other = a_certificate("FAIRTRADE", number="FT-1")  # type: ignore[arg-type]
    desk.do(
        record_certificate, replace(other, scheme=type(a_certificate().scheme)("FAIRTRADE")), by=desk.seller, now=NOW
    )
    page = desk.do(get_lot_page, ANYONE, desk.row(desk.published()).code, today=TODAY)
    assert [held.terms.number for held in page.certificates] == ["PE-001"]


def test_a_maker_reads_cadmium_by_its_own_recipes(desk: Desk) -> None:
    maker = desk.market.a_maker()
    desk.market.set_freight()
    recipe = {"confection": "dark", "cocoa_solids": "70", "cocoa_mass": "65", "market": "EU"}
    desk.market.a_demand(maker, recipe=recipe)
    code = desk.row(desk.published()).code
    checks = desk.do(get_lot_page, maker, code, today=TODAY).recipes
    assert [each.check.bean_maximum for each in checks] == [Decimal("1.107")]
    assert desk.do(get_lot_page, desk.market.a_maker(), code, today=TODAY).recipes == ()


def test_a_group_sees_its_own_lots_and_what_it_may_do_next(desk: Desk) -> None:
    desk.draft()
    desk.market.a_lot(desk.market.a_producer())
    (own,) = desk.do(list_own_lots, desk.seller, today=TODAY)
    assert (own.may_edit, own.may_record, own.steps) == (True, True, (LotStep.SUBMIT, LotStep.WITHDRAW))


def test_makers_have_no_lots_of_their_own(desk: Desk) -> None:
    desk.published()
    assert desk.do(list_own_lots, desk.market.a_maker(), today=TODAY) == []


def test_facilitators_find_what_waits_with_the_rules_it_breaks(desk: Desk) -> None:
    desk.sent()
    dearer = ReferenceFigure(ReferenceKind.FARM_GATE, Decimal(14), date(2026, 11, 20))
    desk.do(set_reference_prices, [dearer], "test", is_fictional=True, by=desk.facilitator)
    ((lot, faults),) = desk.do(list_lots_to_review, desk.facilitator, today=TODAY)
    assert ([each.code for each in faults], lot.group_name) == (
        ["price.farm_gate_below_reference"],
        "Cooperativa Yanayacu",
    )


def test_producers_have_no_queue(desk: Desk) -> None:
    desk.sent()
    assert desk.do(list_lots_to_review, desk.seller, today=TODAY) == []


def test_what_a_lot_breaks_is_nobody_elses_business(desk: Desk) -> None:
    lot_id = desk.published()
    desk.do(
        set_reference_prices,
        list(some_references(farm_gate="20").figures.values()),
        "t",
        is_fictional=True,
        by=desk.facilitator,
    )
    code = desk.row(lot_id).code
    assert desk.do(list_faults, ANYONE, code, today=TODAY) == [] != desk.do(list_faults, desk.seller, code, today=TODAY)


def stamp(desk: Desk, code: str, viewer: Viewer = ANYONE) -> str | None:
    found: str | None = desk.do(find_stamp, viewer, code)
    return found


def test_the_stamp_of_a_page_changes_with_everything_it_shows(desk: Desk) -> None:
    lot_id = desk.published()
    code, maker = desk.row(lot_id).code, desk.market.a_maker()
    stamps = [stamp(desk, code, maker)]
    desk.do(record_panel, lot_id, an_evaluation(evaluated_on=date(2026, 11, 1)), by=desk.seller, now=NOW)
    stamps.append(stamp(desk, code, maker))
    desk.do(record_certificate, a_certificate(number="PE-2"), by=desk.seller, now=NOW)
    stamps.append(stamp(desk, code, maker))
    desk.do(
        set_reference_prices,
        list(some_references(farm_gate="9").figures.values()),
        "t",
        is_fictional=True,
        by=desk.facilitator,
    )
    stamps.append(stamp(desk, code, maker))
    desk.market.a_demand(maker)
    stamps.append(stamp(desk, code, maker))
    desk.market.set_freight()
    stamps.append(stamp(desk, code, maker))
    desk.market.an_allocation(desk.seller, desk.market.a_maker(), lot_id=lot_id)
    stamps.append(stamp(desk, code, maker))
    assert len(set(stamps)) == 7
    assert None not in stamps


def test_no_stamp_for_those_concerned_nor_for_what_is_not_public(desk: Desk) -> None:
    code = desk.row(desk.published()).code
    draft = desk.row(desk.draft()).code
    assert (stamp(desk, code, desk.seller), stamp(desk, code, desk.facilitator), stamp(desk, draft)) == (
        None,
        None,
        None,
    )
