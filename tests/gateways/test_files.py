"""Files are kept whole or not at all, under names that lead nowhere else."""

import re
from pathlib import Path

import pytest

from marketplace.gateways.storage.folder import FolderStore as Store
from marketplace.gateways.storage.store import FileMissingError


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "uploads")


def test_what_is_written_can_be_read(store: Store) -> None:
    store.write("ab12.webp", b"picture")
    assert store.read("ab12.webp") == b"picture"


def test_writing_leaves_nothing_passing_behind(store: Store) -> None:
    store.write("ab12.webp", b"picture")
    assert [path.name for path in store.root.rglob("*") if path.is_file()] == ["ab12.webp"]


def test_what_is_deleted_is_missing_and_may_be_deleted_again(store: Store) -> None:
    store.write("ab12.webp", b"picture")
    store.delete("ab12.webp")
    store.delete("ab12.webp")
    with pytest.raises(FileMissingError):
        store.read("ab12.webp")


@pytest.mark.parametrize("name", ["../secret.webp", "/etc/passwd", "a/b.webp", ".hidden", "", "AB.webp", "a\0b.webp"])
def test_a_name_that_could_lead_elsewhere_is_no_name(store: Store, name: str) -> None:
    with pytest.raises(FileMissingError):
        store.read(name)
    with pytest.raises(ValueError, match=f"^{re.escape(name)}$"):
        store.write(name, b"x")
