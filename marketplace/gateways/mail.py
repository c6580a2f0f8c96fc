"""Mail leaves here, by SMTP, to whatever server `SMTP_URL` names."""

import smtplib
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import make_msgid, parseaddr
from urllib.parse import unquote, urlsplit

TIMEOUT = 20


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to one person; `key` makes its Message-ID, so that a repeated try is recognisable."""

    to_name: str
    to_email: str
    subject: str
    body: str
    key: str


class MailNotConfiguredError(RuntimeError):
    """No mail server is named, so nothing can be sent."""


def send(letter: Letter, *, smtp_url: str, sender: str) -> None:
    """Send `letter`.

    `smtp_url` is `smtp://user:password@host:port` or `smtps://…`; raises `OSError` when the server does not answer.
    """
    if not smtp_url:
        raise MailNotConfiguredError
    place = urlsplit(smtp_url)
    kind = smtplib.SMTP_SSL if place.scheme == "smtps" else smtplib.SMTP
    with kind(place.hostname or "localhost", place.port or 0, timeout=TIMEOUT) as server:
        if place.scheme == "smtp+tls":
            server.starttls()
        if place.username:
            server.login(unquote(place.username), unquote(place.password or ""))
        server.send_message(_message(letter, sender))


def _message(letter: Letter, sender: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = sender
    message["To"] = Address(_one_line(letter.to_name), addr_spec=letter.to_email)
    message["Subject"] = _one_line(letter.subject)
    domain = parseaddr(sender)[1].rpartition("@")[2]
    message["Message-ID"] = f"<{letter.key}@{domain}>" if letter.key else make_msgid(domain=domain)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.body)
    return message


def _one_line(text: str) -> str:
    return " ".join(text.split())
