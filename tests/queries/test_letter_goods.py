"""Letters say how much of which lot and with whom, and never who a maker is that is not named yet."""

from marketplace.domain.events import SubjectKind
from marketplace.queries.notices.goods import Goods, goods_of
from marketplace.services.bids.placing import Choices
from tests.bids import Talk
from tests.market import Market
from tests.tasting import Tasting


def goods(market: Market, kind: SubjectKind, number: int) -> Goods:
    return market.do(goods_of, [(kind, number)])[kind, number]


def test_a_side_reads_of_the_other_one_and_a_facilitator_of_both(market: Market) -> None:
    producer, maker = market.a_producer(name="Yanayacu"), market.a_maker(name="Lyon")
    found = goods(market, SubjectKind.CONTRACT, market.a_contract(producer, maker))
    assert found.bags
    facilitator = market.a_facilitator()
    readers = [each.organization_id or 0 for each in (producer, maker, facilitator)]
    assert [found.others(each) for each in readers] == [("Lyon",), ("Yanayacu",), ("Yanayacu", "Lyon")]


def test_a_group_reads_no_name_of_a_maker_who_is_not_named_until_they_agree(market: Market) -> None:
    talk = Talk(market)
    bid_id = talk.bid(choices=Choices(is_anonymous=True))
    found = goods(market, SubjectKind.BID, bid_id)
    assert (found.bags, found.maker, found.others(talk.producer.organization_id or 0)) == (20, None, ())
    talk.accept(bid_id)
    assert goods(market, SubjectKind.BID, bid_id).maker is not None


def test_a_sample_is_grams_of_a_lot(market: Market) -> None:
    tasting = Tasting.of(market)
    found = goods(market, SubjectKind.SAMPLE, tasting.asked(market.a_lot(tasting.producer)))
    assert (found.bags, bool(found.grams)) == (None, True)


def test_what_has_neither_lot_nor_sides_is_asked_about_too(market: Market) -> None:
    assert market.do(goods_of, [(kind, 1) for kind in SubjectKind]) == {}
