"""Our own server: shared, private, durable, and gone with its starter."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from launch import identity
from launch.binaries import find_binaries
from launch.leash import NOBODY
from launch.places import ROOT
from launch.postgres import Server
from launch.ramdisk import passing_folder
from launch.terminal import Trouble

START_AND_STAY = """
import sys, time
from pathlib import Path
from launch.binaries import find_binaries
from launch.leash import NOBODY
from launch.postgres import Server
server = Server(Path(sys.argv[1]), find_binaries())
server.start()
print(server.process.pid, flush=True)
time.sleep(600)
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder as short-lived as the test."""
    with passing_folder() as passing:
        yield passing


@pytest.fixture
def server(folder: Path) -> Iterator[Server]:
    """A running server."""
    server = Server(folder, find_binaries())
    server.start()
    yield server
    server.stop()


def ask(server: Server, question: str) -> object:
    """Return the first value of the answer."""
    with psycopg.connect(server.url(), autocommit=True) as connection:
        row = connection.execute(question.encode()).fetchone()
    return row[0] if row else None


def test_who_comes_second_shares_the_server(server: Server) -> None:
    second = Server(server.folder, server.binaries)
    assert second.start() is False
    second.stop()
    assert ask(server, "select 1") == 1


def test_a_killed_server_comes_back_with_every_row(server: Server) -> None:
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute("create table kept as select 42 as answer")
    assert server.process is not None
    os.kill(server.process.pid, signal.SIGKILL)
    server.process.wait()
    assert server.start() is True
    assert ask(server, "select answer from kept") == 42


def test_the_server_listens_on_no_port(server: Server) -> None:
    assert ask(server, "show listen_addresses") == ""


def test_only_we_can_knock(server: Server) -> None:
    assert stat.S_IMODE(server.sockets.stat().st_mode) == 0o700


def test_a_stopped_server_is_gone(server: Server) -> None:
    server.stop()
    assert not server.is_listening()


def test_a_server_that_is_stopping_is_waited_for(server: Server) -> None:
    assert server.process is not None
    server.process.send_signal(signal.SIGINT)
    second = Server(server.folder, server.binaries)
    assert second.start() is True
    second.stop()


def test_a_killed_starter_leaves_no_server(folder: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", START_AND_STAY, str(folder)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as starter:
        assert starter.stdout is not None
        postmaster = int(starter.stdout.readline())
        starter.kill()
    limit = time.monotonic() + 20
    while Path(f"/proc/{postmaster}").exists() and time.monotonic() < limit:
        time.sleep(0.05)
    assert not Path(f"/proc/{postmaster}").exists()


def test_a_note_left_by_a_server_before_a_reboot_is_no_obstacle(server: Server) -> None:
    server.stop()
    note = server.cluster.data / "postmaster.pid"
    note.write_text(f"{os.getpid()}\n{server.cluster.data}\n0\n5432\n\n\n  0 0\nready\n", encoding="ascii")
    assert server.start() is True


def test_a_path_too_long_for_a_socket_gets_a_short_one(folder: Path) -> None:
    server = Server(folder / ("a folder with a long name and spaces " * 4).strip(), find_binaries())
    server.start()
    try:
        assert ask(server, "select 1") == 1
    finally:
        server.stop()
        server.sockets.rmdir()


def test_files_of_another_version_are_not_touched(server: Server) -> None:
    server.stop()
    (server.cluster.data / "PG_VERSION").write_text("9\n", encoding="ascii")
    with pytest.raises(Trouble, match="written by PostgreSQL 9"):
        server.start()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become nobody")
def test_where_namespaces_are_forbidden_root_becomes_nobody(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identity, "how_to_leave_root", lambda: "--become-nobody")
    server = Server(folder / "pg", find_binaries())
    server.start()
    assert server.process is not None
    owners = {path.stat().st_uid for path in (Path(f"/proc/{server.process.pid}"), server.cluster.data)}
    server.stop()
    shutil.rmtree(server.cluster.identity.folder)
    assert owners == {NOBODY}
