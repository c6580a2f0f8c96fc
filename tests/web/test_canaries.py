"""No name, number or place of a farmer reaches anybody but the own group and the facilitators, by whatever door."""

import logging
from collections.abc import Iterator

import pytest

from marketplace.domain.ids import FarmerId
from marketplace.domain.viewers import Viewer
from tests import tracing
from tests.land import a_farmer, a_plot, a_square
from tests.market import Market
from tests.web.test_doors import fill, rules_of
from tests.web.test_sealed import tables_with, words_in

CANARIES = ("Zoraida Canario", "45871239", "942777123", "Fundo Canario", "76.319877", "76319877")
"""A name, an identity number, a phone, the name of a piece of land, and a corner of it."""
KEPT_IN = {"farmers", "plots"}
"""The only tables in which people and places are named."""


class Planted:
    """A farmer whose cacao is in a lot on sale, of which a maker has a contract; and everybody who may not know."""

    def __init__(self, market: Market) -> None:
        """Plant the canaries."""
        self.market = market
        self.group, self.maker = market.a_producer(), market.a_maker()
        stated = {"name": "Zoraida Canario", "national_id": "45871239", "phone": "942777123"}
        self.farmer_id = a_farmer(market, self.group, **stated)
        shape = a_square(east=123)
        self.plot_id = a_plot(market, self.group, farmer_id=self.farmer_id, name="Fundo Canario", shape=shape)
        lot_id = market.a_lot(self.group)
        self.delivery_id = tracing.a_delivery(market, self.group, FarmerId(self.farmer_id), plot_id=self.plot_id)
        self.batch_id = tracing.a_batch(market, self.group, self.delivery_id, dry=38)
        tracing.fill(market, self.group, lot_id, self.batch_id)
        self.lot = market.code_of_lot(lot_id)
        self.contract_id = market.a_contract(self.group, self.maker, lot_id=lot_id)

    @property
    def others(self) -> dict[str, Viewer | None]:
        """Everybody who must not know."""
        market = self.market
        return {
            "anonymous": None,
            "guest": market.a_person(None),
            "another group": market.a_producer(),
            "maker": self.maker,
            "rival": market.a_maker(),
        }

    def addresses(self) -> Iterator[str]:
        """Name every page, about the planted things where it is about one."""
        named = {
            "lot": self.lot,
            "farmer": self.farmer_id,
            "plot": self.plot_id,
            "delivery": self.delivery_id,
            "batch": self.batch_id,
            "contract": self.contract_id,
        }
        for endpoint, rule in rules_of(self.market.app).items():
            if "GET" in (rule.methods or ()):
                with self.market.app.test_request_context():
                    yield self.market.app.url_for(endpoint, **fill(rule, named))


@pytest.fixture
def planted(market: Market) -> Planted:
    return Planted(market)


def test_no_page_tells_a_stranger_who_grew_the_cacao_or_where(
    planted: Planted, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    told = []
    for who, viewer in planted.others.items():
        browser = planted.market.browser(viewer)
        for address in planted.addresses():
            answer = browser.get(address, follow_redirects=True)
            said = words_in(answer.data) + str(answer.headers)
            told += [f"{who} reads {canary} at {address}" for canary in CANARIES if canary in said]
    told += [f"the log says {canary}" for canary in CANARIES if canary in caplog.text]
    assert told == []


def test_the_own_group_reads_it(planted: Planted) -> None:
    page = planted.market.browser(planted.group).get(f"/farmers/{planted.farmer_id}").text
    assert "Zoraida Canario" in page


def test_no_event_notice_letter_or_job_holds_it(planted: Planted) -> None:
    assert planted.market.do(tables_with, CANARIES, but=KEPT_IN) == []
