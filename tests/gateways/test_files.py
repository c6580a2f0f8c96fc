"""Files are kept whole or not at all, in a folder or in a bucket, under names that lead nowhere else."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from marketplace.config import MalformedSettingError, bucket_address
from marketplace.gateways.storage.bucket import BucketStore
from marketplace.gateways.storage.folder import FolderStore
from marketplace.gateways.storage.store import FileMissingError, FileTakenError, StorageError, Store
from tests.gateways.buckets import Bucket

LARGE = bytes(range(256)) * 40_000


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    if request.param == "folder":
        return FolderStore(tmp_path / "uploads")
    bucket: Bucket = request.getfixturevalue("bucket")
    return BucketStore(bucket.address)


def test_what_is_written_can_be_read(store: Store) -> None:
    store.write("ab12.webp", b"picture")
    assert store.read("ab12.webp") == b"picture"


def test_nothing_is_ever_written_over_another_file(store: Store) -> None:
    store.write("ab12.webp", b"picture")
    with pytest.raises(FileTakenError):
        store.write("ab12.webp", b"another")
    assert store.read("ab12.webp") == b"picture"


def test_what_is_deleted_is_missing_and_may_be_deleted_again(store: Store) -> None:
    store.write("ab12.webp", b"picture")
    store.delete("ab12.webp")
    store.delete("ab12.webp")
    with pytest.raises(FileMissingError):
        store.read("ab12.webp")
    with pytest.raises(FileMissingError):
        store.chunks("ab12.webp")


def test_ten_megabytes_come_in_pieces_and_in_parts(store: Store) -> None:
    store.write("ab12.pdf", LARGE)
    pieces = list(store.chunks("ab12.pdf"))
    assert b"".join(pieces) == LARGE
    assert max(map(len, pieces)) <= len(LARGE) // 4
    assert b"".join(store.chunks("ab12.pdf", 300, stop=700_000)) == LARGE[300:700_000]
    assert b"".join(store.chunks("ab12.pdf", len(LARGE) - 5)) == LARGE[-5:]


def test_what_is_kept_is_listed_with_its_time(store: Store) -> None:
    before = datetime.now(UTC) - timedelta(seconds=5)
    for name in ("ab12.webp", "cd34-f.pdf"):
        store.write(name, b"x")
    found = {each.name: each.since for each in store.kept()}
    assert found.keys() == {"ab12.webp", "cd34-f.pdf"}
    assert min(found.values()) >= before


@pytest.mark.parametrize("name", ["../secret.webp", "/etc/passwd", "a/b.webp", ".hidden", "", "AB.webp", "a\0b.webp"])
def test_a_name_that_could_lead_elsewhere_is_no_name(store: Store, name: str) -> None:
    with pytest.raises(FileMissingError):
        store.read(name)
    with pytest.raises(ValueError, match=f"^{re.escape(name)}$"):
        store.write(name, b"x")


def test_writing_leaves_nothing_passing_behind(tmp_path: Path) -> None:
    FolderStore(tmp_path).write("ab12.webp", b"picture")
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["ab12.webp"]


def test_a_file_that_nobody_reads_stays_closed(tmp_path: Path) -> None:
    FolderStore(tmp_path).write("ab12.webp", b"picture")
    pieces = FolderStore(tmp_path).chunks("ab12.webp")
    assert next(pieces) == b"picture"
    del pieces


def test_a_wrong_key_gets_nowhere(bucket: Bucket) -> None:
    stranger = BucketStore(replace(bucket.address, secret="guessed"))
    with pytest.raises(StorageError):
        stranger.write("ab12.webp", b"picture")
    assert list(bucket.folder.rglob("*")) == []


def test_a_storage_that_is_not_there_says_so() -> None:
    address = bucket_address("s3://key:secret@127.0.0.1:9/uploads?secure=0")
    assert address
    with pytest.raises(StorageError):
        BucketStore(address, tries=0).read("ab12.webp")


def test_an_address_is_read_once_and_keeps_its_secret() -> None:
    address = bucket_address("s3://AKIA:a%2Fb@s3.example:9000/cacao?region=sa-east-1")
    assert address
    assert (address.endpoint, address.bucket, address.region) == ("https://s3.example:9000", "cacao", "sa-east-1")
    assert (address.key, address.secret, address.is_secure) == ("AKIA", "a/b", True)
    assert "a/b" not in repr(address)
    assert bucket_address("") is None


@pytest.mark.parametrize(
    "url",
    [
        "http://key:secret@host/bucket",
        "s3://host/bucket",
        "s3://key@host/bucket",
        "s3://key:secret@host",
        "s3://key:secret@host/bucket/folder",
        "s3://key:secret@host:port/bucket",
        "s3://key:secret@host/bucket?tls=0",
        "uploads",
    ],
)
def test_a_malformed_address_stops_the_start_by_name_and_tells_no_secret(url: str) -> None:
    with pytest.raises(MalformedSettingError, match="STORAGE_URL") as error:
        bucket_address(url)
    assert "secret@host" not in str(error.value).replace("s3://key:secret@host[:port]/bucket", "")
