"""Results of screenings are read in both spellings, believed only of the plot as it is drawn, and judged by people."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from marketplace.domain.errors import Refused
from marketplace.domain.evidence.screening import (
    INDICATORS,
    Judgement,
    ProofKind,
    Risk,
    Screenable,
    Screened,
    Verdict,
    day_faults,
    outline_digest,
    proof_faults,
    read_result,
    result_faults,
    review_faults,
    risk_of,
)
from marketplace.domain.plots.shapes import Position, point

TODAY, MAPPED = date(2026, 11, 28), date(2026, 3, 1)
PLOT = Screenable("0a1b2c3d", (-76_336_000, -8_463_000, -76_334_000, -8_461_000), MAPPED)
WHY = "Three photographs show shade trees that are older than ten years."


@pytest.mark.parametrize("column", ["risk_pcrop", "Risk_PCrop", "RISK_PCROP", "risk"])
@pytest.mark.parametrize("word", ["more_info_needed", "More info needed", "more-info-needed"])
def test_the_risk_is_read_in_every_spelling(column: str, word: str) -> None:
    assert read_result(2, {"external_id": "P1", column: word}).risk is Risk.MORE_INFO_NEEDED


def test_a_row_says_which_plot_where_and_upon_which_data() -> None:
    found = read_result(
        7,
        {
            "external_id": "SAM-P1#0a1b2c3d",
            "Country": "PER",
            "ProducerCountry": "PE",
            "risk_pcrop": "low",
            "Centroid_lon": "-76.335",
            "Centroid_lat": -8.462,
            "Ind_01_treecover": "no",
            "dataset_date": "2026-10-01T00:00:00",
        },
    )
    assert found == Screened(
        7,
        "SAM-P1",
        Risk.LOW,
        "0a1b2c3d",
        date(2026, 10, 1),
        Position(-76_335_000, -8_462_000),
        {"ind_01_treecover": "no"},
    )


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"external_id": ""}, "screening.code_missing"),
        ({"external_id": "#0a1b2c3d"}, "screening.code_missing"),
        ({"risk_pcrop": None}, "screening.risk_missing"),
        ({"risk_pcrop": "perhaps"}, "screening.risk_unknown"),
        ({"Country": "GHA"}, "screening.other_country"),
        ({"dataset_date": "yesterday"}, "screening.day_unread"),
    ],
)
def test_a_row_that_cannot_be_read_says_why(cells: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as no:
        read_result(2, {"external_id": "P1", "risk_pcrop": "low"} | cells)
    assert [each.code for each in no.value.reasons] == [code]


@pytest.mark.parametrize(
    ("answers", "risk"),
    [
        ("no no no no", Risk.LOW),
        ("yes yes no yes", Risk.LOW),
        ("yes no yes yes", Risk.LOW),
        ("yes no no yes", Risk.HIGH),
        ("yes no no no", Risk.MORE_INFO_NEEDED),
        ("yes no no perhaps", None),
    ],
)
def test_without_a_decision_the_indicators_decide_as_whisp_does(answers: str, risk: Risk | None) -> None:
    assert risk_of(dict(zip(INDICATORS, answers.split(), strict=True))) is risk


def test_a_row_with_indicators_only_is_decided() -> None:
    cells = {"external_id": "P1"} | dict(zip(INDICATORS, ("yes", "no", "no", "yes"), strict=True))
    assert read_result(2, cells).risk is Risk.HIGH


def test_a_result_for_the_plot_as_drawn_is_believed() -> None:
    marked = Screened(2, "P1", Risk.LOW, outline="0a1b2c3d", centre=Position(-76_335_000, -8_462_000))
    assert result_faults(marked, PLOT, dataset_on=date(2026, 1, 1)) == []
    assert result_faults(Screened(2, "P1", Risk.LOW), PLOT, dataset_on=MAPPED) == []
    never_dated = replace(PLOT, mapped_on=None)
    assert result_faults(Screened(2, "P1", Risk.LOW), never_dated, dataset_on=date(2026, 1, 1)) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"outline": "ffffffff"}, "screening.outline_changed"),
        ({}, "screening.older_than_outline"),
        ({"outline": "0a1b2c3d", "centre": Position(-75_000_000, -8_462_000)}, "screening.other_place"),
    ],
)
def test_a_result_for_something_else_is_not(changes: dict[str, Any], code: str) -> None:
    result = replace(Screened(2, "P1", Risk.LOW), **changes)
    assert [each.code for each in result_faults(result, PLOT, dataset_on=date(2026, 1, 1))] == [code]


def test_data_are_neither_of_the_future_nor_of_before_the_cut_off() -> None:
    days = (date(2026, 11, 29), TODAY, date(2020, 12, 31))
    assert [[each.code for each in day_faults(day, TODAY)] for day in days] == [
        ["screening.day_to_come"],
        [],
        ["screening.day_before_cut_off"],
    ]


@pytest.mark.parametrize(
    ("risk", "verdict", "proofs", "codes"),
    [
        (Risk.MORE_INFO_NEEDED, Verdict.CLEARED, 1, []),
        (Risk.MORE_INFO_NEEDED, Verdict.REFUSED, 0, []),
        (Risk.MORE_INFO_NEEDED, Verdict.CLEARED, 0, ["review.no_proof"]),
        (Risk.HIGH, Verdict.CLEARED, 3, ["review.high_never_clears"]),
        (Risk.LOW, Verdict.CLEARED, 1, ["review.nothing_open"]),
        (None, Verdict.CLEARED, 1, ["review.nothing_open"]),
    ],
)
def test_only_what_was_left_open_is_judged(risk: Risk | None, verdict: Verdict, proofs: int, codes: list[str]) -> None:
    assert [each.code for each in review_faults(risk, Judgement(verdict, WHY), proofs=proofs)] == codes


@pytest.mark.parametrize("why", ["too short", "x" * 2_001])
def test_a_verdict_says_why(why: str) -> None:
    found = review_faults(Risk.MORE_INFO_NEEDED, Judgement(Verdict.REFUSED, why), proofs=0)
    assert [each.code for each in found] == ["review.reason_length"]


@pytest.mark.parametrize(
    ("kind", "day", "note", "has_file", "codes"),
    [
        (ProofKind.PHOTO, TODAY, None, True, []),
        (ProofKind.VISIT, TODAY, "Shade trees of great age.", False, []),
        (ProofKind.DOCUMENT, TODAY, "title", False, ["proof.file_missing"]),
        (ProofKind.VISIT, TODAY, " ", True, ["proof.note_missing"]),
        (ProofKind.PHOTO, date(2026, 11, 29), "x" * 1_001, True, ["proof.day_to_come", "proof.note_too_long"]),
    ],
)
def test_a_proof_shows_something(
    kind: ProofKind,
    day: date,
    note: str | None,
    has_file: bool,  # noqa: FBT001 - a column of cases
    codes: list[str],
) -> None:
    assert [each.code for each in proof_faults(kind, day, note=note, has_file=has_file, today=TODAY)] == codes


def test_any_other_outline_has_another_digest() -> None:
    one, other = point(-76_335_000, -8_462_000), point(-76_335_001, -8_462_000)
    assert outline_digest(one) == outline_digest(point(-76_335_000, -8_462_000)) != outline_digest(other)


def test_what_no_database_takes_is_left_out() -> None:
    read = read_result(2, {"external_id": "SAM\0-P1\ud800", "risk_pcrop": "low", "ind_01_treecover": "ye\0s"})
    assert (read.code, read.indicators) == ("SAM-P1", {"ind_01_treecover": "yes"})
