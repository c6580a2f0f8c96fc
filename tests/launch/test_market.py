"""The small parts around a market: its secret, its port, its mail, its packages."""

import hashlib
import http.server
import smtplib
import stat
import threading
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from launch import mailcatch, pip
from launch.market import listen, market_settings
from launch.ramdisk import passing_folder
from launch.secrets import own_secret


@pytest.fixture
def post_office(tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """The demo's post office; gives its port and the folder of its mails."""
    listening = listen("127.0.0.1")
    office = mailcatch.PostOffice(listening, tmp_path)
    serving = threading.Thread(target=office.serve_forever, kwargs={"poll_interval": 0.01})
    serving.start()
    yield listening.getsockname()[1], tmp_path
    office.shutdown()
    office.server_close()
    serving.join()


def a_mail() -> EmailMessage:
    """Return a mail with a link and a line that begins with a dot."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "avisos@mazorca.example", "ana@example.org", "Invitación"
    mail.set_content("Hola:\n\n.punto\nhttps://mazorca.example/invitations/abc\n")
    return mail


def test_the_secret_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    first, second = own_secret(tmp_path / "secret"), own_secret(tmp_path / "secret")
    assert (first, stat.S_IMODE((tmp_path / "secret").stat().st_mode)) == (second, 0o600)


def test_a_taken_port_is_passed_over() -> None:
    with listen("127.0.0.1", 8300) as first, listen("127.0.0.1", 8300) as second:
        assert second.getsockname()[1] > first.getsockname()[1]


def test_what_the_user_has_set_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "the user's own")
    assert market_settings("postgresql://x")["SECRET_KEY"] == "the user's own"


def test_a_mail_without_its_last_word_is_not_kept(post_office: tuple[int, Path]) -> None:
    port, folder = post_office
    server = smtplib.SMTP("127.0.0.1", port)
    for command in ("EHLO x", "MAIL FROM:<a@example.org>", "RCPT TO:<b@example.org>", "DATA"):
        server.docmd(command)
    server.send(b"Subject: half\r\n\r\nhalf a letter\r\n")
    server.close()
    test_a_mail_is_kept_whole((port, folder))


def test_a_mail_is_kept_whole(post_office: tuple[int, Path]) -> None:
    port, folder = post_office
    with smtplib.SMTP("127.0.0.1", port) as server:
        server.send_message(a_mail())
    [kept] = folder.glob("*.eml")
    assert b"\r\n.punto\r\n" in kept.read_bytes()


def test_the_links_of_a_mail_are_told(post_office: tuple[int, Path], capsys: pytest.CaptureFixture[str]) -> None:
    with smtplib.SMTP("127.0.0.1", post_office[0]) as server:
        server.send_message(a_mail())
    assert "https://mazorca.example/invitations/abc" in capsys.readouterr().out


def test_a_folder_of_a_killed_run_is_swept_away() -> None:
    with passing_folder() as living:
        left = living.with_name(f"{living.name}left")
        left.mkdir()
        (left / "in-use").touch()
        with passing_folder():
            assert (living.exists(), left.exists()) == (True, False)


class Index(http.server.BaseHTTPRequestHandler):
    """A package index with one wheel, of which the content is wrong."""

    def do_GET(self) -> None:
        """Answer with the page or the wheel."""
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"forged" if self.path.endswith(".whl") else f'<a href="/{pip.PIP}">pip</a>'.encode())

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def index() -> Iterator[str]:
    """The address of the index."""
    server = http.server.HTTPServer(("127.0.0.1", 0), Index)
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    serving.start()
    yield f"http://127.0.0.1:{server.server_port}/simple"
    server.shutdown()
    server.server_close()
    serving.join()


def test_a_forged_wheel_of_pip_is_refused(index: str) -> None:
    with pytest.raises(ValueError, match="another"):
        pip.fetch_wheel(index)


def test_the_known_wheel_of_pip_is_taken(index: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pip, "PIP_SHA256", hashlib.sha256(b"forged").hexdigest())
    assert pip.fetch_wheel(index) == b"forged"
