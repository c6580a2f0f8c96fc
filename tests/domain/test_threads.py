"""What is said has a length, a weight and a pace."""

import pytest

from marketplace.domain.threads import (
    LONGEST_BODY,
    MOST_FILES,
    MOST_IN_WINDOW,
    message_faults,
    pace_faults,
    tidy_body,
)

MEGABYTE = 1024 * 1024


@pytest.mark.parametrize(
    ("typed", "body"),
    [
        ("  Hola \r\n\r\nAdiós\r", "Hola \n\nAdiós"),
        ("a\n\n\n\n\n\n\nb", "a\n\n\nb"),
        ("n\u0303 👩🏽‍🌾", "ñ 👩🏽‍🌾"),
        ("\x00\x07\u202eabc\ud800", "abc"),
        ("<b>&amp;</b>", "<b>&amp;</b>"),
    ],
)
def test_words_are_kept_and_signs_that_cannot_be_seen_are_not(typed: str, body: str) -> None:
    assert tidy_body(typed) == body


@pytest.mark.parametrize(
    ("body", "sizes", "codes"),
    [
        ("Hola", [], []),
        ("", [1], []),
        ("x" * LONGEST_BODY, [1] * MOST_FILES, []),
        ("", [10 * MEGABYTE] * 3, []),
        ("", [], ["message.empty"]),
        ("x" * (LONGEST_BODY + 1), [], ["message.too_long"]),
        ("x", [1] * (MOST_FILES + 1), ["message.too_many_files"]),
        ("x", [10 * MEGABYTE] * 3 + [1], ["message.too_heavy"]),
    ],
)
def test_what_keeps_a_message_from_being_sent(body: str, sizes: list[int], codes: list[str]) -> None:
    assert [each.code for each in message_faults(body, sizes)] == codes


def test_the_pace_is_one_number() -> None:
    assert pace_faults(MOST_IN_WINDOW - 1) == []
    assert [each.code for each in pace_faults(MOST_IN_WINDOW)] == ["message.too_often"]
