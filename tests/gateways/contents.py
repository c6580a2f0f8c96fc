"""Contents of files of all kinds, honest and not."""

import io
import zipfile
import zlib

from PIL import Image

PLACE = b"GPSLatitude"


def a_picture(form: str = "JPEG", size: tuple[int, int] = (60, 40)) -> bytes:
    """Make a picture that tells where and with what it was taken."""
    content, exif = io.BytesIO(), Image.Exif()
    exif[0x010F] = "Somebody's Camera"
    exif.get_ifd(0x8825)[1] = "S"
    exif.get_ifd(0x8825)[2] = (8.0, 11.0, 0.0)
    Image.new("RGB", size, "brown").save(content, form, exif=exif)
    return content.getvalue()


def a_paper(inside: bytes = b"") -> bytes:
    """Make a small PDF with more objects `inside`."""
    return b"%PDF-1.4\n1 0 obj <</Type /Catalog>> endobj\n" + inside + b"\ntrailer <</Root 1 0 R>>\n%%EOF\n"


def packed_objects(text: bytes) -> bytes:
    """Pack objects of a PDF as its newer versions do."""
    packed = zlib.compress(text)
    return b"2 0 obj <</Type /ObjStm /Filter /FlateDecode>>\nstream\r\n" + packed + b"\nendstream endobj"


def an_archive(*parts: str, content: bytes = b"x", **flags: int) -> bytes:
    """Make a ZIP with these parts; `flag_bits` marks them, as encryption does."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in parts:
            archive.writestr(name, content)
    whole = made.getvalue()
    if flags.get("flag_bits"):
        whole = whole.replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00")
    return whole


def a_table(*more: str, content: bytes = b"x") -> bytes:
    """Make what is an Excel table by its parts."""
    return an_archive("[Content_Types].xml", "xl/workbook.xml", *more, content=content)


def a_document(*more: str) -> bytes:
    """Make what is a Word document by its parts."""
    return an_archive("[Content_Types].xml", "word/document.xml", *more)
