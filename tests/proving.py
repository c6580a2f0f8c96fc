"""Builders of proof: lots that farmers with consent filled from plots that were drawn and screened."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from marketplace.domain.deliveries.flows import Draw
from marketplace.domain.deliveries.terms import CacaoForm
from marketplace.domain.events import SubjectKind
from marketplace.domain.evidence.screening import Dataset, Risk, Screened
from marketplace.domain.evidence.statements import StatementState, StatementTerms
from marketplace.domain.files import FileKind, KeptFile
from marketplace.domain.ids import DeliveryId, FarmerId, LotId, PlotId
from marketplace.domain.lots import EudrStatus
from marketplace.domain.plots.register import Tenure
from marketplace.domain.privacy.consents import ConsentWay, Purpose, Saying
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.record.files import file_about
from marketplace.models.rows.traces.plots import Plot
from marketplace.models.rows.traces.statements import Pack
from marketplace.models.traces.evidence import evidence_of
from marketplace.services.batches.lots import fill_lot
from marketplace.services.evidence.screenings import take_screenings
from marketplace.services.evidence.statements import record_statement
from marketplace.services.privacy import record_consent
from tests.land import a_farmer, a_plot, a_square
from tests.market import NOW, Market
from tests.tracing import a_delivery, kg

SCREENED = date(2026, 11, 23)
APART = 10_000
"""Millionths of a degree between two plots: a kilometre."""


@dataclass
class Traced:
    """A lot of twenty bags, and the farmers, plots and deliveries that fed it in equal parts."""

    market: Market
    producer: Viewer
    lot_id: LotId
    farmers: list[FarmerId] = field(default_factory=list)
    plots: list[PlotId] = field(default_factory=list)
    deliveries: list[DeliveryId] = field(default_factory=list)

    @property
    def status(self) -> EudrStatus:
        """What the lot's row says."""
        return self.market.do(lambda: db.session.get_one(Lot, self.lot_id).eudr_status)

    @property
    def gaps(self) -> list[str]:
        """The codes of all that is missing."""
        return self.market.do(
            lambda: [each.code for each in evidence_of([db.session.get_one(Lot, self.lot_id)], NOW.date())[0].gaps]
        )

    def codes(self) -> list[str]:
        """The codes of the plots."""
        return self.market.do(lambda: [db.session.get_one(Plot, each).code for each in self.plots])

    def screen(self, *risks: Risk, on: date = SCREENED, by: Viewer | None = None) -> None:
        """Take in one result for each plot, in order."""
        rows = [Screened(n, code, risk) for n, (code, risk) in enumerate(zip(self.codes(), risks, strict=False), 2)]
        self.market.do(take_screenings, rows, Dataset(on), by=by or self.producer, now=NOW)

    def consent(self, *, is_given: bool = True, farmers: Sequence[FarmerId] = ()) -> None:
        """Let farmers say yes or no to customs."""
        saying = Saying(Purpose.CUSTOMS, is_given, ConsentWay.PAPER, date(2026, 11, 1))
        for farmer_id in farmers or self.farmers:
            self.market.do(record_consent, farmer_id, saying, by=self.producer, now=NOW)


def a_traced_lot(market: Market, producer: Viewer | None = None, *, farmers: int = 2, **columns: Any) -> Traced:
    """Build a lot that is traced to plots, of which nobody knows anything more yet."""
    producer = producer or market.a_producer()
    lot_id = LotId(market.a_lot(producer, **({"bags": 20, "minimum_bags": 1} | columns)))
    made = Traced(market, producer, lot_id)
    for number in range(farmers):
        farmer_id = FarmerId(a_farmer(market, producer, name=f"Rosa Pinchi {number}"))
        shape = a_square(east=APART * number)
        made.farmers.append(farmer_id)
        made.plots.append(
            PlotId(a_plot(market, producer, farmer_id, shape=shape, tenure=Tenure.TITLE, mapped_on=date(2026, 3, 1)))
        )
        made.deliveries.append(
            a_delivery(
                market,
                producer,
                farmer_id,
                plot_id=made.plots[-1],
                form=CacaoForm.DRY,
                weight=kg(str(Decimal(1000) / farmers)),
                price=None,
            )
        )
    draws = [Draw(delivery=each) for each in made.deliveries]
    market.do(fill_lot, lot_id, draws, by=producer, now=NOW)
    return made


def a_proven_lot(market: Market, producer: Viewer | None = None, *, farmers: int = 2, **columns: Any) -> Traced:
    """Build a lot that is ready for customs."""
    made = a_traced_lot(market, producer, farmers=farmers, **columns)
    made.consent()
    made.screen(*[Risk.LOW] * farmers)
    return made


def a_statement(market: Market, producer: Viewer, maker: Viewer) -> int:
    """Record a statement of the maker for an approved contract of the group."""
    contract_id = market.an_approved_contract(producer, maker)
    terms = StatementTerms(f"26FR7XTVCZ{contract_id:04d}", "SFFCB4Y3", StatementState.SUBMITTED, NOW.date())
    return market.do(record_statement, contract_id, terms, by=maker, now=NOW)


def a_pack(market: Market, producer: Viewer, maker: Viewer) -> int:
    """Insert the row of a pack for an approved contract of the group; its zip is kept nowhere."""
    contract_id = market.an_approved_contract(producer, maker)
    kept = KeptFile(f"{secrets.token_hex(16)}-f.zip", None, "EUDR.zip", FileKind.ZIP, 1, "0" * 64)

    def insert() -> int:
        file = file_about(kept, SubjectKind.PACK, subject_id=1, by=maker, now=NOW)
        db.session.add(file)
        db.session.flush()
        known = {"number": 1, "digest": kept.sha256, "manifest": {}, "plots": 1, "producers": 1, "is_draft": False}
        row = Pack(contract_id=contract_id, file_id=file.id, made_at=NOW, **known)
        db.session.add(row)
        db.session.commit()
        return row.id

    return market.do(insert)
