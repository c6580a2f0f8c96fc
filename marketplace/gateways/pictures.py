"""Photos as people send them become small pictures without a trace of where and with what they were taken."""

from dataclasses import dataclass
from io import BytesIO

from PIL import ExifTags, Image, UnidentifiedImageError

from marketplace.domain.errors import Refused, reason

MEGABYTE = 1024 * 1024
MOST_MEGABYTES = 10
MEGAPIXEL = 1_000_000
MOST_MEGAPIXELS = {"JPEG": 64, "PNG": 25, "WEBP": 25}  # a JPEG is shrunk while it is read, the others are read whole
SEVERAL = {"MPO": "JPEG"}
"""Phones send several pictures in one file (depth, light) under the first one's ending; the first is the photo."""
LONGEST_SIDE = 1600
THUMB_SIDE = 480
TURNED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""How the camera was held, by the number that it writes down (EXIF 2.32), and what sets the picture upright."""
QUALITY = 80
SUFFIX = "webp"
TOO_MANY = (Image.DecompressionBombError, Image.DecompressionBombWarning)


@dataclass(frozen=True, slots=True)
class Picture:
    """One photo in two sizes, both WebP; `width` and `height` are those of the large one, in pixels."""

    large: bytes
    thumb: bytes
    width: int
    height: int


def prepare(content: bytes) -> Picture:
    """Check a sent file by its content, shrink it to 1,600 px and to a 480 px thumb, and drop all metadata.

    Raises `Refused` (`photo.not_an_image`, `photo.too_large`, `photo.too_many_pixels`).
    """
    if len(content) > MOST_MEGABYTES * MEGABYTE:
        raise Refused(reason("photo.too_large", "photo", limit=MOST_MEGABYTES))
    try:
        large = _shrunk(_opened(content), LONGEST_SIDE)
        thumb = _shrunk(large, THUMB_SIDE)
    except TOO_MANY as error:
        raise Refused(reason("photo.too_many_pixels", "photo", limit=max(MOST_MEGAPIXELS.values()))) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise Refused(reason("photo.not_an_image", "photo")) from error
    return Picture(_packed(large), _packed(thumb), large.width, large.height)


def _opened(content: bytes) -> Image.Image:
    image = Image.open(BytesIO(content), formats=tuple(MOST_MEGAPIXELS))
    most = MOST_MEGAPIXELS[SEVERAL.get(image.format or "", image.format) or "PNG"]
    if image.width * image.height > most * MEGAPIXEL:
        raise Refused(reason("photo.too_many_pixels", "photo", limit=most))
    image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    image.load()
    return _flat(_upright(image))


def _upright(image: Image.Image) -> Image.Image:
    """Turn a picture as its camera was held; where the camera's notes cannot be read, it stays as it lies."""
    try:
        turn = TURNED.get(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # noqa: BLE001 - damaged notes make their reader fail in every way there is
        return image
    return image if turn is None else image.transpose(turn)


def _flat(image: Image.Image) -> Image.Image:
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        ground = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(ground, image.convert("RGBA"))
    return image.convert("RGB")


def _shrunk(image: Image.Image, longest: int) -> Image.Image:
    smaller = image.copy()
    smaller.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    return smaller


def _packed(image: Image.Image) -> bytes:
    bare = Image.frombytes("RGB", image.size, image.tobytes())
    packed = BytesIO()
    bare.save(packed, "WEBP", quality=QUALITY, method=4)
    return packed.getvalue()
