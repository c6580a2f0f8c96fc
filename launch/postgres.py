"""Run a PostgreSQL server of our own: no port, no password, no system user, and gone when we are gone."""

import fcntl
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from launch.binaries import Binaries
from launch.cluster import USER, Cluster, quiet_environment
from launch.identity import Identity
from launch.places import is_linux
from launch.processes import on_leash
from launch.terminal import Trouble

IN_MEMORY = {
    "autovacuum": "off",
    "dynamic_shared_memory_type": "mmap",
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "400",  # several test runners share it, and some tests let fifty people in at once
    "max_wal_senders": "0",
    "synchronous_commit": "off",
    "wal_level": "minimal",
}
"""For tests: nothing needs to survive a crash of the machine."""


WHAT_ABOUT_TLS = bytes.fromhex("0000000804d2162f")
"""The question of PostgreSQL's protocol that a server answers in any state, with one letter."""
ANSWERS_WITHIN = 10.0


@dataclass(slots=True)
class Server:
    """A server whose files lie in one folder; whoever comes second shares it."""

    folder: Path
    binaries: Binaries
    settings: dict[str, str] = field(default_factory=dict)
    patience: float = 90.0
    cluster: Cluster = field(init=False)
    process: "subprocess.Popen[bytes] | None" = field(init=False, default=None)

    def __post_init__(self) -> None:
        """Decide as whom the server runs."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.cluster = Cluster(Identity.for_server(self.folder, self.binaries), self.binaries.version)

    @property
    def log(self) -> Path:
        """What the server said."""
        return self.folder / "server.log"

    @property
    def sockets(self) -> Path:
        """The folder of the server's socket, 0700."""
        return self.cluster.identity.socket_folder()

    def url(self, database: str = USER) -> str:
        """Return the address of one of the server's databases."""
        return f"postgresql://{USER}@/{database}?host={quote(str(self.sockets), safe='')}"

    def start(self) -> bool:
        """Start the server, or share the one that runs; say whether we started it.

        Raises:
            Trouble: it does not start; the message ends with what the server said last.
        """
        if self.process is not None and self.process.poll() is not None:
            self.process = None
        with self._alone():
            self._let_it_finish_stopping()
            if self.is_listening():
                self._wait_until_ready()
                return False
            self.cluster.create()
            self._forget_dead_postmaster()
            self._launch()
            self._wait_until_ready()
            return True

    def stop(self) -> None:
        """Stop the server if we started it, disconnecting everybody."""
        if self.process is None:
            return
        self.process.send_signal(2)
        try:
            self.process.wait(self.patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep out other processes that would start or create the same server now."""
        with (self.folder / "starting.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _launch(self) -> None:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.sockets),
            "unix_socket_permissions": "0700",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "log_line_prefix": "%m [%p] %d ",
            **({"recovery_init_sync_method": "syncfs"} if is_linux() else {}),
            **self.settings,
        }
        flags = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        command = [self.cluster.identity.program("postgres"), "-D", str(self.cluster.data), *flags]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                on_leash(command, last_signal="SIGINT", user=self.cluster.identity.how),
                cwd=self.cluster.identity.folder,
                env=quiet_environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _wait_until_ready(self) -> None:
        limit = time.monotonic() + self.patience
        while time.monotonic() < limit:
            if self.process is not None and self.process.poll() is not None:
                break
            if self._status() == "ready" and self.is_listening():
                return
            time.sleep(0.02)
        said = self.log.read_text(encoding="utf-8", errors="replace")[-2000:] if self.log.exists() else ""
        msg = f"PostgreSQL did not start within {self.patience:.0f} s. It said last:\n{said}"
        raise Trouble(msg)

    def _let_it_finish_stopping(self) -> None:
        limit = time.monotonic() + self.patience
        while self._status() == "stopping" and self.is_listening() and time.monotonic() < limit:
            time.sleep(0.1)

    def is_listening(self) -> bool:
        """Say whether a living server answers; the remains of a killed one take a connection, but say nothing."""
        with socket.socket(socket.AF_UNIX) as knock:
            knock.settimeout(ANSWERS_WITHIN)
            try:
                knock.connect(str(self.sockets / ".s.PGSQL.5432"))
                knock.sendall(WHAT_ABOUT_TLS)
                return bool(knock.recv(1))
            except OSError:
                return False

    def _postmaster(self) -> list[str]:
        with suppress(OSError):
            return (self.cluster.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        return []

    def _status(self) -> str:
        lines = self._postmaster()
        return lines[7].strip() if len(lines) > 7 else ""  # noqa: PLR2004 - the eighth line is the status

    def _forget_dead_postmaster(self) -> None:
        """Remove the note of a postmaster whose number now belongs to another program, as after a reboot."""
        lines = self._postmaster()
        if not lines or not is_linux():
            return
        with suppress(OSError, ValueError):
            name = Path(f"/proc/{int(lines[0])}/comm").read_text(encoding="utf-8").strip()
            if name != "postgres":
                (self.cluster.data / "postmaster.pid").unlink()
