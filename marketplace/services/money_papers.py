"""Issuing papers about money: once for each receipt, instalment and payout, and anew when an invoice's sum changed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, exists, func, select

from marketplace.domain.contracts.claims import PENDING
from marketplace.domain.contracts.settlement import SettlementState
from marketplace.domain.money_papers import MoneyPaperKind, PaperFact, PaperTerms
from marketplace.domain.payments.life import InstalmentKind
from marketplace.models.base import db
from marketplace.models.issuing import (
    invoice_terms,
    issue,
    newest_of,
    payout_terms,
    proforma_terms,
    receipt_terms,
)
from marketplace.models.rows.contracts.claims import Claim
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.contracts.settlements import Settlement
from marketplace.models.rows.money.instalments import Instalment
from marketplace.models.rows.money.money_papers import MoneyPaper
from marketplace.models.rows.money.payments import Receipt
from marketplace.models.rows.money.payouts import Payout
from marketplace.services.transaction import use_case

AT_ONCE = 200
WRITERS: dict[MoneyPaperKind, Callable[[int, datetime], tuple[PaperTerms, Contract]]] = {
    MoneyPaperKind.RECEIPT: receipt_terms,
    MoneyPaperKind.PROFORMA: proforma_terms,
    MoneyPaperKind.INVOICE: invoice_terms,
    MoneyPaperKind.PAYOUT_NOTE: payout_terms,
}


@use_case
def issue_paper(kind: MoneyPaperKind, subject_id: int, *, now: datetime) -> int | None:
    """Issue the paper about a subject, unless there is one that says the same already."""
    terms, contract = WRITERS[kind](subject_id, now)
    old = newest_of(kind, subject_id)
    if old is None:
        return issue(terms, subject_id, contract=contract, now=now).id
    if kind is not MoneyPaperKind.INVOICE or old.amount == terms.asked:
        return None
    replacing = replace(terms, facts=(*terms.facts, PaperFact("replaces", old.number)))
    return issue(replacing, subject_id, contract=contract, now=now, edition=old.edition + 1).id


def list_missing() -> list[tuple[MoneyPaperKind, int]]:
    """List what a paper should be issued about, the oldest first."""
    found = [(kind, number) for kind, query in _queries() for number in db.session.scalars(query.limit(AT_ONCE))]
    db.session.rollback()
    return found


def _queries() -> list[tuple[MoneyPaperKind, Select[Any]]]:
    settled = Settlement.state == SettlementState.SETTLED
    is_claimed = exists().where(
        Claim.contract_id == Settlement.contract_id,
        Claim.call_off_id.is_not_distinct_from(Settlement.call_off_id),
        Claim.state.in_(PENDING),
    )
    changed = select(Settlement.id).where(settled, ~is_claimed, _invoiced().is_distinct_from(_asked()))
    return [
        (MoneyPaperKind.PROFORMA, _without(MoneyPaperKind.PROFORMA, Instalment, Instalment.raised_on.is_not(None))),
        (MoneyPaperKind.RECEIPT, _without(MoneyPaperKind.RECEIPT, Receipt, Receipt.id > 0)),
        (MoneyPaperKind.PAYOUT_NOTE, _without(MoneyPaperKind.PAYOUT_NOTE, Payout, Payout.sent_on.is_not(None))),
        (MoneyPaperKind.INVOICE, changed.order_by(Settlement.id)),
    ]


def _invoiced() -> ScalarSelect[Any]:
    """What the newest invoice of a settled contract asks for, whoever has paid how much of it."""
    newest = select(MoneyPaper.amount).where(
        MoneyPaper.kind == MoneyPaperKind.INVOICE, MoneyPaper.subject_id == Settlement.id
    )
    return newest.order_by(MoneyPaper.edition.desc()).limit(1).correlate(Settlement).scalar_subquery()


def _asked() -> ScalarSelect[Any]:
    """What a contract asks for now, interest left out."""
    price = Instalment.price - Instalment.dropped_price - Instalment.returned_price
    fee = Instalment.fee - Instalment.dropped_fee - Instalment.returned_fee
    total = select(func.sum(price + fee)).where(
        Instalment.contract_id == Settlement.contract_id,
        Instalment.call_off_id.is_not_distinct_from(Settlement.call_off_id),
        Instalment.kind != InstalmentKind.INTEREST,
    )
    return total.correlate(Settlement).scalar_subquery()


def _without(kind: MoneyPaperKind, table: Any, condition: ColumnElement[bool]) -> Select[Any]:  # noqa: ANN401 - any table
    has_one = exists().where(MoneyPaper.kind == kind, MoneyPaper.subject_id == table.id)
    return select(table.id).where(condition, ~has_one).order_by(table.id)
