"""Mass balance from the books: what fed a lot is weighed against what can grow and dry, and contracts are flagged."""

from decimal import Decimal

import pytest

from marketplace.domain.ids import ContractId, LotId
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.contracts.flagging import flags_of
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.traces.plots import Plot
from marketplace.models.traces.balances import alarms_of_lots, figures_on
from tests.market import NOW, Market
from tests.tracing import a_batch, a_delivery, a_farmer, a_plot, fill, kg


@pytest.fixture
def producer(market: Market) -> Viewer:
    return market.a_producer()


def alarms(market: Market, lot_id: int) -> set[str]:
    def read() -> set[str]:
        lot = db.session.get_one(Lot, LotId(lot_id))
        found = alarms_of_lots([lot], figures_on(NOW.date()))[lot.id]
        return {each.alarm.reason.code for each in found if each.alarm.is_error}

    return market.do(read)


def test_a_plot_that_cannot_have_grown_it_is_found_through_blends(market: Market, producer: Viewer) -> None:
    farmer = a_farmer(market, producer)
    plot = a_plot(market, producer, farmer, cacao_area=Decimal("0.05"))
    box = a_batch(market, producer, a_delivery(market, producer, farmer, plot_id=plot, weight=kg(500)), dry=190)
    lot_id = market.a_lot(producer)
    fill(market, producer, lot_id, box)
    assert alarms(market, lot_id) == {"balance.plot_cannot_yield", "balance.farmer_cannot_yield"}


def test_an_alarm_goes_when_the_plot_is_measured_right(market: Market, producer: Viewer) -> None:
    farmer = a_farmer(market, producer)
    plot = a_plot(market, producer, farmer, cacao_area=Decimal("0.05"))
    lot_id = market.a_lot(producer)
    number = a_delivery(market, producer, farmer, plot_id=plot, weight=kg(500))
    fill(market, producer, lot_id, a_batch(market, producer, number, dry=190))
    with market.app.app_context():
        db.session.get_one(Plot, plot).cacao_area = Decimal(2)
        db.session.commit()
    assert alarms(market, lot_id) == set()


def test_a_contract_is_flagged_where_its_lot_cannot_be(market: Market, producer: Viewer) -> None:
    lot_id = market.a_lot(producer)
    box = a_batch(market, producer, a_delivery(market, producer, weight=kg(500)), dry=290)
    fill(market, producer, lot_id, box)
    contract_id = ContractId(market.a_contract(producer, market.a_maker(), bags=5, lot_id=lot_id))

    def read() -> dict[str, dict[str, object]]:
        contract = db.session.get_one(Contract, contract_id)
        return {each.code: each.facts for each in flags_of([contract], NOW.date())[contract_id]}

    assert market.do(read)["contract.balance_cannot_be"] == {"count": 1}
