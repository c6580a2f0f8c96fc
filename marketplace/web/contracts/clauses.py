"""A contract's terms said clause by clause in the language in force, for the page, the signing and the paper."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from flask_babel import force_locale

from marketplace import wording
from marketplace.domain.contracts.carrying import has_carry
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.flavours import AXES
from marketplace.web import formats
from marketplace.web.contracts import duties, goods
from marketplace.web.contracts.disputes import dispute_sentences
from marketplace.web.contracts.pricing import price_sentences
from marketplace.web.contracts.seasons import frame_sentences
from marketplace.web.contracts.storage import storage_sentences

LANGUAGES = ("es_PE", "en")


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause: its head, what it says, and a list where it names several things."""

    key: str
    title: str
    sentences: tuple[str, ...]
    entries: tuple[str, ...] = ()


def clauses_of(terms: ContractTerms) -> list[Clause]:
    """Say all clauses of a contract in the reader's language (domain.md 4.4)."""
    return [
        Clause(key, wording.label(key, "clause"), tuple(sentences(terms)), tuple(_entries(key, terms)))
        for key, sentences in CLAUSES.items()
        if key not in OPTIONAL or OPTIONAL[key](terms)
    ]


def clauses_in(language: str, terms: ContractTerms) -> list[Clause]:
    """Say all clauses in one language, whatever the reader's."""
    with force_locale(language):
        return clauses_of(terms)


def words_of(terms: ContractTerms) -> dict[str, object]:
    """Say all clauses in every language of the market, as they are kept with a signature."""
    return {language: [asdict(each) for each in clauses_in(language, terms)] for language in LANGUAGES}


def kept_clauses(words: Mapping[str, Any], language: str) -> list[Clause]:
    """Read clauses back that were kept with a signature."""
    return [
        Clause(each["key"], each["title"], tuple(each["sentences"]), tuple(each["entries"])) for each in words[language]
    ]


def _entries(key: str, terms: ContractTerms) -> Iterator[str]:
    if key == "quality":
        for name in AXES:
            if name in terms.reference_profile:
                value, leeway = terms.reference_profile[name], terms.allowed_deviation.get(name)
                said = f"{formats.number(value, 1)} ± {formats.number(leeway, 1)}"
                yield f"{wording.label(name, 'flavour')} {said}"
    if key == "documents":
        yield from (wording.label(each) for each in terms.documents)


CLAUSES: dict[str, Callable[[ContractTerms], Iterator[str]]] = {
    "parties": goods.parties,
    "goods": goods.goods,
    "volume": goods.volume,
    "quality": goods.quality,
    "sample": goods.sample,
    "packing": goods.packing,
    "shipment": goods.shipment,
    "price": price_sentences,
    "payment": duties.payment,
    "documents": duties.documents,
    "title_and_risk": duties.title_and_risk,
    "claims": duties.claims,
    "storage": storage_sentences,
    "traceability": duties.traceability,
    "force_majeure": duties.force_majeure,
    "disputes": dispute_sentences,
    "farm_gate": duties.farm_gate,
    "ending": duties.ending,
    "reservation": duties.reservation,
    "frame": frame_sentences,
    "further": duties.further,
}

OPTIONAL: dict[str, Callable[[ContractTerms], object]] = {
    "storage": has_carry,
    "reservation": lambda terms: terms.reserved_until,
    "frame": lambda terms: terms.frame,
    "further": lambda terms: terms.note,
}
"""Clauses that only some contracts have."""
