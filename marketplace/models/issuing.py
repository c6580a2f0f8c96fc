"""The steps of issuing a paper about money: what it says, drawn from the rows, and its number without a hole."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from marketplace.domain.contracts.claims import ClaimState
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.exchange import beside, home_currency
from marketplace.domain.ids import InstalmentId, PayoutId, SettlementId
from marketplace.domain.money import Money
from marketplace.domain.money_papers import (
    MoneyPaperKind,
    PaperFact,
    PaperLine,
    PaperTerms,
    added_up,
    paper_hash,
    paper_number,
    said_beside,
)
from marketplace.domain.payments.life import InstalmentKind
from marketplace.domain.plain import to_plain
from marketplace.models.base import db
from marketplace.models.cargo.carrying import carry_of
from marketplace.models.lots.figures import references_in_force
from marketplace.models.rows.contracts.claims import Claim
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.contracts.settlements import Settlement
from marketplace.models.rows.money.instalments import Instalment
from marketplace.models.rows.money.money_papers import MoneyPaper, MoneyPaperSeries
from marketplace.models.rows.money.payments import Receipt
from marketplace.models.rows.money.payouts import Payout
from marketplace.models.rows.people.accounts import Organization

NOT_YET = ""


def issue(terms: PaperTerms, subject_id: int, *, contract: Contract, now: datetime, edition: int = 1) -> MoneyPaper:
    """Number a paper and keep it for ever; its series is held until the transaction ends, so no number is left out."""
    place = _next_place(terms.kind, terms.on.year)
    numbered = replace(terms, number=paper_number(terms.kind, terms.on.year, place=place))
    is_groups = terms.kind is MoneyPaperKind.PAYOUT_NOTE
    parties = [contract.producer_id] if is_groups else [contract.producer_id, contract.maker_id]
    row = MoneyPaper(
        kind=terms.kind,
        subject_id=subject_id,
        edition=edition,
        year=terms.on.year,
        place=place,
        number=numbered.number,
        contract_id=contract.id,
        amount=numbered.asked,
        party_ids=sorted(parties),
        said=to_plain(numbered),
        document_hash=paper_hash(numbered),
        at=now,
    )
    db.session.add(row)
    db.session.flush()
    return row


def receipt_terms(receipt_id: int, now: datetime) -> tuple[PaperTerms, Contract]:
    """Say what came, by which way, and what of it paid the price, the fee, or stays as credit."""
    row = db.session.get_one(Receipt, receipt_id)
    instalment, contract = row.payment.instalment, row.payment.instalment.contract
    lines = [PaperLine("price", row.price), PaperLine("fee", row.fee)]
    lines += [PaperLine("credit", row.credit)] if row.credit else []
    facts = (
        PaperFact("instalment", f"{instalment.number}: {instalment.kind}"),
        PaperFact("way", row.payment.way),
        PaperFact("reference", row.remote_id),
        PaperFact("received_on", day_in_lima(row.at).isoformat()),
    )
    return _terms(MoneyPaperKind.RECEIPT, contract, facts, lines=added_up(lines, "received"), now=now), contract


def proforma_terms(instalment_id: int, now: datetime) -> tuple[PaperTerms, Contract]:
    """Say what an instalment asks for, and until when."""
    row = db.session.get_one(Instalment, InstalmentId(instalment_id))
    asked = row.standing.asked
    facts = (
        PaperFact("instalment", f"{row.number}: {row.kind}"),
        PaperFact("due_on", row.due_on.isoformat() if row.due_on else NOT_YET),
    )
    lines = added_up([PaperLine("price", asked.price.amount), PaperLine("fee", asked.fee.amount)], "to_pay")
    return _terms(MoneyPaperKind.PROFORMA, row.contract, facts, lines=lines, now=now), row.contract


def payout_terms(payout_id: int, now: datetime) -> tuple[PaperTerms, Contract]:
    """Say what was wired to a group under which contracts, to which account."""
    row = db.session.get_one(Payout, PayoutId(payout_id))
    facts = (
        PaperFact("payout", row.code),
        PaperFact("account", f"{row.account.bank} {row.account.shown}"),
        PaperFact("reference", row.reference or NOT_YET),
        PaperFact("sent_on", row.sent_on.isoformat() if row.sent_on else NOT_YET),
    )
    lines = added_up((PaperLine("due_to_group", part.amount, part.contract.code) for part in row.parts), "wired")
    contract = row.parts[0].contract
    return _terms(MoneyPaperKind.PAYOUT_NOTE, contract, facts, lines=lines, now=now), contract


def invoice_terms(settlement_id: int, now: datetime) -> tuple[PaperTerms, Contract]:
    """Say what settled goods come to at their final weight: allowances, the fee, what was paid, and what is left."""
    settlement = db.session.get_one(Settlement, SettlementId(settlement_id))
    contract, figures = settlement.contract, settlement.figures
    price = figures.price
    facts = (
        *([PaperFact("quarter", str(settlement.call_off.quarter))] if settlement.call_off else []),
        PaperFact("contracted", f"{figures.contracted.kilograms} kg"),
        PaperFact("final", f"{figures.final.kilograms} kg ({figures.deviation_percent}\N{NARROW NO-BREAK SPACE}%)"),
        PaperFact("weighed_on", settlement.weighed_on.isoformat()),
        PaperFact("tolerance", f"± {figures.tolerance}\N{NARROW NO-BREAK SPACE}%"),
        PaperFact("unit_price", f"{price.amount} {price.currency}/t, {price.incoterm} {price.place}"),
    )
    lines = added_up(_invoice_lines(contract, settlement), "left")
    return _terms(MoneyPaperKind.INVOICE, contract, facts, lines=lines, now=now), contract


def _invoice_lines(contract: Contract, settlement: Settlement) -> Iterator[PaperLine]:
    """List price, allowances, storage, other changes, the fee, and less what was paid of each instalment."""
    rows = db.session.scalars(
        select(Instalment)
        .where(
            Instalment.contract_id == contract.id,
            Instalment.call_off_id.is_not_distinct_from(settlement.call_off_id),
            Instalment.kind != InstalmentKind.INTEREST,
        )
        .order_by(Instalment.number)
    ).all()
    weighed = settlement.amount or Decimal(0)
    yield PaperLine("final_price", weighed)
    worth = Decimal(0)
    for claim, money in _allowances(settlement):
        worth += money.amount
        yield PaperLine("allowance", -money.amount, str(claim.number))
    carried = Decimal(0)
    for line in carry_of(contract, settlement.call_off):
        carried += line.money.amount
        yield PaperLine(line.kind.value, line.money.amount, f"{line.since} / {line.until}")
    asked = sum((row.price - row.dropped_price - row.returned_price for row in rows), Decimal(0))
    others = asked - (weighed - worth + carried)
    if others:
        yield PaperLine("other_changes", others)
    fee = sum((row.fee - row.dropped_fee - row.returned_fee for row in rows), Decimal(0))
    yield PaperLine("fee", fee)
    for row in rows:
        paid = row.paid_price + row.paid_fee - row.returned_price - row.returned_fee
        if paid:
            yield PaperLine("paid", -paid, f"{row.number}: {row.kind}")


def _allowances(settlement: Settlement) -> Iterator[tuple[Claim, Money]]:
    states = (ClaimState.AGREED, ClaimState.MEDIATED)
    query = select(Claim).where(Claim.contract_id == settlement.contract_id, Claim.state.in_(states))
    query = query.where(Claim.call_off_id.is_not_distinct_from(settlement.call_off_id))
    for claim in db.session.scalars(query.order_by(Claim.number)):
        money = claim.agreed.worth(claim.total) if claim.agreed else None
        if money is not None and money.amount:
            yield claim, money


def _terms(
    kind: MoneyPaperKind,
    contract: Contract,
    facts: tuple[PaperFact, ...],
    *,
    lines: tuple[PaperLine, ...],
    now: datetime,
) -> PaperTerms:
    today = day_in_lima(now)
    sides = [db.session.get_one(Organization, each) for each in (contract.producer_id, contract.maker_id)]
    total, references = Money(lines[-1].amount, contract.total.currency), references_in_force(today)
    others = [beside(total, home_currency(side.country), references=references) for side in sides]
    return PaperTerms(
        kind=kind,
        number=NOT_YET,
        on=today,
        code=contract.code,
        producer=sides[0].name,
        maker=sides[1].name,
        currency=total.currency,
        facts=(*facts, *_addresses(*sides), *said_beside(others)),
        lines=lines,
        is_fictional=any(side.is_fictional for side in sides),
    )


def _addresses(producer: Organization, maker: Organization) -> Iterator[PaperFact]:
    """Say where each side is, as invoices must, once it has stated its street."""
    for name, side in (("producer_at", producer), ("maker_at", maker)):
        if side.street:
            yield PaperFact(name, ", ".join(filter(None, (side.street, side.city, side.country, side.tax_number))))


def _next_place(kind: MoneyPaperKind, year: int) -> int:
    made = insert(MoneyPaperSeries).values(kind=kind, year=year, last=1)
    counted = made.on_conflict_do_update(
        index_elements=["kind", "year"], set_={"last": MoneyPaperSeries.last + 1}
    ).returning(MoneyPaperSeries.last)
    return int(db.session.scalars(counted).one())


def newest_of(kind: MoneyPaperKind, subject_id: int) -> MoneyPaper | None:
    """Find the newest paper about a subject."""
    query = select(MoneyPaper).where(MoneyPaper.kind == kind, MoneyPaper.subject_id == subject_id)
    return db.session.scalar(query.order_by(MoneyPaper.edition.desc()).limit(1))
