"""Every paper that the market makes, each with a name of the test's choosing wherever people's words stand on it."""

from collections.abc import Callable
from datetime import UTC, datetime

from marketplace.documents.cards import LotCard, Note, card_pdf
from marketplace.documents.contracts import ContractPaper, Hand, Passage, contract_pdf
from marketplace.documents.money import MoneySheet, Row, money_pdf
from marketplace.documents.shipping import Fact, Labels, Sheet, labels_pdf, sheet_pdf

MADE_AT = datetime(2026, 11, 3, 15, 0, tzinfo=UTC)
ADDRESS = "https://mazorca.example/p/ABC"
HASH = "a" * 64


def contract(name: str) -> bytes:
    """Make a contract whose maker and signer bear a name."""
    clause = Passage(name, name, (name,))
    paper = ContractPaper(
        "MZ-2026-00001", "1", "Firmado · Signed", name, HASH, ADDRESS, False, False,  # noqa: FBT003 — one line of a form
        (clause,), (clause,), (Hand(name, name, "2026-11-03", name),), b"{}", MADE_AT,
    )  # fmt: skip
    return contract_pdf(paper)


def money(name: str) -> bytes:
    """Make a paper about money for a payer of a name."""
    fact, row = Row("Pagado por", "Paid by", name), Row("Anticipo", "Deposit", "100.00 USD", name)
    sheet = MoneySheet(
        "Recibo", "Receipt", "R-2026-00001", ADDRESS, HASH, (fact,), (row,), row, False, b"{}", MADE_AT  # noqa: FBT003
    )  # fmt: skip
    return money_pdf(sheet)


def sheet(name: str) -> bytes:
    """Make a packing list for a receiver of a name."""
    made = Sheet(
        "Lista de empaque", "Packing list", "MZ-2026-00001", ADDRESS, (Fact("Destino", "To", name),),
        (("Marcas", "Marks"), ("Peso", "Weight")), ((name, "70 kg"),), ("", "70 kg"), False, MADE_AT,  # noqa: FBT003
    )  # fmt: skip
    return sheet_pdf(made)


def labels(name: str) -> bytes:
    """Make one label for a group of a name."""
    return labels_pdf(Labels("MZ-1", "SACHA-26-01", name, "M 1", "70 kg", "2026", "", ADDRESS, 1, MADE_AT))


def card(name: str) -> bytes:
    """Make the card of a lot of a name."""
    note = Note("Cacao", "Cocoa", 50, "5.0")
    made = LotCard(
        code="SACHA-26-01", title=name, place=name, spanish=name, english=name, notes=(note,),
        facts=(Fact("Grupo", "Group", name),), seal="Ed25519 abc", address=ADDRESS, is_fictional=True, made_at=MADE_AT,
    )  # fmt: skip
    return card_pdf(made)


PAPERS: tuple[Callable[[str], bytes], ...] = (contract, money, sheet, labels, card)
