"""The way of a sample in few words: asked for, sent, received, judged, each through the services."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from marketplace.domain.evaluations import TastedProduct
from marketplace.domain.ids import ContractId, LotId, SampleId
from marketplace.domain.money import Currency, Money
from marketplace.domain.samples.grams import Entry, GramKind
from marketplace.domain.samples.life import SampleState
from marketplace.domain.samples.requests import FREE, Dispatch, SampleRequest
from marketplace.domain.samples.verdicts import SampleVerdict
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.rows.contracts.samples import GramStock, Sample
from marketplace.services.samples.answers import send_sample
from marketplace.services.samples.grams import record_grams
from marketplace.services.samples.requests import ask_sample
from marketplace.services.samples.verdicts import judge_sample, receive_sample
from tests.market import NOW, Market

TODAY = NOW.date()
ADDRESS = "Atelier Roussette, 12 rue des Fèves, 69001 Lyon"
REQUEST = SampleRequest(500, ADDRESS, "For a 72 % bar.")
SENT = Dispatch(grams=500, courier="SERPOST", sent_on=TODAY, tracking="PE123", drawn=500)
YES = SampleVerdict(
    is_approved=True,
    tasted_on=TODAY,
    product=TastedProduct.CACAO_MASS,
    scores={"cacao": Decimal(5), "floral_total": Decimal("3.5")},
    global_quality=Decimal("7.9"),
    words="Clean and floral, we would buy it.",
)
NO = replace(YES, is_approved=False, global_quality=Decimal("4.5"), words="Smoky in every cup.")
TWENTY = Money(Decimal(20), Currency.USD)


@dataclass
class Tasting:
    """A producer's group and a maker, and the samples between them."""

    market: Market
    producer: Viewer
    maker: Viewer

    @classmethod
    def of(cls, market: Market) -> "Tasting":
        """Bring two people together."""
        return cls(market, market.a_producer(), market.a_maker())

    def do(self, work: Any, *args: Any, **kwargs: Any) -> Any:
        """Call a use case in a context of its own."""
        return self.market.do(work, *args, now=kwargs.pop("now", NOW), **kwargs)

    def asked(self, lot_id: int | None = None, *, request: SampleRequest = REQUEST, fee: Money = FREE) -> SampleId:
        """Let the maker ask for an offer sample."""
        lot = LotId(lot_id or self.market.a_lot(self.producer))
        return SampleId(self.do(ask_sample, lot, request, fee=fee, by=self.maker))

    def kept(self, lot_id: int, grams: int = 2_000) -> None:
        """Let the group keep grams of a lot."""
        self.do(record_grams, LotId(lot_id), Entry(GramKind.KEPT, grams), by=self.producer)

    def step(self, work: Any, sample_id: SampleId, *facts: Any, by: Viewer, **kwargs: Any) -> Any:
        """Take a step of one side, having seen the sample as it is."""
        return self.do(work, sample_id, *facts, seen=self.version(sample_id), by=by, **kwargs)

    def sent(self, sample_id: SampleId | None = None, dispatch: Dispatch = SENT) -> SampleId:
        """Let the group send it, drawn from the lot."""
        sample_id = sample_id or self.asked()
        self.step(send_sample, sample_id, dispatch, by=self.producer)
        return sample_id

    def received(
        self, sample_id: SampleId | None = None, received_on: date = TODAY, *, is_sent: bool = False
    ) -> SampleId:
        """Let it come to the maker, sent first unless it was."""
        if sample_id is None or not is_sent:
            sample_id = self.sent(sample_id)
        self.step(receive_sample, sample_id, received_on, by=self.maker)
        return sample_id

    def judged(self, verdict: SampleVerdict = YES, sample_id: SampleId | None = None) -> SampleId:
        """Let the maker judge it."""
        sample_id = self.received(sample_id)
        self.step(judge_sample, sample_id, verdict, by=self.maker)
        return sample_id

    def a_contract(self, **terms: Any) -> ContractId:
        """Approve a contract of the two."""
        return ContractId(self.market.an_approved_contract(self.producer, self.maker, **terms))

    def newest(self, contract_id: ContractId) -> SampleId:
        """Find the newest sample of a contract."""
        query = db.select(Sample.id).where(Sample.contract_id == contract_id).order_by(Sample.id.desc()).limit(1)
        return SampleId(self.market.do(lambda: db.session.scalar(query)))

    def rejected_twice(self, contract_id: ContractId) -> SampleId:
        """Let the maker reject the first and the second pre-shipment sample."""
        self.judged(NO, self.newest(contract_id))
        return self.judged(NO, self.newest(contract_id))

    def row(self, sample_id: SampleId) -> Sample:
        """Read a sample."""
        return self.market.do(lambda: db.session.get_one(Sample, sample_id))

    def state(self, sample_id: SampleId) -> SampleState:
        """Read where a sample stands."""
        return self.row(sample_id).state

    def version(self, sample_id: SampleId) -> int:
        """Read which version of a sample one sees now."""
        return self.row(sample_id).version

    def left(self, lot_id: int) -> int:
        """Read how many grams of a lot are kept, as the database counts them."""
        found = self.market.do(lambda: db.session.get(GramStock, lot_id))
        return found.grams if found else 0


def days(count: int) -> timedelta:
    """Say some days."""
    return timedelta(days=count)
