"""What a maker paid for samples of a lot comes off the price of the first contract that binds it to that lot."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import func, select

from marketplace.domain.money import Currency, Money
from marketplace.domain.samples.life import SampleKind
from marketplace.models.base import db
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.contracts.crediting import crediting
from marketplace.models.rows.contracts.samples import Sample
from marketplace.models.rows.record.turns import settle_turns

__all__ = ["credited_fees", "crediting", "settle_fees"]


def credited_fees(contract: Contract, currency: Currency) -> Money:
    """Add up the fees that came to the group in a currency and come off the price of a contract."""
    first = db.session.scalar(crediting(contract.lot_id, contract.maker_id).with_only_columns(Contract.id))
    if first != contract.id:
        return Money(Decimal(0), currency)
    query = select(func.sum(Sample.__table__.c.fee_amount)).where(
        Sample.lot_id == contract.lot_id,
        Sample.maker_id == contract.maker_id,
        Sample.kind == SampleKind.OFFER,
        Sample.fee_paid_on.is_not(None),
        Sample.__table__.c.fee_currency == currency,
    )
    return Money(db.session.scalar(query) or Decimal(0), currency)


def settle_fees(contract: Contract, now: datetime) -> None:
    """Bring it in step who waits for sample fees, after a contract between the two came into force or ended."""
    open_ones = select(Sample).where(
        Sample.lot_id == contract.lot_id, Sample.maker_id == contract.maker_id, Sample.fee_paid_on.is_(None)
    )
    for sample in db.session.scalars(open_ones):
        settle_turns(sample, now)
