"""A mail server on this machine that keeps what it is handed, and can be told to be difficult."""

import socket
import ssl
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from threading import Thread
from typing import Any

from aiosmtpd.controller import Controller
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID


class Arrived(EmailMessage):
    """A letter as a reader sees it who reads plain text."""

    def get_content(self, *args: Any, **kwargs: Any) -> Any:
        """Give the text, of a letter in two forms the plain one."""
        if not self.is_multipart():
            return super().get_content(*args, **kwargs)
        text = self.get_body(("plain",))
        assert text is not None
        return text.get_content(*args, **kwargs)


WITH_TEXT = policy.default.clone(message_factory=Arrived)


class PostOffice:
    """Keeps what it is handed; `answers` are what it says next to a whole letter, `to_recipients` to an address.

    `on_letter` is called when a letter was taken, before the server says so.
    """

    def __init__(self, url: str) -> None:
        """Begin with nothing."""
        self.url = url
        self.letters: list[EmailMessage] = []
        self.contents: list[bytes] = []
        self.answers: list[str] = []
        self.to_recipients: list[str] = []
        self.on_letter: Callable[[], object] | None = None

    @property
    def arrived(self) -> Counter[str]:
        """How often each letter arrived, by its Message-ID."""
        return Counter(str(letter["Message-ID"]) for letter in self.letters)

    def subjects(self, address: str) -> list[str]:
        """Say what arrived for an address."""
        return [str(letter["Subject"]) for letter in self.to(address)]

    def to(self, address: str) -> list[EmailMessage]:
        """List the letters for an address."""
        return [letter for letter in self.letters if address in str(letter["To"])]

    async def handle_RCPT(self, *call: Any) -> str:  # noqa: N802 - aiosmtpd calls it
        """Hear for whom a letter is."""
        _server, _session, envelope, address, _options = call
        if self.to_recipients:
            return self.to_recipients.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd calls it
        """Take a letter."""
        del server, session
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith("250"):
            self.contents.append(envelope.content)
            self.letters.append(message_from_bytes(envelope.content, policy=WITH_TEXT))
            if self.on_letter:
                self.on_letter()
        return answer


@contextmanager
def a_post_office() -> Iterator[PostOffice]:
    """Run a mail server while the block lasts."""
    with _running("smtp") as office:
        yield office


@contextmanager
def a_forged_office(folder: Path, scheme: str) -> Iterator[PostOffice]:
    """Run a mail server that speaks TLS (from the start, or when asked) under a name that nobody vouches for."""
    secret = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    secret.load_cert_chain(_self_signed(folder))
    own = {"ssl_context": secret} if scheme == "smtps" else {"tls_context": secret}
    with _running(scheme, **own) as office:
        yield office


@contextmanager
def a_falling_server() -> Iterator[str]:
    """Run a mail server that hangs up when it has heard a whole letter."""

    def serve() -> None:
        connection, _ = listening.accept()
        with connection, connection.makefile("rwb") as wire:
            wire.write(b"220 here\r\n")
            wire.flush()
            for line in wire:
                if line == b".\r\n":
                    return
                if line.startswith((b"ehlo", b"mail", b"rcpt")):
                    wire.write(b"250 fine\r\n")
                elif line.startswith(b"DATA"):
                    wire.write(b"354 go on\r\n")
                wire.flush()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = Thread(target=serve)
        thread.start()
        yield f"smtp://127.0.0.1:{listening.getsockname()[1]}"
        thread.join()


@contextmanager
def _running(scheme: str, **own: Any) -> Iterator[PostOffice]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    office = PostOffice(f"{scheme}://127.0.0.1:{port}")
    controller = Controller(office, hostname="127.0.0.1", port=port, enable_SMTPUTF8=True, **own)
    controller.start()
    try:
        yield office
    finally:
        controller.stop()


def _self_signed(folder: Path) -> Path:
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "forged")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + timedelta(days=1))
    path = folder / "forged.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(made.sign(key, SHA256()).public_bytes(Encoding.PEM) + secret)
    return path
