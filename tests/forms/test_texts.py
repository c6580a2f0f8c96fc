"""What is typed is kept as it is seen: nothing in it is hidden, and no more lines than there are."""

import pytest

from marketplace.forms.texts import tidy, tidy_line


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("  Yanayacu ", "Yanayacu"), ("", None), (None, None), ("a\x00\x1bb", "ab"), ("fdp\u202eexe.\u2066", "fdpexe.")],
)
def test_what_cannot_be_seen_is_dropped(typed: str | None, kept: str | None) -> None:
    assert tidy(typed) == kept


def test_several_lines_stay_so_only_where_there_may_be_several() -> None:
    assert tidy("Ana\r\nBcc: x") == "Ana\nBcc: x"
    assert tidy_line("Ana\r\nBcc: x") == "Ana Bcc: x"
    assert tidy_line(None) is None
