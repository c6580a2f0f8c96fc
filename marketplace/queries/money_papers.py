"""Papers about money for those who are party to them; and, by a hash, for anybody that a paper is genuine."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, false, select, true

from marketplace.domain.errors import NotFound
from marketplace.domain.ids import ContractId
from marketplace.domain.money_papers import PaperTerms
from marketplace.domain.plain import from_plain
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.base import db
from marketplace.models.rows.money.money_papers import MoneyPaper

PER_PAGE = 40


@dataclass(frozen=True, slots=True)
class MoneyPaperLine:
    """One paper: what it says, and the hash of that; `is_newest` unless a later one took its place."""

    id: int
    terms: PaperTerms
    contract_id: ContractId | None
    document_hash: str
    at: datetime
    is_newest: bool = True


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """Let facilitators see every paper, and an organization those that it is party to."""
    if viewer.role is Role.FACILITATOR:
        return true()
    own = viewer.organization_id
    return false() if own is None else MoneyPaper.party_ids.contains([own])


def list_papers(viewer: Viewer, *, contract_id: int | None = None, page: int = 1) -> list[MoneyPaperLine]:
    """List papers, the newest first; one more than a page holds says that there are more."""
    query = select(MoneyPaper).where(visible_to(viewer)).order_by(MoneyPaper.id.desc())
    query = query if contract_id is None else query.where(MoneyPaper.contract_id == contract_id)
    rows = db.session.scalars(query.limit(PER_PAGE + 1).offset(PER_PAGE * (page - 1)))
    return [_line(row) for row in rows]


def get_paper(paper_id: int, viewer: Viewer) -> MoneyPaperLine:
    """Return one paper; raises `NotFound` when there is none or it is not the viewer's to see."""
    row = db.session.scalar(select(MoneyPaper).where(MoneyPaper.id == paper_id, visible_to(viewer)))
    if row is None:
        raise NotFound("money_paper.unknown")
    return _line(row)


def find_paper(document_hash: str) -> MoneyPaperLine | None:
    """Find the paper that has this hash; no sign-in is asked, for nobody guesses a hash."""
    row = db.session.scalar(select(MoneyPaper).where(MoneyPaper.document_hash == document_hash))
    if row is None:
        return None
    later = select(MoneyPaper.id).where(
        MoneyPaper.kind == row.kind, MoneyPaper.subject_id == row.subject_id, MoneyPaper.edition > row.edition
    )
    return _line(row, is_newest=db.session.scalar(later.limit(1)) is None)


def _line(row: MoneyPaper, *, is_newest: bool = True) -> MoneyPaperLine:
    terms = from_plain(PaperTerms, row.said)
    return MoneyPaperLine(row.id, terms, row.contract_id, row.document_hash, row.at, is_newest)
