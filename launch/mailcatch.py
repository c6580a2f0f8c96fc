"""A post office for the demo: accepts every mail, keeps it as a file, says so, delivers to nobody.

Run as `python -m launch.mailcatch SOCKET FOLDER` with the number of a listening socket. Speaks as much of SMTP
(RFC 5321) as Python's own smtplib asks for; it listens on this machine only.
"""

import email
import email.policy
import socket
import socketserver
import sys
import time
from itertools import count
from pathlib import Path
from typing import cast

HEADERS = ("From", "To", "Subject", "Date")
_numbers = count(1)


class Conversation(socketserver.StreamRequestHandler):
    """One client that hands in mails."""

    def handle(self) -> None:
        """Answer commands until the client leaves."""
        self._say("220 mazorca demo post office")
        while line := self.rfile.readline():
            verb = line.decode("ascii", "replace").strip().upper()
            if verb == "DATA":
                self._take_mail()
            elif verb == "QUIT":
                self._say("221 bye")
                return
            elif verb.startswith("EHLO"):
                self._say("250-mazorca\r\n250-8BITMIME\r\n250 SMTPUTF8")
            elif verb.startswith(("HELO", "MAIL", "RCPT", "RSET", "NOOP")):
                self._say("250 fine")
            else:
                self._say("502 not here")

    def _say(self, answer: str) -> None:
        self.wfile.write(f"{answer}\r\n".encode("ascii"))

    def _take_mail(self) -> None:
        """Take a letter whole, or not at all: who leaves before the dot has sent nothing."""
        self._say("354 go on, end with a dot")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return
            lines.append(line[1:] if line.startswith(b".") else line)
        keep(b"".join(lines), cast("PostOffice", self.server).folder)
        self._say("250 kept")


class PostOffice(socketserver.ThreadingTCPServer):
    """Listens on a socket that somebody else opened."""

    daemon_threads = True

    def __init__(self, listening: socket.socket, folder: Path) -> None:
        """Take over the socket."""
        super().__init__(("127.0.0.1", 0), Conversation, bind_and_activate=False)
        self.socket.close()
        self.socket = listening
        self.folder = folder


def keep(mail: bytes, folder: Path) -> Path:
    """Write the mail into the folder and say so, with its links: they are what one waits for."""
    message = email.message_from_bytes(mail, policy=email.policy.default)
    path = folder / f"{time.time_ns()}-{next(_numbers)}.eml"
    path.write_bytes(mail)
    print(f"mail to {message['To']}: {message['Subject']}", flush=True)
    body = message.get_body(("plain",))
    for line in body.get_content().splitlines() if body is not None else ():
        if line.strip().startswith(("http://", "https://")):
            print(f"    {line.strip()}", flush=True)
    return path


def main() -> None:
    """Serve until stopped."""
    listening = socket.socket(fileno=int(sys.argv[1]))
    folder = Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    PostOffice(listening, folder).serve_forever()


if __name__ == "__main__":
    main()
