"""How what a producer states, and what was measured, is written into a lot's row, with the words it is found by."""

import unicodedata
from collections.abc import Iterator
from decimal import Decimal

from sqlalchemy import select

from marketplace.domain.evaluations import PanelEvaluation
from marketplace.domain.flavours import AXES, CORE
from marketplace.domain.lots import LotTerms
from marketplace.domain.physical import PhysicalAnalysis
from marketplace.domain.plain import to_plain
from marketplace.models.base import db
from marketplace.models.lots.facts import SAME_NAMED, decimals
from marketplace.models.rows.market.evaluations import LabResult, PanelResult, PhysicalResult
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.people.accounts import Organization
from marketplace.wordings import in_all_languages

CLEARLY_THERE = 1
"""From this intensity on, a note of flavour is a word by which the lot is found."""


def write_terms(lot: Lot, terms: LotTerms) -> None:
    """Write what the producer states into the row."""
    for name in SAME_NAMED:
        setattr(lot, name, getattr(terms, name))
    lot.varieties = to_plain(terms.varieties)
    lot.price_stack = to_plain(terms.price_stack)
    lot.certificates = sorted(each.value for each in terms.certificates)
    write_search_text(lot)


def write_newest_results(lot: Lot) -> None:
    """Copy the newest panel's, the newest analysis's and the newest cadmium's figures into the lot."""
    panel = db.session.scalar(
        select(PanelResult)
        .where(PanelResult.lot_id == lot.id)
        .order_by(PanelResult.evaluated_on.desc(), PanelResult.id.desc())
        .limit(1)
    )
    analysis = db.session.scalar(
        select(PhysicalResult)
        .where(PhysicalResult.lot_id == lot.id)
        .order_by(PhysicalResult.analysed_on.desc(), PhysicalResult.id.desc())
        .limit(1)
    )
    cadmium = db.session.scalar(
        select(LabResult.value)
        .where(LabResult.lot_id == lot.id, LabResult.analyte == "cadmium")
        .order_by(LabResult.sampled_on.desc(), LabResult.id.desc())
        .limit(1)
    )
    if panel:
        lot.profile = panel.means
        lot.tasted_product = panel.product
        lot.global_quality = panel.global_quality
        lot.off_total = decimals(panel.means).get("off_total")
    if analysis:
        measured = analysis_of(analysis)
        lot.moisture = measured.moisture
        lot.fermentation_index = measured.fermentation_index
        lot.grade = measured.grade
    lot.cadmium = cadmium
    write_search_text(lot)


def analysis_of(row: PhysicalResult) -> PhysicalAnalysis:
    """Say what a physical analysis found."""
    return PhysicalAnalysis(
        analysed_on=row.analysed_on,
        laboratory=row.laboratory,
        moisture=row.moisture,
        bean_count=row.bean_count,
        beans_cut=row.beans_cut,
        cut_test=decimals(row.cut_test),
        defects=decimals(row.defects),
    )


def panel_of(row: PanelResult) -> PanelEvaluation:
    """Say what a panel found."""
    return PanelEvaluation(
        product=row.product,
        protocol=row.protocol,
        laboratory=row.laboratory,
        panel_size=row.panel_size,
        replicates=row.replicates,
        evaluated_on=row.evaluated_on,
        means=decimals(row.means),
        global_quality=row.global_quality,
        deviations=decimals(row.deviations),
        quality=decimals(row.quality),
        comment=row.comment,
        off_other_note=row.off_other_note,
    )


def write_search_text(lot: Lot) -> None:
    """Gather the words by which a lot is found, in both languages, without accents."""
    group = db.session.get(Organization, lot.organization_id)
    said = [
        lot.code,
        str(lot.crop_year),
        group.name if group else "",
        lot.producer_name,
        lot.province,
        lot.district,
        *(name for kind, code in _codes(lot) for name in in_all_languages(kind, code)),
        lot.protocol_note,
        lot.notes_en,
        lot.notes_es,
    ]
    lot.search_text = plain_words(" ".join(each for each in said if each))


def _codes(lot: Lot) -> Iterator[tuple[str, str]]:
    yield "region", lot.region
    yield from (("variety", name) for name in lot.varieties)
    yield from (("Scheme", scheme) for scheme in lot.certificates)
    yield from (("flavour", key) for key, value in decimals(lot.profile).items() if _is_clear_note(key, value))
    for kind in ("fermentation_method", "drying_method"):
        method = getattr(lot, kind)
        if method:
            yield kind, method


def _is_clear_note(key: str, value: Decimal) -> bool:
    return key in AXES and key not in CORE and value >= CLEARLY_THERE


def plain_words(text: str) -> str:
    """Bring text to the form in which it is searched: small letters without accents, single blanks."""
    parts = unicodedata.normalize("NFKD", text.replace("\0", " ").lower())
    return " ".join("".join(each for each in parts if not unicodedata.combining(each)).split())
