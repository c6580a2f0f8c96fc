"""No paper loses a letter: names in any script are printed, and what no font has stands as its number."""

import unicodedata
from collections.abc import Callable
from io import BytesIO

import pytest
from pypdf import PdfReader

from marketplace.documents.letters import is_held, written
from marketplace.documents.typesetting import FAMILIES, _fonts
from tests.documents.papers import PAPERS, card

NAMES = {
    "accents": "Ñandú Əhmədov Łódź Çağla",
    "Vietnamese": "Đặng Thị Hương",
    "Cyrillic": "Жанна Ёлкина",
    "Greek": "Ωμέγα Κακάο",
    "Arabic": "شركة الشوكولاتة",
    "Hebrew": "שוקולד ישראל",
    "Chinese": "明治巧克力",
    "Japanese": "チョコレート ひらがな",
    "Korean": "초콜릿 회사",
    "Thai": "ช็อกโกแลต",
    "Devanagari": "चॉकलेट श्री",
    "Georgian": "შოკოლადი",
    "Armenian": "Շոկոլադ",
    "emoji": "🍫🌱👩🏽‍🌾🇵🇪❤️",
}
ADLAM = "\U0001e900\U0001e901"
"""A script that none of our fonts has."""
TORN = "a" * 21 + " \u05dc \u05b3\u0593\u29c2\u05e9" * 2
"""A name of stray marks, over which the typesetter falls where a line of some width ends."""


def text_of(made: bytes) -> str:
    """Return all that a reader can copy from a paper."""
    return "".join(page.extract_text() for page in PdfReader(BytesIO(made)).pages)


def letters_of(text: str) -> set[str]:
    """List the letters of a text, however they are composed and in whatever direction they run."""
    return {each for each in unicodedata.normalize("NFKD", text) if not each.isspace() and each != "\u200b"}


@pytest.mark.parametrize("paper", PAPERS, ids=lambda each: each.__name__)
def test_every_paper_keeps_every_letter_of_every_script(paper: Callable[[str], bytes]) -> None:
    read = letters_of(text_of(paper(" ".join(NAMES.values()))))

    lost = {script: letters_of(name) - read for script, name in NAMES.items()}

    assert not any(lost.values())


@pytest.mark.parametrize("paper", PAPERS, ids=lambda each: each.__name__)
def test_what_no_font_has_stands_as_its_number_and_the_paper_says_so(paper: Callable[[str], bytes]) -> None:
    read = " ".join(text_of(paper(ADLAM)).replace("\u200b", "").split())

    assert "[U+1E900 U+1E901]" in read
    assert "not printed" in read or "cannot print" in read


def test_a_paper_without_numbers_says_nothing_of_them() -> None:
    assert "[U+" not in text_of(card(NAMES["Chinese"]))


def test_a_mark_that_only_changes_the_letter_before_makes_no_number() -> None:
    assert written("❤️") == "❤️"


def test_a_long_word_may_break_but_not_before_a_mark() -> None:
    said = written("ก" * 24 + "็" + "ก" * 3)

    assert said == "ก" * 24 + "็" + "\u200b" + "ก" * 3


def test_a_long_word_that_runs_to_the_left_stays_whole() -> None:
    assert written("ש" * 40) == "ש" * 40


def test_the_fonts_lie_beside_the_papers() -> None:
    assert set(FAMILIES) <= set(_fonts().families())


def test_a_control_sign_is_no_letter() -> None:
    assert not is_held("\x07")


def test_a_paper_comes_out_even_where_the_typesetter_falls_over_its_letters() -> None:
    assert "[U+05DC]" in text_of(card(TORN))
