"""Files have kinds and names; a name is one visible line that leads nowhere."""

import pytest

from marketplace.domain.files import ENDINGS, LONGEST_NAME, FileKind, name_for_saving, tidy_name


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Peso de sacos.pdf", "Peso de sacos.pdf"),
        ("C:\\Users\\Ana\\foto.jpg", "foto.jpg"),
        ("../../etc/passwd", "passwd"),
        ("uploads/", "uploads"),
        ("man\u0303ana 🍫.png", "mañana 🍫.png"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("two\nlines\t.csv", "twolines.csv"),
        ("...", "file"),
        ("", "file"),
        (" \u200d ", "file"),
    ],
)
def test_a_name_is_one_plain_line(typed: str, name: str) -> None:
    assert tidy_name(typed) == name


@pytest.mark.parametrize(("ending", "kept"), [(".pdf", ".pdf"), ("." + "x" * 30, "")])
def test_a_long_name_is_cut_before_its_ending(ending: str, kept: str) -> None:
    name = tidy_name("ñ" * 300 + ending)
    assert len(name) == LONGEST_NAME
    assert name == "ñ" * (LONGEST_NAME - len(kept)) + kept


@pytest.mark.parametrize(
    ("name", "kind", "saved"),
    [
        ("a.PDF", FileKind.PDF, "a.PDF"),
        ("list.exe", FileKind.PDF, "list.exe.pdf"),
        ("bags.jpeg", FileKind.IMAGE, "bags.webp"),
        ("bags.svg", FileKind.IMAGE, "bags.svg.webp"),
        ("run.bat", FileKind.TEXT, "run.bat.txt"),
        ("bags.png", FileKind.PDF, "bags.png.pdf"),
    ],
)
def test_a_file_is_saved_under_an_ending_that_is_true(name: str, kind: FileKind, saved: str) -> None:
    assert name_for_saving(name, kind) == saved


def test_every_kind_has_an_ending() -> None:
    assert set(ENDINGS) == set(FileKind)
