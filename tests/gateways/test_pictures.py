"""Only pictures get in, by their content; what is kept is small and knows nothing of place and camera."""

import io
import zipfile
from collections.abc import Callable

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from marketplace.domain.errors import Refused
from marketplace.gateways.pictures import LONGEST_SIDE, THUMB_SIDE, Picture, prepare

PLACE = 0x8825  # the EXIF block with the place


def packed(kind: str, size: tuple[int, int] = (2000, 1000), mode: str = "RGB", **options: object) -> bytes:
    content = io.BytesIO()
    Image.new(mode, size, "brown").save(content, kind, **options)
    return content.getvalue()


def seen(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def a_zip() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("photo.png", b"no picture")
    return content.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_becomes_a_large_and_a_small_picture(kind: str) -> None:
    picture = prepare(packed(kind))
    assert (seen(picture.large).size, seen(picture.thumb).size) == ((LONGEST_SIDE, 800), (THUMB_SIDE, 240))
    assert (picture.width, picture.height, seen(picture.large).format) == (LONGEST_SIDE, 800, "WEBP")


def test_place_and_camera_are_left_behind() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Camera"
    exif[PLACE] = {1: "S", 2: (8.0, 27.0, 0.0)}
    picture = prepare(packed("JPEG", exif=exif, comment=b"Uchiza"))
    assert not seen(picture.large).getexif()
    assert not seen(picture.thumb).info.keys() & {
        "exif",
        "icc_profile",
        "comment",
    }


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_no_kind_of_picture_keeps_a_word_of_where_it_was_taken(kind: str) -> None:
    exif, said = Image.Exif(), PngInfo()
    exif[PLACE] = {1: "S", 2: (8.0, 27.0, 0.0)}
    said.add_itxt("XML:com.adobe.xmp", "<x>Uchiza</x>")
    sent = packed(kind, (40, 20), exif=exif, pnginfo=said, xmp=b"<x>Uchiza</x>")
    picture = prepare(sent)
    kept = picture.large + picture.thumb
    assert [b"Uchiza" in sent, *(each in kept for each in (b"Uchiza", b"EXIF", b"XMP ", b"ICCP"))] == [True] + 4 * [
        False
    ]


def test_of_pictures_that_move_the_first_is_kept() -> None:
    content = io.BytesIO()
    first, other = (Image.new("RGB", (40, 20), colour) for colour in ("white", "black"))
    first.save(content, "WEBP", save_all=True, append_images=[other])
    kept = seen(prepare(content.getvalue()).large)
    assert (getattr(kept, "n_frames", 1), kept.convert("L").getextrema()) == (1, (255, 255))


def test_a_photo_in_printers_colours_keeps_its_looks() -> None:
    content = io.BytesIO()
    Image.new("RGB", (40, 20), "red").convert("CMYK").save(content, "JPEG")
    red, green, blue = seen(prepare(content.getvalue()).large).convert("RGB").resize((1, 1)).tobytes()
    assert (red > 240, green < 16, blue < 16) == (True, True, True)


def test_a_photo_taken_upright_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    picture = prepare(packed("JPEG", (400, 200), exif=exif))
    assert (picture.width, picture.height) == (200, 400)


def test_a_phones_photo_of_several_pictures_in_one_file_is_taken_for_its_first() -> None:
    depth = Image.new("RGB", (40, 20), "white")
    content = packed("MPO", (400, 200), save_all=True, append_images=[depth])
    picture = prepare(content)
    assert (picture.width, picture.height, b"MPF" in picture.large) == (400, 200, False)


def test_a_photo_with_damaged_notes_of_its_place_is_taken_and_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[PLACE] = {2: (8.0, 27.0, 0.0)}
    content = packed("JPEG", (60, 40), exif=exif)
    three_fractions = b"\x00\x02\x00\x05\x00\x00\x00\x03"
    assert three_fractions in content
    picture = prepare(content.replace(three_fractions, b"\x00\x02\x00\x02\x00\x00\x00\x03"))
    assert (picture.width, picture.height) == (40, 60)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "1", "I;16"])
def test_any_kind_of_png_becomes_plain_colour(mode: str) -> None:
    image = Image.new(mode, (50, 40))
    content = io.BytesIO()
    image.save(content, "PNG")
    assert seen(prepare(content.getvalue()).large).mode == "RGB"


def test_small_pictures_are_not_blown_up() -> None:
    assert prepare(packed("PNG", (30, 20))).width == 30


def test_a_stowaway_behind_the_picture_stays_outside() -> None:
    picture = prepare(packed("PNG", (30, 20)) + a_zip())
    assert b"PK\x03\x04" not in picture.large + picture.thumb


TRUNCATED = packed("JPEG")[:-2000]


@pytest.mark.parametrize(
    "content",
    [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", a_zip(), b"\x89PNG\r\n\x1a\n" + b"\0" * 99, TRUNCATED[:40]],
    ids=["nothing", "svg", "a PNG that is a zip", "broken", "cut off"],
)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(Refused) as no:
        prepare(content)
    assert no.value.code == "photo.not_an_image"


@pytest.mark.parametrize("kind", ["GIF", "TIFF", "BMP"])
def test_other_kinds_of_pictures_are_refused(kind: str) -> None:
    with pytest.raises(Refused):
        prepare(packed(kind, (20, 20)))


def refused_code(work: Callable[[], Picture]) -> str:
    with pytest.raises(Refused) as no:
        work()
    return no.value.code


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    assert refused_code(lambda: prepare(packed("PNG", (12_000, 9_000), "1"))) == "photo.too_many_pixels"
    assert refused_code(lambda: prepare(packed("PNG", (6_000, 5_000), "1"))) == "photo.too_many_pixels"


def test_a_file_that_is_too_large_is_not_even_opened() -> None:
    assert refused_code(lambda: prepare(b"\xff\xd8" + b"\0" * (10 * 1024 * 1024))) == "photo.too_large"
