"""A storage that speaks S3 and checks signatures, on a port of this machine, for the tests that ask for it."""

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from marketplace.config import BucketAddress, bucket_address

PATIENCE_SECONDS = 20.0
SECRET = "s3cr3t/with+signs"


@dataclass(frozen=True)
class Bucket:
    """An empty bucket: its address, and the folder in which it really is."""

    address: BucketAddress
    folder: Path


@pytest.fixture
def bucket(tmp_path: Path) -> Iterator[Bucket]:
    """Start rclone's server for S3 on a free port."""
    program = shutil.which("rclone", path=str(Path(sys.executable).parent))
    assert program, "install requirements-dev.txt"
    folder, port = tmp_path / "storage" / "uploads", _free_port()
    folder.mkdir(parents=True)
    command = [program, "serve", "s3", "--addr", f"127.0.0.1:{port}", "--auth-key", f"key,{SECRET}"]
    command += ["--config", "", "--vfs-cache-mode", "off", "--dir-cache-time", "0s", str(folder.parent)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as server:
        try:
            _wait_for(port)
            address = bucket_address(f"s3://key:s3cr3t%2Fwith%2Bsigns@127.0.0.1:{port}/uploads?secure=0")
            assert address
            yield Bucket(address, folder)
        finally:
            server.terminate()


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def _wait_for(port: int) -> None:
    give_up = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < give_up:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    pytest.fail("the storage did not start")
