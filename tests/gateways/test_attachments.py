"""Files are kept before their rows are, checked, freed of their traces, and forgotten when the market says no."""

import hashlib
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from flask import current_app
from PIL import Image

from marketplace.config import Config, bucket_address
from marketplace.domain.errors import Refused
from marketplace.domain.files import FileKind, KeptFile
from marketplace.gateways.attachments import Sent, keeping, prepare
from marketplace.gateways.files import uploads
from tests.gateways.contents import a_paper, a_picture

pytestmark = pytest.mark.usefixtures("context")


def kept(config: Config) -> list[Path]:
    return [path for path in config.uploads_dir.rglob("*") if path.is_file()]


def test_a_picture_loses_the_place_and_the_camera(config: Config) -> None:
    sent = a_picture("JPEG", (3000, 2000))
    assert b"Somebody's Camera" in sent
    with keeping([Sent("bags.jpg", sent)]) as (file,):
        pass
    assert (file.kind, file.width, file.height) == (FileKind.IMAGE, 1600, 1067)
    for path in kept(config):
        assert b"Camera" not in path.read_bytes()
        with Image.open(path) as picture:
            assert not picture.getexif()
    assert len(kept(config)) == 2


def test_what_is_kept_is_what_was_sent() -> None:
    with keeping([Sent("../weights\\a.pdf", a_paper())]) as (file,):
        assert uploads().read(file.stored) == a_paper()
    assert (file.name, file.size, file.thumb) == ("a.pdf", len(a_paper()), None)
    assert file.sha256 == hashlib.sha256(a_paper()).hexdigest()


def test_all_that_is_wrong_is_said_at_once_and_nothing_is_kept(config: Config) -> None:
    with pytest.raises(Refused) as no, keeping([Sent("a", b""), Sent("b.pdf", a_paper()), Sent("c", b"\0")]):
        pass
    assert [each.code for each in no.value.reasons] == ["file.empty", "file.kind_unknown"]
    assert kept(config) == []


def test_a_no_of_the_market_leaves_nothing_behind(config: Config) -> None:
    counts = []
    with suppress(Refused), keeping([Sent("a.pdf", a_paper()), Sent("b.png", a_picture("PNG"))]):
        counts.append(len(kept(config)))
        raise Refused("message.too_often")
    assert [*counts, len(kept(config))] == [3, 0]


def test_a_crash_leaves_the_files_to_the_sweep(config: Config) -> None:
    with pytest.raises(KeyboardInterrupt), keeping([Sent("a.pdf", a_paper())]):
        raise KeyboardInterrupt
    assert len(kept(config)) == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"%PDF-" + b"0" * (10 * 1024 * 1024), "file.too_large"),
        (b"\xff\xd8\xff" + b"0" * 1000, "file.not_an_image"),
        (a_picture("PNG")[:60], "file.not_an_image"),
    ],
)
def test_what_cannot_be_kept_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(Refused) as no:
        prepare(Sent("harmless.pdf", content))
    assert no.value.code == code


def test_a_picture_of_too_many_pixels_is_not_unpacked() -> None:
    with pytest.raises(Refused) as no:
        prepare(Sent("bomb.png", a_picture("PNG", (6000, 6000))))
    assert no.value.code == "file.too_many_pixels"


def test_a_storage_that_does_not_answer_is_said_in_words(config: Config) -> None:
    config.uploads_dir.parent.joinpath("uploads").write_text("a file where the folder should be")
    with pytest.raises(Refused) as no, keeping([Sent("a.pdf", a_paper())]):
        pass
    assert no.value.code == "file.not_kept"


def test_a_storage_that_goes_down_in_the_middle_is_said_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files before the fault are asked back from a storage that does not answer any more."""
    config: Config = current_app.extensions["mazorca"]
    address = bucket_address("s3://key:secret@127.0.0.1:1/uploads?secure=0")
    monkeypatch.setitem(current_app.extensions, "mazorca", replace(config, bucket=address))
    with suppress(Refused), keeping([]) as kept:
        kept.append(KeptFile("ab-f.pdf", None, "a.pdf", FileKind.PDF, 1, ""))
        raise Refused("file.not_kept")
