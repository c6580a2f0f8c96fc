"""A passport counts people; it names only who agreed to it today, and never in what is signed."""

from dataclasses import dataclass

import pytest

from marketplace.domain.ids import FarmerId
from marketplace.domain.mass import Mass
from marketplace.domain.plots.register import Sex
from marketplace.domain.privacy.consents import ConsentWay, Purpose, Saying
from marketplace.domain.viewers import Viewer
from marketplace.services.privacy import record_consent
from tests.market import NOW, Market
from tests.passports import a_passport
from tests.tracing import TODAY, a_batch, a_delivery, a_farmer, a_plot, fill

NAMES = ("Canaria Uno", "Canaria Dos", "Canario Tres", "Canario Cuatro", "Canario Cinco")


@dataclass(frozen=True)
class Traced:
    """A lot that five farmers fed, two of them women, and its passport."""

    market: Market
    producer: Viewer
    farmers: list[FarmerId]
    code: str

    def says(self, farmer: int, *, is_given: bool) -> None:
        """Let a farmer say yes or no to being named."""
        saying = Saying(Purpose.PASSPORT, is_given, ConsentWay.SPOKEN, TODAY)
        self.market.do(record_consent, self.farmers[farmer], saying, by=self.producer, now=NOW)

    def page(self, path: str = "") -> str:
        """Open the passport as anybody."""
        return self.market.browser().get(f"/l/{self.code}{path}").text


@pytest.fixture
def traced(market: Market) -> Traced:
    producer = market.a_producer()
    lot_id = market.a_lot(producer, bags=4, bag_weight=Mass.of(50), minimum_bags=1)
    sexes = [Sex.WOMAN, Sex.WOMAN, Sex.MAN, Sex.MAN, Sex.UNSTATED]
    farmers = [
        a_farmer(market, producer, name=name, sex=sex, district="Uchiza")
        for name, sex in zip(NAMES, sexes, strict=True)
    ]
    brought = [a_delivery(market, producer, each, plot_id=a_plot(market, producer, each)) for each in farmers]
    fill(market, producer, lot_id, a_batch(market, producer, *brought, dry=200))
    return Traced(market, producer, farmers, a_passport(market, lot_id))


def test_people_are_counted_with_women_by_what_they_brought(traced: Traced) -> None:
    text = traced.page()
    assert "Cacao of 5 farmers in " in text
    assert "40%" in text
    assert "They farm in Uchiza." in text
    assert "5 plots fed this lot." in text
    assert "Brought to the group" in text


def test_nobody_is_named_who_did_not_agree(traced: Traced) -> None:
    pages = [traced.page(), traced.page(".json"), traced.page("/1")]
    assert not [name for name in NAMES for page in pages if name in page]


def test_who_agrees_is_named_beside_what_is_signed_and_can_take_it_back(traced: Traced) -> None:
    traced.says(0, is_given=True)
    assert NAMES[0] in traced.page()
    assert NAMES[1] not in traced.page()
    assert NAMES[0] not in traced.page(".json")
    traced.says(0, is_given=False)
    assert NAMES[0] not in traced.page()
