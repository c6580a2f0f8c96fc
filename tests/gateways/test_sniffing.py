"""A file is what its content says, whatever it is called."""

import pytest

from marketplace.domain.errors import Refused
from marketplace.domain.files import FileKind
from marketplace.gateways import sniffing
from marketplace.gateways.sniffing import kind_of
from tests.gateways.contents import a_document, a_paper, a_picture, a_table, an_archive, packed_objects

PROGRAM = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00" + b"\x00" * 200
PAGE = b"<!DOCTYPE html><script>alert(1)</script>"
BOMB = a_table(*(f"xl/sheet{number}.xml" for number in range(3)), content=b"0" * 1_000_000)


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (a_picture("JPEG"), "bags.pdf", FileKind.IMAGE),
        (a_picture("PNG"), "bags.exe", FileKind.IMAGE),
        (a_picture("WEBP"), "bags", FileKind.IMAGE),
        (a_paper(), "weights.png", FileKind.PDF),
        (a_paper(packed_objects(b"<</Type /Page>>")), "weights.pdf", FileKind.PDF),
        (a_paper(b"2 0 obj <<>>\nstream\n/JS inside of a packed picture\nendstream endobj"), "w.pdf", FileKind.PDF),
        (a_table("xl/worksheets/sheet1.xml"), "list.zip", FileKind.XLSX),
        (a_document(), "letter.docx", FileKind.DOCX),
        (b"lote,kg\nYANA-26-01,1380\n", "list.csv", FileKind.CSV),
        ("año;kg\n".encode("cp1252"), "LIST.CSV", FileKind.CSV),
        ("\ufeffaño\tkg".encode(), "list.tsv", FileKind.CSV),
        ("¿Qué tal? 🍫".encode(), "hello.csv.txt", FileKind.TEXT),
        (b"a < b and c > d", "x", FileKind.TEXT),
    ],
)
def test_a_kind_is_known_by_content(content: bytes, name: str, kind: FileKind) -> None:
    assert kind_of(content, name) is kind


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file.empty"),
        (PROGRAM, "file.kind_unknown"),
        (b"\x7fELF\x02\x01\x01", "file.kind_unknown"),
        (PAGE, "file.kind_unknown"),
        (b"\xef\xbb\xbf  <html><body>", "file.kind_unknown"),
        (b"words first, then <script>alert(1)</script>", "file.kind_unknown"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "file.kind_unknown"),
        (b"<?xml version='1.0'?><svg/>", "file.kind_unknown"),
        (b"#!/bin/sh\nrm -rf .", "file.kind_unknown"),
        (b"GIF89a\x01\x00\x01\x00", "file.kind_unknown"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1", "file.phone_photo"),
        (b"\x00\x00\x00\x18ftypisom\x00\x00\x00\x00mp41", "file.kind_unknown"),
        (a_paper(packed_objects(b" " * 21_000_000 + b"/JavaScript")), "file.packed_too_tightly"),
        (a_paper(packed_objects(b" " * 21_000_000) + packed_objects(b"/JS ")), "file.packed_too_tightly"),
        (b"%PDF-1.4 cut short", "file.kind_unknown"),
        (a_paper() + an_archive("x"), "file.kind_unknown"),
        (an_archive("x"), "file.kind_unknown"),
        (an_archive("[Content_Types].xml", "word/document.xml", "xl/workbook.xml"), "file.kind_unknown"),
        (b"PK\x03\x04 and nothing more", "file.kind_unknown"),
        (b"\x81\x8d\x8f\x90\x9d", "file.kind_unknown"),
        (a_table("xl/vbaProject.bin"), "file.runs_something"),
        (a_document("word/embeddings/oleObject1.bin"), "file.runs_something"),
        (an_archive("[Content_Types].xml", "xl/workbook.xml", flag_bits=1), "file.locked"),
        (a_paper(b"2 0 obj <</S /JavaScript /JS (app.alert\\(1\\))>> endobj"), "file.runs_something"),
        (a_paper(b"2 0 obj <</S /J#61vaScript>> endobj"), "file.runs_something"),
        (a_paper(b"2 0 obj <</S /Launch /F (cmd.exe)>> endobj"), "file.runs_something"),
        (a_paper(packed_objects(b"<</S /JavaScript>>")), "file.runs_something"),
        (a_paper(packed_objects(b"x")[:60] + b"/JS " + b"\nendstream endobj"), "file.runs_something"),
    ],
)
def test_what_is_none_of_them_is_refused_with_its_name(content: bytes, code: str) -> None:
    with pytest.raises(Refused) as no:
        kind_of(content, "harmless.pdf")
    (cause,) = no.value.reasons
    assert (cause.code, cause.field, cause.facts["name"]) == (code, "files", "harmless.pdf")


def test_what_would_unpack_to_an_unusual_size_is_refused_unopened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sniffing, "MOST_UNPACKED", 2_000_000)
    assert len(BOMB) < 20_000
    with pytest.raises(Refused, match=r"file\.packed_too_tightly"):
        kind_of(BOMB, "list.xlsx")
