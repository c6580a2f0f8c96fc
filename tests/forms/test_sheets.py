"""CSV files are read strictly: every fault with its row and column, nothing taken for something else."""

import pytest

from marketplace.forms.sheets import FaultySheetError, SheetFault, SheetRow, read_pairs, read_sheet, read_yes_no

KNOWN, NEEDED = ("code", "title", "notes"), ("code",)


def read(text: str) -> list[SheetRow]:
    return read_sheet(text.encode(), known=KNOWN, needed=NEEDED)


def faults(content: bytes) -> list[tuple[int | None, str | None]]:
    with pytest.raises(FaultySheetError) as faulty:
        read_sheet(content, known=KNOWN, needed=NEEDED)
    return [(each.row, each.column) for each in faulty.value.faults]


@pytest.mark.parametrize("divider", [",", ";", "\t"])
def test_the_first_row_shows_how_cells_are_divided(divider: str) -> None:
    assert read(f"code{divider}title\nA{divider}B\n") == [SheetRow(2, {"code": "A", "title": "B"})]


def test_rows_are_numbered_as_a_spreadsheet_does() -> None:
    assert [row.number for row in read('code,notes\nA,"two\nlines"\n\nB,\n')] == [2, 4]


def test_a_mark_that_windows_writes_is_no_part_of_the_first_name() -> None:
    assert read("\ufeffcode\nA\n") == [SheetRow(2, {"code": "A"})]


def test_cells_are_trimmed_and_empty_ones_left_out() -> None:
    assert read("CODE , title\n A , \n") == [SheetRow(2, {"code": "A"})]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", [(1, "code")]),
        (b"code\n", [(None, None)]),
        (b"title\nx\n", [(1, "code")]),
        (b"code,colour\nA,red\n", [(1, "colour")]),
        (b"code,code\nA,B\n", [(1, "code")]),
        (b"code\nA,B\n", [(2, None)]),
        (b'code,title\nA,"open\n', [(2, None)]),
        ("code\nCafé\n".encode("latin-1"), [(None, None)]),
        (b"code\n" + b"A\n" * 5_001, [(5_002, None)]),
    ],
)
def test_what_cannot_be_read_is_told_at_its_place(content: bytes, found: list[object]) -> None:
    assert faults(content) == found


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (SheetFault("Wrong."), "Wrong."),
        (SheetFault("Wrong.", 3), "Row 3: Wrong."),
        (SheetFault("Wrong.", None, "code"), "Column code: Wrong."),
        (SheetFault("Wrong.", 3, "code"), "Row 3, column code: Wrong."),
    ],
)
def test_a_fault_says_where_it_is(fault: SheetFault, said: str) -> None:
    assert str(fault) == said


def test_pairs_are_read_and_what_is_none_is_named() -> None:
    assert read_pairs("cacao=4.7; floral; =2; cacao=5;") == ({"cacao": "4.7"}, ["floral", "=2", "cacao=5"])


@pytest.mark.parametrize(("word", "meaning"), [("Sí", True), ("no", False), ("", False), ("perhaps", None)])
def test_yes_and_no_are_read_in_both_languages(*, word: str, meaning: bool | None) -> None:
    assert read_yes_no(word) is meaning
