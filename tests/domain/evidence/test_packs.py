"""A pack for customs has no gaps; a draft may have some, but discloses nobody without consent."""

from decimal import Decimal

import pytest

from marketplace.domain.errors import reason
from marketplace.domain.evidence.packs import describe, heading_of, kilograms, pack_faults

CONSENT = reason("evidence.no_consent", count=1, codes=("F-1",))
SCREENING = reason("evidence.not_screened", count=1, codes=("P1",))


def test_any_gap_forbids_the_pack() -> None:
    assert pack_faults([SCREENING, CONSENT], is_draft=False) == [SCREENING, CONSENT]
    assert pack_faults([], is_draft=False) == []


def test_only_missing_consent_forbids_a_draft() -> None:
    assert pack_faults([SCREENING, CONSENT], is_draft=True) == [CONSENT]
    assert pack_faults([SCREENING], is_draft=True) == []


def test_goods_are_described_in_at_most_150_characters() -> None:
    assert describe([], 2026) == "Cocoa beans, whole, raw, fermented and dried; crop 2026"
    assert describe(["Chuncho", "CCN-51"], 2026).endswith("crop 2026; Chuncho, CCN-51")
    assert describe(["a name of forty letters, more or less so"] * 4, 2026).endswith("crop 2026")


def test_only_headings_of_cocoa_are_known() -> None:
    assert heading_of("1801.00") == "180100"
    with pytest.raises(ValueError, match=r"0901\.11"):
        heading_of("0901.11")


def test_grams_are_said_in_kilograms() -> None:
    assert kilograms(1_234) == Decimal("1.234")
