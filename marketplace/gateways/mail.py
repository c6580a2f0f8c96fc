"""Mail leaves here, by SMTP, to whatever server `SMTP_URL` names.

A letter is handed over in two phases: everything but the dot that ends it, then the dot. Until the dot the server has
nothing; whoever must know whether a letter may have arrived writes that down in between.
"""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.generator import BytesGenerator
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, make_msgid, parseaddr
from io import BytesIO
from urllib.parse import unquote, urlsplit

TIMEOUT = 20
OK, CREATED_ELSEWHERE, GO_ON, FOR_GOOD = 250, 251, 354, 500
DOT = b".\r\n"
NO_SMTPUTF8 = "the mail server does not know addresses with such letters"


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to one person; `key` makes its Message-ID, so that a repeated try is recognisable.

    `html` says the same as `body`, for programs that show it.
    """

    to_name: str
    to_email: str
    subject: str
    body: str
    key: str
    html: str = ""
    headers: tuple[tuple[str, str], ...] = field(default=())


class MailNotConfiguredError(RuntimeError):
    """No mail server is named, so nothing can be sent."""


class MailDelayedError(OSError):
    """The server has not taken the letter now; a later try may succeed."""


class MailRefusedError(RuntimeError):
    """The server will never take this letter."""


class MailUnsureError(OSError):
    """The connection was lost after the last word: nobody knows whether the server took the letter."""


class Handover:
    """A letter of which the server has everything but the dot."""

    def __init__(self, server: smtplib.SMTP) -> None:
        """Begin with nothing said."""
        self._server = server
        self.is_over = False

    def finish(self) -> None:
        """Say the dot, and wait for the server to take the letter.

        Raises `MailDelayedError` or `MailRefusedError` when it does not, `MailUnsureError` when it does not say.
        """
        try:
            self._server.send(DOT)
            code, answer = self._server.getreply()
        except OSError as error:
            raise MailUnsureError(str(error)) from error
        self.is_over = True
        _judge(code, answer, {OK})


def send(letter: Letter, *, smtp_url: str, sender: str) -> None:
    """Send `letter` in one go; see `handing_over` for what it raises."""
    with handing_over(letter, smtp_url=smtp_url, sender=sender) as handover:
        handover.finish()


@contextmanager
def handing_over(letter: Letter, *, smtp_url: str, sender: str) -> Iterator[Handover]:
    """Give the server `letter` but for its dot; whoever leaves without `finish` has sent nothing.

    `smtp_url` is `smtp://user:password@host:port`, `smtp+tls://…` or `smtps://…`. Raises `MailRefusedError` when the
    server will never take it, else `OSError`.
    """
    if not smtp_url:
        raise MailNotConfiguredError
    server = _connect(smtp_url)
    handover = Handover(server)
    try:
        _hand_in(server, letter, sender)
        yield handover
    finally:
        if handover.is_over:
            with suppress(OSError):
                server.quit()
        server.close()


def _connect(smtp_url: str) -> smtplib.SMTP:
    place = urlsplit(smtp_url)
    server = _reached(place.hostname or "localhost", place.port or 0, is_secret=place.scheme == "smtps")
    try:
        if place.scheme == "smtp+tls":
            server.starttls(context=ssl.create_default_context())
        server.ehlo_or_helo_if_needed()
        if place.username:
            server.login(unquote(place.username), unquote(place.password or ""))
    except BaseException:
        server.close()
        raise
    return server


def _reached(host: str, port: int, *, is_secret: bool) -> smtplib.SMTP:
    """Call a server; one that cannot prove its name hears neither our password nor anybody's letter."""
    if is_secret:
        return smtplib.SMTP_SSL(host, port, timeout=TIMEOUT, context=ssl.create_default_context())
    return smtplib.SMTP(host, port, timeout=TIMEOUT)


def _hand_in(server: smtplib.SMTP, letter: Letter, sender: str) -> None:
    to = on_the_envelope(letter.to_email)
    is_international = not to.isascii()
    if is_international and not server.has_extn("smtputf8"):
        raise MailRefusedError(NO_SMTPUTF8)
    options = ["SMTPUTF8", "BODY=8BITMIME"] if is_international else []
    _judge(*server.mail(parseaddr(sender)[1], options), {OK}, is_ours=True)
    _judge(*server.rcpt(to), {OK, CREATED_ELSEWHERE})
    _judge(*server.docmd("DATA"), {GO_ON})
    wire = _on_the_wire(_message(letter, to, sender), is_international=is_international)
    server.send(_own_headers(letter) + wire)


def on_the_envelope(email: str) -> str:
    """Write an address so that most servers understand it: the letters of its domain in the spelling of the net."""
    person, _at, place = email.rpartition("@")
    try:
        return f"{person}@{place.encode('idna').decode('ascii')}"
    except UnicodeError:
        return email


def _own_headers(letter: Letter) -> bytes:
    """Write headers that are for programs as they stand: folded or encoded, a long link would be none any more."""
    return "".join(f"{name}: {_one_line(value)}\r\n" for name, value in letter.headers).encode("ascii")


def _judge(code: int, answer: bytes, good: set[int], *, is_ours: bool = False) -> None:
    """Raise unless the answer is good; `is_ours`: a refusal for good concerns our own settings, which may be mended."""
    if code in good:
        return
    text = f"{code} {answer.decode('utf-8', 'replace')}"
    raise MailRefusedError(text) if code >= FOR_GOOD and not is_ours else MailDelayedError(text)


def _on_the_wire(message: EmailMessage, *, is_international: bool) -> bytes:
    """Return the bytes with the line ends of the wire and doubled dots, but without the last dot."""
    buffer = BytesIO()
    BytesGenerator(buffer, policy=SMTP.clone(utf8=is_international)).flatten(message)
    lines = buffer.getvalue().splitlines()
    return b"".join((b"." + line if line.startswith(b".") else line) + b"\r\n" for line in lines)


def _message(letter: Letter, to: str, sender: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = sender
    person, _at, place = to.rpartition("@")
    message["To"] = Address(_one_line(letter.to_name), username=person, domain=place)
    message["Subject"] = _one_line(letter.subject)
    domain = parseaddr(sender)[1].rpartition("@")[2]
    message["Message-ID"] = f"<{letter.key}@{domain}>" if letter.key else make_msgid(domain=domain)
    message["Date"] = formatdate()
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.body, cte="quoted-printable")
    if letter.html:
        message.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    return message


def _one_line(text: str) -> str:
    return " ".join(text.split())
